"""`laufweg vorpruefung`: text and JSON for a record, and clear refusals; needs no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PERSONAS = Path(__file__).parents[2] / "processes" / "personen"


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "person.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write


def test_a_person_is_checked_in_words(run_without_database):
    result = run_without_database("vorpruefung", str(PERSONAS / "C04.json"), "--stichtag", "2026-11-22")

    assert result.exit_code == 0
    assert "SOLL       § 25b AufenthG" in result.output


@pytest.mark.parametrize(
    ("options", "result"),
    [
        (("--stichtag", "2026-11-30"), "NEIN"),
        # the application came in time, the decision comes later
        (("--stichtag", "30.11.2026", "--antrag", "27.11.2026"), "SOLL"),
        # the law as known before the change
        (("--stichtag", "2026-11-28", "--wissensstand", "2022-12-01"), "NEIN"),
    ],
)
def test_days_are_options(run_without_database, options, result):
    told = run_without_database("vorpruefung", str(PERSONAS / "C01.json"), "--json", *options)

    assert json.loads(told.output)["titles"]["AufenthG_25a"]["result"] == result


def test_today_is_the_day_without_an_option(run_without_database):
    result = run_without_database("vorpruefung", str(PERSONAS / "C22a.json"), "--json")

    assert json.loads(result.output)["known"] is None
    assert result.exit_code == 0


def test_standard_input_is_read(run_without_database):
    source = (PERSONAS / "C22a.json").read_bytes()

    result = run_without_database("vorpruefung", "-", "--stichtag", "2026-11-22", "--json", input=source)

    assert json.loads(result.output)["titles"]["StAG_10"]["result"] == "IST"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "Zeile 1, Spalte 2"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b" " * 1_000_001, "larger than 1 MB"),
        (
            {"version": 1, "birht": "1990-01-01", "residence": []},
            "birht: Dieses Feld gibt es nicht. Meinten Sie „birth“?",
        ),
        ([], "Erwartet wird ein Objekt"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(run_without_database, file, content, said):
    result = run_without_database("vorpruefung", file(content))

    assert result.exit_code == 1
    assert result.output.startswith("Expected to read")
    assert said in result.output


def test_a_missing_file_is_named(run_without_database, tmp_path):
    result = run_without_database("vorpruefung", str(tmp_path / "nobody.json"))

    assert result.exit_code == 1
    assert "no such file" in result.output


def test_a_day_that_is_none_is_refused(run_without_database):
    result = run_without_database("vorpruefung", str(PERSONAS / "C01.json"), "--stichtag", "gestern")

    assert result.exit_code == 2


def test_the_law_has_no_gaps_and_says_which_cells_are_not_checked(run_without_database):
    result = run_without_database("lint", "--json", str(Path(__file__).parents[2] / "processes" / "recht"))

    assert result.exit_code == 0
    # ages compare with a day computed from the birth: no fixed border to look for gaps at
    assert {(one["rule"], Path(one["file"]).name) for one in json.loads(result.stdout)} == {
        ("table-unclear", "aufenthg_25a.dmn")
    }


def test_a_gap_in_the_law_is_found(run_without_database, tmp_path):
    source = (Path(__file__).parents[2] / "processes" / "recht" / "stag" / "stag.dmn").read_text("utf-8")
    (tmp_path / "stag.dmn").write_text(
        source.replace('validFrom="2025-10-30"', 'validFrom="2025-11-01"', 1), "utf-8"
    )

    result = run_without_database("lint", str(tmp_path))

    assert result.exit_code == 1
    assert "rule-set-gap" in result.output
