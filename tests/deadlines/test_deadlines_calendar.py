"""Days off by Land and working days."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.deadlines import (
    Land,
    add_working_days,
    day_off,
    holiday_name,
    is_working_day,
    next_working_day,
)
from engine.errors import ModelError


@pytest.mark.parametrize(
    ("day", "land", "name"),
    [
        (date(2026, 6, 4), "NW", "Fronleichnam"),  # § 2 FeiertG NW
        (date(2026, 11, 1), "NW", "Allerheiligen"),
        (date(2026, 10, 31), "NW", None),  # Reformationstag: not in NRW
        (date(2026, 10, 31), "NI", "Reformationstag"),
        (date(2026, 1, 6), "NW", None),  # Heilige Drei Könige: not in NRW
        (date(2026, 1, 6), "BY", "Heilige Drei Könige"),
        (date(2026, 8, 8), "BY", None),  # only in the city of Augsburg
        (date(2026, 12, 24), "NW", None),
        (date(2026, 12, 31), "NW", None),
        (date(2026, 2, 16), "NW", None),  # Rosenmontag
        (date(2017, 10, 31), "NW", "Reformationstag"),  # once, in all Länder
    ],
)
def test_holiday_by_land(day, land, name):
    assert holiday_name(day, land) == name


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 12, 25), "Erster Weihnachtstag"),
        (date(2026, 12, 26), "Zweiter Weihnachtstag"),  # a Saturday too: the holiday is named
        (date(2026, 12, 27), "Sonntag"),
        (date(2026, 11, 28), "Samstag"),
        (date(2026, 12, 24), None),
    ],
)
def test_why_a_day_is_off(day, reason):
    assert day_off(day) == reason
    assert is_working_day(day) is (reason is None)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 24), date(2026, 12, 24)),  # a working day stays
        (date(2026, 12, 25), date(2026, 12, 28)),  # holiday, holiday, Sunday
        (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday to Easter Monday
    ],
)
def test_next_working_day(day, expected):
    assert next_working_day(day) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 12, 22), 1, date(2026, 12, 23)),
        (date(2026, 12, 22), 3, date(2026, 12, 28)),  # over Christmas
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2026, 12, 28), -3, date(2026, 12, 22)),  # backwards
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_add_working_days(day, count, expected):
    assert add_working_days(day, count) == expected


def test_refuses_an_unknown_land():
    with pytest.raises(ModelError, match="Expected to find the Land 'XX'") as caught:
        holiday_name(date(2026, 1, 1), "XX")

    assert "NW" in caught.value.findings[0].hint


def test_every_land_is_known_to_the_library():
    assert all(holiday_name(date(2026, 10, 3), land) == "Tag der Deutschen Einheit" for land in Land)


def test_agrees_with_the_published_list_for_nrw():
    listed = Path(__file__).parents[2] / ".." / "shared" / "domain" / "nrw_feiertage.csv"
    if not listed.exists():
        pytest.skip("the list of holidays that lies beside the checkout is absent")
    with listed.open(encoding="utf-8") as file:
        expected = {date.fromisoformat(row["datum"]) for row in csv.DictReader(file)}
    years = range(min(expected).year, max(expected).year + 1)
    days = (date(year, 1, 1) + timedelta(days=n) for year in years for n in range(366))

    assert {day for day in days if holiday_name(day) and day.year in years} - {
        date(max(expected).year + 1, 1, 1)
    } == expected
