"""Every setting is documented, and every documented setting exists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SETTING = re.compile(r"\bLAUFWEG_[A-Z]+(?:_[A-Z]+)*\b")
#: where an operator or a developer looks a setting up
DOCUMENTS = ("README.md", "docs/operations.md", "docs/web.md", "docs/development.md")
#: set by the code for its own child processes, by nobody else
INTERNAL = {"LAUFWEG_SUPERVISOR"}


def test_every_setting_is_documented() -> None:
    read = settings(_code()) - INTERNAL
    assert {"LAUFWEG_HOME", "LAUFWEG_PORT", "LAUFWEG_DATABASE_URL"} <= read

    assert read - settings(ROOT / name for name in DOCUMENTS) == set()


def test_every_documented_setting_exists() -> None:
    documented = settings([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

    assert documented - settings(_code()) == set()


def test_an_internal_setting_is_in_use() -> None:
    assert settings(_code()) >= INTERNAL


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('os.environ["LAUFWEG_HOME"]', {"LAUFWEG_HOME"}),
        ("LAUFWEG_WEB_PROCESSES=2 make run", {"LAUFWEG_WEB_PROCESSES"}),
        # a sentence's end and a wildcard do not belong to the name
        ("… is LAUFWEG_DEMO.", {"LAUFWEG_DEMO"}),
        ("all of LAUFWEG_*", set()),
        # Flask's own configuration key
        ("LAUFWEG=settings", set()),
    ],
)
def test_settings_are_found_in_text(tmp_path: Path, text: str, found: set[str]) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")

    assert settings([tmp_path / "a.txt", tmp_path / "absent.txt"]) == found


def settings(files: Iterable[Path]) -> set[str]:
    """The names of environment variables in the files that exist."""
    return {name for file in files if file.exists() for name in _SETTING.findall(file.read_text("utf-8"))}


def _code() -> list[Path]:
    folders = [path for top in ("engine", "web", "migrations") for path in (ROOT / top).rglob("*.py")]
    tests = [
        ROOT / "tests" / "conftest.py",
        ROOT / "tests" / "browser" / "program.py",
        *(ROOT / "tests" / "conformance").glob("*.py"),
    ]
    return [*folders, ROOT / "Makefile", *tests, *(ROOT / ".ci").iterdir()]
