"""docs/competence.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from engine.cli.zustaendig import command
from engine.competence.read import _KEYS

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "competence.md").read_text(encoding="utf-8")


def test_the_example_is_what_the_command_prints():
    block = re.search(r"```console\n\$ laufweg zustaendig ([^\n]+)\n(.*?)```", DOCUMENT, re.DOTALL)

    result = CliRunner().invoke(command, block[1].split())

    assert result.output == block[2]


def test_every_check_of_the_files_is_explained():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "engine" / "competence").glob("*.py"))
    named = set(re.findall(r'"(competence-[a-z]+)"', code))

    assert named
    assert set(re.findall(r"^\| `(competence-[a-z]+)` \|", DOCUMENT, re.MULTILINE)) == named


def test_every_key_of_the_files_is_explained():
    explained = set(re.findall(r"`([a-z_]+)`", DOCUMENT))

    assert {key for keys in _KEYS.values() for key in keys} - explained == set()
