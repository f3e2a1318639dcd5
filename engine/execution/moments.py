"""From FEEL values to instants: when a timer is due, when a due date is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.bpmn import TimerKind
from engine.clock import ZONE
from engine.deadlines import Period, Repetition, add
from engine.errors import ModelError
from engine.feel import Date, DateTime, DaysTimeDuration, Value, YearsMonthsDuration, text, to_python


@dataclass(frozen=True, slots=True)
class Due:
    """When a timer fires first, and the cycle it repeats in ("" when it does not)."""

    at: datetime
    cycle: str = ""


def moment(value: Value) -> datetime | None:
    """The instant a FEEL date, date and time, or ISO 8601 text names; local times are Europe/Berlin."""
    match value:
        case Date() | DateTime():
            read = to_python(value)
            if not isinstance(read, datetime):
                return datetime.fromisoformat(f"{read}T00:00:00").replace(tzinfo=ZONE)
            return read if read.tzinfo else read.replace(tzinfo=ZONE)
        case str():
            try:
                parsed = datetime.fromisoformat(value.split("[")[0])
            except ValueError:
                return None
            return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZONE)
        case _:
            return None


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
                return None if period is None else Due(add(now, period))
            case TimerKind.CYCLE:
                if not isinstance(value, str):
                    return None
                at = following(value, now, now)
                return None if at is None else Due(at, value)
    except ModelError:
        return None


def following(cycle: str, anchor: datetime, now: datetime) -> datetime | None:
    """The next turn of an ISO 8601 repetition after now, counted from its anchor; None when it is over."""
    return Repetition.parse(cycle, anchor).next(now)


def shown(value: Value) -> str:
    """The value as a clerk may read it in a message."""
    return text(value)


def _period(value: Value) -> Period | None:
    match value:
        case str():
            return Period.parse(value)
        case YearsMonthsDuration() | DaysTimeDuration():
            return Period.parse(str(value))
        case _:
            return None
