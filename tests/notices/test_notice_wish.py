"""When a mail may come: quiet hours, days off, and the nights on which the clock is changed."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from engine.clock import ZONE
from engine.notices import Wish, at_wall, first_moment, next_mail

NIGHT = Wish(quiet_from=time(19), quiet_to=time(7))


@pytest.mark.parametrize(
    ("wish", "moment", "expected"),
    [
        # a Monday in the middle of the day: at once
        (NIGHT, "2026-11-23T12:00+01:00", "2026-11-23T12:00+01:00"),
        # the first minute of the quiet hours, and the last
        (NIGHT, "2026-11-23T19:00+01:00", "2026-11-24T07:00+01:00"),
        (NIGHT, "2026-11-24T06:59+01:00", "2026-11-24T07:00+01:00"),
        (NIGHT, "2026-11-24T07:00+01:00", "2026-11-24T07:00+01:00"),
        # within one day
        (Wish(quiet_from=time(12), quiet_to=time(13)), "2026-11-23T12:30+01:00", "2026-11-23T13:00+01:00"),
        # no quiet hours: both times alike, or one of them missing
        (Wish(quiet_from=time(7), quiet_to=time(7)), "2026-11-23T07:00+01:00", "2026-11-23T07:00+01:00"),
        (Wish(quiet_to=time(7)), "2026-11-23T03:00+01:00", "2026-11-23T03:00+01:00"),
        # Friday night: the weekend is off, and Monday begins with quiet hours
        (NIGHT, "2026-11-27T20:00+01:00", "2026-11-30T07:00+01:00"),
        (Wish(), "2026-11-28T10:00+01:00", "2026-11-30T00:00+01:00"),
        # whoever wants mail on days off gets it
        (Wish(quiet_days_off=False), "2026-11-28T10:00+01:00", "2026-11-28T10:00+01:00"),
        # Thursday, 24 December 2026 is a working day; then Christmas and the weekend
        (Wish(), "2026-12-25T10:00+01:00", "2026-12-28T00:00+01:00"),
        # Reformation Day, Saturday 31 October 2026, All Saints', Sunday 1 November; Corpus Christi only in some Länder
        (Wish(land="NW"), "2026-06-04T10:00+02:00", "2026-06-05T00:00+02:00"),
        (Wish(land="BE"), "2026-06-04T10:00+02:00", "2026-06-04T10:00+02:00"),
        # 28 March 2027, 02:00 to 03:00 is left out: quiet until 02:30 ends when the clock goes on
        (
            Wish(quiet_from=time(22), quiet_to=time(2, 30), quiet_days_off=False),
            "2027-03-28T00:10+01:00",
            "2027-03-28T03:00+02:00",
        ),
        # 25 October 2026, 02:00 to 03:00 comes twice: quiet until 02:30 ends the first time …
        (
            Wish(quiet_from=time(22), quiet_to=time(2, 30), quiet_days_off=False),
            "2026-10-25T00:10+02:00",
            "2026-10-25T02:30+02:00",
        ),
        # … and begins again with the second 02:00
        (
            Wish(quiet_from=time(22), quiet_to=time(2, 30), quiet_days_off=False),
            "2026-10-25T02:10+01:00",
            "2026-10-25T02:30+01:00",
        ),
    ],
)
def test_the_first_moment_for_a_mail(wish: Wish, moment: str, expected: str) -> None:
    assert first_moment(wish, datetime.fromisoformat(moment)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        # the first mail collects for five minutes
        (None, "2026-11-23T12:05+01:00"),
        # half an hour lies between two
        ("2026-11-23T11:50+01:00", "2026-11-23T12:20+01:00"),
        ("2026-11-23T10:00+01:00", "2026-11-23T12:05+01:00"),
        # and then the wishes count: quiet from 19:00 on
        ("2026-11-23T18:45+01:00", "2026-11-24T07:00+01:00"),
    ],
)
def test_when_a_mail_that_is_begun_now_goes(last: str | None, expected: str) -> None:
    now = datetime.fromisoformat("2026-11-23T12:00+01:00")

    found = next_mail(NIGHT, now, None if last is None else datetime.fromisoformat(last))

    assert found == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "at", "after", "expected"),
    [
        # an ordinary day in winter and in summer
        ("2026-11-23", "07:00", "2026-11-22T00:00+00:00", "2026-11-23T06:00+00:00"),
        ("2026-07-01", "07:00", "2026-06-22T00:00+00:00", "2026-07-01T05:00+00:00"),
        # 02:30 that the clock leaves out: 03:00 in summer time
        ("2027-03-28", "02:30", "2027-03-27T00:00+00:00", "2027-03-28T01:00+00:00"),
        # 02:30 twice: the first one, and the second when the first is past
        ("2026-10-25", "02:30", "2026-10-24T00:00+00:00", "2026-10-25T00:30+00:00"),
        ("2026-10-25", "02:30", "2026-10-25T00:40+00:00", "2026-10-25T01:30+00:00"),
    ],
)
def test_a_time_on_the_wall_as_an_instant(day: str, at: str, after: str, expected: str) -> None:
    found = at_wall(date.fromisoformat(day), time.fromisoformat(at), datetime.fromisoformat(after))

    assert found == datetime.fromisoformat(expected)
    assert found.astimezone(ZONE).date() == date.fromisoformat(day)
