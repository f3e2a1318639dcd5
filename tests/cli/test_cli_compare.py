"""`laufweg compare`: sentences, data or a page; the exit code says whether both are the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine import bundle

RESOURCES = Path(__file__).parents[1] / "resources" / "compare" / "antrag"


@pytest.fixture
def both(tmp_path: Path) -> tuple[str, str]:
    """A folder, and a copy in which one time is shorter and one shape lies elsewhere."""
    other = tmp_path / "neu"
    shutil.copytree(RESOURCES, other)
    profile, diagram = other / "process.toml", other / "antrag.bpmn"
    profile.write_text(profile.read_text("utf-8").replace("P14D", "P10D"), "utf-8")
    diagram.write_text(diagram.read_text("utf-8").replace('x="200" y="80"', 'x="210" y="80"'), "utf-8")
    return str(RESOURCES), str(other)


def test_the_differences_are_told_in_sentences(run_without_database, both):
    result = run_without_database("compare", *both)

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "process.toml: Vereinbarte Zeit für „Antrag prüfen“ von 14 auf 10 Tage verkürzt."
    ]


def test_layout_and_language_are_asked_for(run_without_database, both):
    result = run_without_database("compare", *both, "--layout", "--language", "en")

    assert result.stdout.splitlines() == [
        "antrag.bpmn: Task “Antrag prüfen”: moved.",
        "process.toml: Agreed time for “Antrag prüfen” shortened from 14 to 10 days.",
    ]


def test_json_and_html_say_the_same(run_without_database, both):
    said = json.loads(run_without_database("compare", *both, "--format", "json").stdout)
    page = run_without_database("compare", *both, "--format", "html").stdout

    assert [one["kind"] for one in said["differences"]] == ["agreed_time"]
    assert "von 14 auf 10 Tage verkürzt" in page
    assert page.count("<svg") == 2


def test_the_same_is_exit_code_zero_also_from_a_zip(run_without_database, both, tmp_path):
    files = {
        one.relative_to(RESOURCES).as_posix(): one.read_bytes()
        for one in RESOURCES.rglob("*")
        if one.is_file()
    }
    (tmp_path / "alt.zip").write_bytes(bundle.pack(files))

    result = run_without_database("compare", both[0], str(tmp_path / "alt.zip"))

    assert (result.exit_code, result.stdout) == (0, "")


def test_what_cannot_be_had_is_exit_code_two(run_without_database, both, tmp_path):
    (tmp_path / "leer").mkdir()
    (tmp_path / "kaputt.zip").write_bytes(b"PK kaputt")
    for wrong in ("gibtesnicht", str(tmp_path / "leer"), str(tmp_path / "kaputt.zip"), "a@b"):
        result = run_without_database("compare", both[0], wrong)

        assert result.exit_code == 2, wrong
        assert result.stderr
