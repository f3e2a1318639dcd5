"""Days that are watched beside the tasks: the end of a title, limits of age."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.clock import ZONE
from engine.escalation import AGES, WatchedDay, WatchKind, age_limits, ahead, titles

TODAY = date(2026, 11, 23)
PERMIT = {"from": "2025-01-01", "to": "2027-02-28", "status": "residence_permit", "section": "25b"}


@pytest.mark.parametrize(
    ("residence", "found"),
    [
        ([PERMIT], [("25b", date(2027, 2, 28))]),
        # prolonged or followed: only the last one counts
        ([{**PERMIT, "to": "2027-01-31"}, {**PERMIT, "from": "2027-02-01", "to": None}], []),
        # the order in the record does not matter
        (
            [PERMIT, {"from": "2023-01-01", "to": "2024-12-31", "status": "toleration"}],
            [("25b", date(2027, 2, 28))],
        ),
        # over already: the process, not a reminder, deals with that
        ([{**PERMIT, "to": "2026-11-22"}], []),
        # the last day counts
        ([{**PERMIT, "to": "2026-11-23"}], [("25b", TODAY)]),
        # no end, no title, nothing known
        ([{**PERMIT, "to": None}], []),
        ([{"from": "2025-01-01", "to": "2027-02-28", "status": "toleration"}], []),
        ([], []),
        ([{"from": "2026-01-01", "to": "2026-12-31", "status": "visa"}], [("visa", date(2026, 12, 31))]),
    ],
)
def test_the_end_of_the_last_title_is_watched(residence, found):
    assert [(one.subject, one.day) for one in titles(residence, TODAY)] == found


def test_an_age_is_completed_the_day_before_the_birthday():
    assert age_limits(date(2009, 3, 1), TODAY) == (
        WatchedDay(WatchKind.AGE, "18", date(2027, 2, 28)),
        WatchedDay(WatchKind.AGE, "27", date(2036, 2, 29)),
    )


def test_who_is_older_or_of_unknown_age_has_no_limit_to_come():
    assert age_limits(date(1990, 5, 17), TODAY) == ()
    assert age_limits(None, TODAY) == ()


def test_every_limit_names_its_norm():
    assert [one.age for one in AGES] == [16, 18, 27]
    assert all("§" in one.norm for one in AGES)


def test_levels_are_90_60_and_30_days_ahead_from_the_beginning_of_the_day():
    day = date(2027, 2, 28)

    assert [ahead(day, level) for level in (1, 2, 3)] == [
        datetime(2026, 11, 30, tzinfo=ZONE),
        datetime(2026, 12, 30, tzinfo=ZONE),
        datetime(2027, 1, 29, tzinfo=ZONE),
    ]
