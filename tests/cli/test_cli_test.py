"""`laufweg test`: scenarios of a process folder."""

from __future__ import annotations

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


def _copy(tmp_path):
    """The library's process with one of its scenarios."""
    source = FOLDER / "bleiberecht_25b"
    target = tmp_path / "bleiberecht_25b"
    models = [path for path in source.rglob("*") if path.suffix in {".bpmn", ".dmn", ".form"}]
    for path in [*models, source / SCENARIO, source / "scenarios/vorlagen.yaml"]:
        there = target / path.relative_to(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
    return target
