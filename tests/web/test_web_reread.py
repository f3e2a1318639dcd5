"""What Camunda's own library makes of our files: nothing is lost when the desktop modeller saves them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "web" / "frontend"
#: what only one authority knows
STRANGE = (
    b'<amt:akte xmlns:amt="https://amt.example" zeichen="I/33"><amt:notiz>A &amp; B</amt:notiz></amt:akte>'
)


def _saved(paths: list[Path]) -> dict[str, dict[str, Any]]:
    """Each file as bpmn-moddle with the schema of zeebe-bpmn-moddle reads and writes it, and what it warned of."""
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules" / "bpmn-moddle").is_dir():
        pytest.skip("Node or web/frontend/node_modules is absent; run `npm ci` in web/frontend")
    done = subprocess.run(
        [node, "reread.mjs", *map(str, paths)], cwd=FRONTEND, capture_output=True, text=True, check=True
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def _canonical(xml: str) -> str:
    """The XML without blanks around texts, in one order of attributes and one choice of prefixes."""
    return ElementTree.canonicalize(xml, strip_text=True, rewrite_prefixes=True)


def test_a_process_of_the_library_is_the_same_after_camunda_s_library_has_saved_it(tmp_path: Path) -> None:
    paths = sorted((ROOT / "processes").glob("*/*.bpmn"))
    strange = tmp_path / "fremdes.bpmn"
    source = (ROOT / "processes" / "einzelaufgabe" / "einzelaufgabe.bpmn").read_bytes()
    strange.write_bytes(source.replace(b"<bpmn:extensionElements>", b"<bpmn:extensionElements>" + STRANGE, 1))
    assert STRANGE in strange.read_bytes()

    saved = _saved([*paths, strange])

    assert len(paths) >= 18
    for path in (*paths, strange):
        written = saved[str(path)]
        assert written["warnings"] == [], path.name
        assert _canonical(written["xml"]) == _canonical(path.read_text("utf-8")), path.name
