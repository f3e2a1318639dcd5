"""`laufweg crosscheck`: the scenarios on a second interpreter."""

from __future__ import annotations

from engine.library import FOLDER


def test_the_library_agrees(run_without_database):
    result = run_without_database("crosscheck", str(FOLDER / "bleiberecht_25b"))

    assert result.exit_code == 0
    assert " agree, 0 differ;" in result.output
    assert "steps compared" in result.output


def test_known_differences_are_told_when_asked_for(run_without_database):
    result = run_without_database("crosscheck", str(FOLDER), "--differences")

    assert result.exit_code == 0
    assert "its own copy of the variables" in result.output


def test_a_difference_nobody_understands_fails_the_command(run_without_database, monkeypatch):
    monkeypatch.setattr("engine.crosscheck.second.Second.complete", lambda *_: False)

    result = run_without_database("crosscheck", str(FOLDER))

    assert result.exit_code == 1
    assert "DIFFER" in result.output


def test_a_folder_without_scenarios_is_not_a_success(run_without_database, tmp_path):
    source = FOLDER / "bleiberecht_25b"
    for path in [
        *source.glob("*.bpmn"),
        *source.glob("*.dmn"),
        *source.glob("*.toml"),
        *source.glob("forms/*.form"),
    ]:
        there = tmp_path / path.relative_to(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())

    result = run_without_database("crosscheck", str(tmp_path))

    assert result.exit_code == 1
    assert "no scenarios" in result.output
