"""From FEEL values to instants: when a timer is due, when a due date is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.bpmn import TimerKind
from engine.clock import ZONE
from engine.deadlines import Period, add, read_cycle
from engine.errors import ModelError
from engine.feel import Date, DateTime, DaysTimeDuration, Value, YearsMonthsDuration, text, to_python

_EARLIEST, _LATEST = 1900, 9000


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires first, and the cycle it repeats in ("" when it does not)."""

    at: datetime
    cycle: str = ""


def moment(value: Value) -> datetime | None:
    """The instant a FEEL date, date and time, or ISO 8601 text names; local times are Europe/Berlin, unless the text
    names a zone in brackets.

    None for everything else, and for years no calendar of an office has (before 1900, after 9000).
    """
    read: object = None
    zone = ZONE
    try:
        match value:
            case Date() | DateTime():
                read = to_python(value)
            case str():
                written, _bracket, named = value.partition("[")
                read = datetime.fromisoformat(written)
                zone = ZoneInfo(named.removesuffix("]")) if named else ZONE
    except (ValueError, OverflowError, KeyError, OSError):  # the last two: no such zone
        return None
    if isinstance(read, date) and not isinstance(read, datetime):
        read = datetime(read.year, read.month, read.day)  # noqa: DTZ001  the zone follows
    if not isinstance(read, datetime) or not is_of_a_calendar(read):
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def is_of_a_calendar(at: datetime) -> bool:
    """Whether the year is one that every clock and the database can count with (1900 to 9000)."""
    return _EARLIEST <= at.year <= _LATEST


def end_of_day(value: Value) -> datetime | None:
    """The last second of a FEEL date or ISO date text (§ 188 (1) BGB: a period ends with the end of the day)."""
    if isinstance(value, Date) or (isinstance(value, str) and len(value) == len("2026-12-24")):
        start = moment(value)
        if start is not None:
            return (start + timedelta(days=1)).replace(hour=0, minute=0, second=0) - timedelta(seconds=1)
    return None


def due(kind: TimerKind, value: Value, now: datetime) -> Due | None:
    """When a timer with that definition is due, counted from now; None when the value is not readable as one."""
    try:
        match kind:
            case TimerKind.DATE:
                at = moment(value)
                return None if at is None else Due(at)
            case TimerKind.DURATION:
                period = _period(value)
                return None if period is None else _within(Due(add(now, period)))
            case TimerKind.CYCLE:
                if not isinstance(value, str):
                    return None
                at = read_cycle(value, now).next(now)
                return None if at is None else Due(at, value)
    except (ModelError, ValueError, OverflowError):
        return None


def following(cycle: str, anchor: datetime, fired: datetime, now: datetime) -> datetime | None:
    """The turn of a repetition or cron line to arm after the one that fired; None when it is over.

    A counted repetition loses no turn while no worker runs: `R3` reminds three times. One without end goes on at its
    next turn after now, so that an outage of weeks does not end in a storm.
    """
    repetition = read_cycle(cycle, anchor)
    return repetition.next(max(fired, now) if repetition.count is None else fired)


def is_counted(cycle: str) -> bool:
    """Whether a repetition ends after a number of turns."""
    return read_cycle(cycle, datetime.now(ZONE)).count is not None


def _within(due_: Due) -> Due | None:
    return due_ if due_.at.year <= _LATEST else None


def shown(value: Value) -> str:
    """The value as a clerk may read it in a message."""
    return text(value)


@lru_cache(maxsize=1024)
def _parsed(period: str) -> Period:
    """The same few periods are read over and over."""
    return Period.parse(period)


def _period(value: Value) -> Period | None:
    match value:
        case str():
            return _parsed(value)
        case YearsMonthsDuration() | DaysTimeDuration():
            return _parsed(str(value))
        case _:
            return None
