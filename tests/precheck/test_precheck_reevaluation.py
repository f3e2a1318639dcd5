"""Whom a change of the law moves."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from engine.library import deployment
from engine.precheck import Result, Standpoint, read_law_book, read_record, reevaluate

JANUARY, APRIL = date(2025, 2, 1), date(2025, 4, 1)


@pytest.fixture
def person(base):
    def make(number: int, section: str):
        stay = [{"from": "2015-01-10", "status": "residence_permit", "section": section}]
        return read_record({**base, "id": f"P{number}", "residence": stay})

    return make


def test_a_correction_moves_those_whose_title_it_names(book, person):
    persons = [person(1, "18d"), person(2, "18b"), person(3, "23 Abs. 1")]

    moved = list(reevaluate(persons, JANUARY, Standpoint(book, JANUARY), Standpoint(book, APRIL)))

    assert [(one.person, one.title, one.before, one.after) for one in moved] == [
        ("P1", "StAG_10", Result.NEIN, Result.IST),
        ("P3", "StAG_10", Result.NEIN, Result.IST),
    ]


def test_the_same_law_moves_nobody(book, person):
    assert list(reevaluate([person(1, "18d")], APRIL, Standpoint(book), Standpoint(book))) == []


def test_another_text_of_the_law_is_another_law(book, base):
    """Six years become seven in § 25b: whoever has six and no more is moved."""
    folder = deployment.FOLDER / "recht"
    changed = {
        path.relative_to(folder).as_posix(): path.read_bytes().replace(b'"P6Y"', b'"P7Y"')
        if path.stem == "aufenthg_25b"
        else path.read_bytes()
        for path in folder.rglob("*.dmn")
    }
    record = read_record({**base, "id": "P1"})

    moved = list(
        reevaluate([record], date(2025, 12, 1), Standpoint(book), Standpoint(read_law_book(changed)))
    )

    assert [(one.title, one.before, one.after) for one in moved] == [
        ("AufenthG_25b", Result.SOLL, Result.NEIN)
    ]


def test_progress_is_told_and_it_can_be_stopped(book, person):
    told: list[int] = []
    taken: list[int] = []

    def persons():
        for number in range(250):
            taken.append(number)
            yield person(number, "18d")

    before, after = Standpoint(book, JANUARY), Standpoint(book, APRIL)
    assert len(list(reevaluate(persons(), JANUARY, before, after, told.append))) == 250
    assert told == [100, 200, 250]

    taken.clear()
    list(islice(reevaluate(persons(), JANUARY, before, after), 3))
    # one at a time: nobody after the third was asked for
    assert taken == [0, 1, 2]
