"""Periods: reading, writing, and adding to an instant on the German wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import Period, add
from engine.errors import ModelError

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P14D", Period(days=14)),
        ("P1M", Period(months=1)),  # before T: a month
        ("PT1M", Period(minutes=1)),  # after T: a minute
        ("P2W", Period(weeks=2)),
        ("P1Y2M3W4DT5H6M7S", Period(1, 2, 3, 4, 5, 6, Decimal(7))),  # every unit
        ("P1M2DT3H", Period(months=1, days=2, hours=3)),  # mixed
        ("-P1D", Period(days=1, negative=True)),
        ("+P1D", Period(days=1)),
        ("PT90M", Period(minutes=90)),  # not carried over to hours
        ("PT0.5S", Period(seconds=Decimal("0.5"))),
        ("PT0,5S", Period(seconds=Decimal("0.5"))),  # ISO 8601 prefers the comma
        ("P0D", Period()),
    ],
)
def test_reads_iso_8601(text, period):
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text", ["P14D", "P1M", "PT1M", "P2W", "P1Y2M3W4DT5H6M7S", "-P1D", "PT90M", "PT0.5S", "PT0S"]
)
def test_writes_what_it_read(text):
    assert str(Period.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",  # nothing counted
        "PT",
        "P1DT",  # a T with nothing after it
        "14D",
        "P1.5D",  # only seconds have a fraction
        "P1D2M",  # units out of order
        "P-1D",  # a sign inside
        "p1d",
        " P1D",
        "P1D\n",
        "P１D",  # a full-width digit
        "P9999999999D",  # more digits than any period has
        "14 Tage",
    ],
)
def test_refuses_what_is_no_period(text):
    with pytest.raises(ModelError, match="Expected to read an ISO 8601 period, but found") as caught:
        Period.parse(text)

    (finding,) = caught.value.findings
    assert finding.rule == "period"
    assert "ISO 8601" in finding.reason
    assert "P14D" in finding.hint


def test_long_text_is_cut_in_the_message():
    with pytest.raises(ModelError) as caught:
        Period.parse("x" * 10_000)

    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    ("moment", "period", "expected"),
    [
        # A day keeps the wall clock over the clock changes: 23 and 25 hours.
        ("2026-03-28T09:00", "P1D", "2026-03-29T09:00"),
        ("2026-10-24T09:00", "P1D", "2026-10-25T09:00"),
        # Hours are absolute: 09:00 the day before summer time plus 24 hours is 10:00.
        ("2026-03-28T09:00", "PT24H", "2026-03-29T10:00"),
        ("2026-10-24T09:00", "PT24H", "2026-10-25T08:00"),
        # A month that lacks the day ends with its last one (§ 188 (3) BGB).
        ("2026-01-31T12:00", "P1M", "2026-02-28T12:00"),
        ("2028-01-31T12:00", "P1M", "2028-02-29T12:00"),
        ("2026-03-31T12:00", "P1M", "2026-04-30T12:00"),
        ("2028-02-29T12:00", "P1Y", "2029-02-28T12:00"),
        ("2026-12-31T12:00", "P2M", "2027-02-28T12:00"),
        # Backwards the same.
        ("2026-03-31T12:00", "-P1M", "2026-02-28T12:00"),
        ("2026-03-29T10:00", "-PT24H", "2026-03-28T09:00"),
        # Weeks are seven days.
        ("2026-11-23T08:00", "P2W", "2026-12-07T08:00"),
        # Calendar part first, clock part after it.
        ("2026-01-31T12:00", "P1MT3H", "2026-02-28T15:00"),
        # 02:30 does not exist on 29 March 2026: it moves forward by the hour that was skipped.
        ("2026-03-28T02:30", "P1D", "2026-03-29T03:30"),
        # Nothing to add.
        ("2026-11-23T08:00", "PT0S", "2026-11-23T08:00"),
    ],
)
def test_adds_on_the_wall_clock(moment, period, expected):
    result = add(berlin(moment), Period.parse(period))

    assert result.tzinfo is UTC
    assert result == berlin(expected)


def test_a_time_that_comes_twice_is_the_first_one():
    result = add(berlin("2026-10-24T02:30"), Period.parse("P1D"))

    assert result == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_from_the_second_of_two_equal_times_stay_with_it():
    second = berlin("2026-10-25T02:30", fold=1)

    assert add(second, Period.parse("PT1H")) == second.astimezone(UTC) + timedelta(hours=1)


def test_another_zone_has_its_own_wall_clock():
    # 23:30 on 30 January in Lisbon is already the 31st in Berlin, and February lacks both days
    moment = datetime(2026, 1, 30, 23, 30, tzinfo=UTC)

    assert add(moment, Period.parse("P1M"), "Europe/Lisbon") == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert add(moment, Period.parse("P1M")) == datetime(2026, 2, 27, 23, 30, tzinfo=UTC)


def test_refuses_a_naive_moment():
    with pytest.raises(ModelError, match="has no time zone"):
        add(datetime(2026, 1, 1), Period(days=1))  # noqa: DTZ001  the naive moment is the case


@pytest.mark.parametrize("period", ["P9999Y", "-P9999Y", "P999999999D", "PT999999999H"])
def test_refuses_a_result_outside_the_calendar(period):
    with pytest.raises(ModelError, match="outside the calendar"):
        add(berlin("2026-01-01T00:00"), Period.parse(period))


moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
small = st.integers(0, 40)
periods = st.builds(Period, small, small, small, small, small, small)


@given(moments, periods)
def test_forward_never_goes_back(moment, period):
    # the hour that comes twice may swallow up to an hour of a calendar step that lands in it
    assert add(moment, period) >= moment - timedelta(hours=1)


@given(moments, moments, periods)
def test_later_moments_have_later_ends(first, second, period):
    calendar_only = Period(period.years, period.months, period.weeks, period.days)
    earlier, later = sorted((first, second))

    # equal wall-clock times of an autumn night are told apart by nothing a calendar step keeps
    assert add(earlier, calendar_only) <= add(later, calendar_only) + timedelta(hours=1)


@given(periods)
def test_reading_what_was_written_gives_the_same(period):
    assert Period.parse(str(period)) == period
