"""The 28 personas of the case library: result and earliest day of every title on every key date."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.precheck import check, read_record

HERE = Path(__file__).parent
PERSONAS = HERE.parents[1] / "processes" / "personen"
EXPECTED = json.loads((HERE / "expected.json").read_text("utf-8"))
#: the facts of the project, where they lie beside the repository
CASES = HERE.parents[2] / "shared" / "domain" / "cases.json"
ROWS = [
    (person, day["day"], title, expected)
    for person, one in EXPECTED.items()
    for day in one["days"]
    for title, expected in day["titles"].items()
]


def record_of(person: str):
    return read_record(json.loads((PERSONAS / f"{person}.json").read_text("utf-8")))


@pytest.mark.parametrize(("person", "day", "title", "expected"), ROWS, ids=lambda one: str(one)[:20])
def test_a_persona_gets_the_expected_result(book, person, day, title, expected):
    outcome = check(record_of(person), date.fromisoformat(day), book).title(title)

    assert outcome.result == expected["result"], outcome.reason
    if "full_on" in expected:
        # full with the end of that day: the day after is the first on which it counts
        assert outcome.earliest == date.fromisoformat(expected["full_on"]) + timedelta(days=1)
    if "earliest" in expected:
        assert outcome.earliest == date.fromisoformat(expected["earliest"])


def test_every_persona_is_there():
    assert len(EXPECTED) == 28
    assert {path.stem for path in (PERSONAS).glob("*.json")} == set(EXPECTED)
    assert len(ROWS) == 141


@pytest.mark.skipif(not CASES.exists(), reason="the facts of the project do not lie beside the repository")
def test_what_is_expected_here_is_what_the_case_library_says():
    cases = {case["id"]: case for case in json.loads(CASES.read_text("utf-8"))["faelle"]}

    assert cases.keys() == EXPECTED.keys()
    for person, case in cases.items():
        assert record_of(person).birth.isoformat() == case["persona"]["geburt"]
        told = {
            (day["datum"], title): (found["ergebnis"], _days(found["grund"]))
            for day in case["stichtage"]
            for title, found in day["ergebnisse"].items()
        }
        here = {
            (day["day"], title): found
            for day in EXPECTED[person]["days"]
            for title, found in day["titles"].items()
        }
        assert told.keys() == here.keys()
        for key, (result, days) in told.items():
            assert here[key]["result"] == result
            dates = {value for name, value in here[key].items() if name != "result"}
            assert dates <= days, f"{person} {key}: an expected day that the case library does not name"


def test_a_day_before_the_boundary_is_no_and_the_day_itself_is_for_a_person(book):
    """C23 without a key date on the boundary itself: § 10 StAG, five years full with the end of 05.06.2026."""
    found = [
        check(record_of("C23"), date(2026, 6, day), book).title("StAG_10").result.value for day in (4, 5, 6)
    ]

    assert found == ["NEIN", "PRUEFUNG", "IST"]


def _days(text: str) -> set[str]:
    german = {f"{year}-{month}-{day}" for day, month, year in re.findall(r"(\d\d)\.(\d\d)\.(\d{4})", text)}
    return german | set(re.findall(r"\d{4}-\d\d-\d\d", text))
