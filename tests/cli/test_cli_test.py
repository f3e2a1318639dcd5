"""`laufweg test`: scenarios of a process folder."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from engine.library import FOLDER

SCENARIO = "scenarios/01_erteilung_ohne_umwege.yaml"


def test_a_passing_scenario_is_named(run_without_database, tmp_path):
    process = _copy(tmp_path)

    result = run_without_database("test", str(process), "--coverage")

    assert result.exit_code == 0
    assert "1 passed, 0 failed." in result.output
    assert "not touched" in result.output


def test_a_failing_one_tells_its_line_and_fails_the_command(run_without_database, tmp_path):
    process = _copy(tmp_path)
    scenario = process / SCENARIO
    scenario.write_text(scenario.read_text().replace("erteilt", "abgelehnt"))

    result = run_without_database("test", str(process))

    assert result.exit_code == 1
    assert f"{scenario}:" in result.output


def test_a_folder_without_scenarios_is_not_a_success(run_without_database, tmp_path):
    process = _copy(tmp_path)
    (process / SCENARIO).unlink()

    result = run_without_database("test", str(process))

    assert result.exit_code == 1
    assert "no scenarios" in result.output


def test_reports_are_written(run_without_database, tmp_path):
    process = _copy(tmp_path)
    page, xml = tmp_path / "r.html", tmp_path / "r.xml"

    result = run_without_database("test", str(process), "--html", str(page), "--junit", str(xml))

    assert result.exit_code == 0
    assert "<svg" in page.read_text("utf-8")
    assert ET.parse(xml).getroot().get("tests") == "1"  # noqa: S314  our own output


def test_a_report_that_cannot_be_written_is_refused(run_without_database, tmp_path):
    result = run_without_database("test", str(_copy(tmp_path)), "--html", str(tmp_path / "no" / "r.html"))

    assert result.exit_code == 1
    assert "Expected to write a report" in result.output


@pytest.mark.parametrize(("minimum", "code"), [("1", 0), ("100", 1)])
def test_too_little_touched_fails_the_command(run_without_database, tmp_path, minimum, code):
    assert run_without_database("test", str(_copy(tmp_path)), "--minimum", minimum).exit_code == code


def test_the_skeleton_of_an_untested_way_is_a_scenario(run_without_database, tmp_path):
    process = _copy(tmp_path)
    told = run_without_database("test", str(process), "--pfade")
    printed = run_without_database("test", str(process), "--geruest", "1")
    (process / "scenarios" / "02_neu.yaml").write_text(printed.stdout, encoding="utf-8")
    again = run_without_database("test", str(process))

    assert "ways are not tested" in told.output
    assert printed.stdout.startswith("szenario: ")
    assert "2 passed" not in again.output  # it can be read, but its values are still empty
    assert "ist hier unbekannt" not in again.output
    assert "lehnt ab" in again.output or "Beginn:" in again.output


def test_there_is_no_skeleton_beyond_the_last_way(run_without_database, tmp_path):
    result = run_without_database("test", str(_copy(tmp_path)), "--geruest", "9999")

    assert result.exit_code == 1
    assert "are not tested" in result.output


def _copy(tmp_path):
    """The library's process with one of its scenarios."""
    source = FOLDER / "bleiberecht_25b"
    target = tmp_path / "bleiberecht_25b"
    models = [path for path in source.rglob("*") if path.suffix in {".bpmn", ".dmn", ".form"}]
    for path in [*models, source / "process.toml", source / SCENARIO, source / "scenarios/vorlagen.yaml"]:
        there = target / path.relative_to(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
    return target
