"""Repetitions: turns from the anchor, so that a month end never drifts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines import Repetition
from engine.errors import ModelError

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def turns(text: str, anchor: str, most: int = 6) -> list[str]:
    repetition = Repetition.parse(text, berlin(anchor))
    found: list[datetime] = []
    after = datetime(1, 1, 2, tzinfo=UTC)
    while len(found) < most and (turn := repetition.next(after)) is not None:
        found.append(turn)
        after = turn
    return [turn.astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M") for turn in found]


@pytest.mark.parametrize(
    ("text", "anchor", "expected"),
    [
        # Three turns, the first one period after the anchor.
        ("R3/P1D", "2026-11-23T09:00", ["2026-11-24T09:00", "2026-11-25T09:00", "2026-11-26T09:00"]),
        # From the anchor each time: 28 February is followed by 31 March, not by 28 March.
        (
            "R4/P1M",
            "2026-01-31T08:00",
            ["2026-02-28T08:00", "2026-03-31T08:00", "2026-04-30T08:00", "2026-05-31T08:00"],
        ),
        # Daily over the clock change keeps the wall clock.
        ("R2/P1D", "2026-03-28T09:00", ["2026-03-29T09:00", "2026-03-30T09:00"]),
        # A start of its own is the first turn and the anchor.
        (
            "R2/2026-12-31T10:00/P1M",
            "2026-11-23T09:00",
            ["2026-12-31T10:00", "2027-01-31T10:00"],
        ),
        # A start with an offset, and one that is a day.
        ("R1/2026-12-01T09:00Z/P1D", "2026-11-23T09:00", ["2026-12-01T10:00"]),
        ("R1/2026-12-01/P1D", "2026-11-23T09:00", ["2026-12-01T00:00"]),
        # An end is the last possible instant.
        ("R/P1W/2026-12-10", "2026-11-23T09:00", ["2026-11-30T09:00", "2026-12-07T09:00"]),
        # Nought times is never.
        ("R0/P1D", "2026-11-23T09:00", []),
    ],
)
def test_turns(text, anchor, expected):
    assert turns(text, anchor) == expected


def test_without_count_it_goes_on():
    repetition = Repetition.parse("R/PT1S", berlin("2020-01-01T00:00"))

    # a hundred and ninety million turns later, found without counting through them
    assert repetition.next(berlin("2026-01-01T00:00")) == berlin("2026-01-01T00:00") + timedelta(seconds=1)


def test_a_turn_is_later_than_the_moment_asked_for():
    repetition = Repetition.parse("R/P1D", berlin("2026-11-23T09:00"))

    assert repetition.next(berlin("2026-11-24T09:00")) == berlin("2026-11-25T09:00")
    assert repetition.next(berlin("2026-11-24T08:59")) == berlin("2026-11-24T09:00")


def test_after_an_outage_the_next_turn_is_in_the_future():
    repetition = Repetition.parse("R3/P1D", berlin("2026-11-23T09:00"))

    assert repetition.next(berlin("2026-11-25T12:00")) == berlin("2026-11-26T09:00")
    assert repetition.next(berlin("2026-11-26T12:00")) is None


def test_it_is_over_where_the_calendar_is():
    repetition = Repetition.parse("R/P5000Y", berlin("2026-11-23T09:00"))

    assert repetition.next(berlin("2026-11-23T09:00")) == berlin("7026-11-23T09:00")
    assert repetition.next(berlin("7026-11-23T09:00")) is None


@pytest.mark.parametrize(
    "text",
    [
        "P1D",  # no repetition
        "R3",  # nothing repeated
        "R3/",
        "R3/P1D/",
        "R-1/P1D",
        "R3/P1D/P1D",  # two periods
        "R3/2026-01-01/2026-02-01",  # two days
        "R3/gestern/P1D",
        "R3/P1D/2026-02-30",  # a day that does not exist
        "R3/2026-01-01T08:00/P1D/2027-01-01",  # four parts
        "R3/P0D",  # no distance
        "R3/-P1D",  # backwards
        "0 9 * * *",  # cron is not read
    ],
)
def test_refuses_what_is_no_repetition(text):
    with pytest.raises(ModelError, match="Expected to read an ISO 8601 period") as caught:
        Repetition.parse(text, berlin("2026-11-23T09:00"))

    assert caught.value.findings
