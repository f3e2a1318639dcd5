"""Repeated turns as ISO 8601 writes them: `R3/P1D`, `R/2026-01-31T08:00/P1M`, `R/PT1H/2026-12-24`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.deadlines.period import ZONE, Period, add, unreadable
from engine.errors import ModelError

_COUNT = re.compile(r"R(\d{0,9})", re.ASCII)
_HINT = "Schreiben Sie zum Beispiel R3/P1D (dreimal, täglich) oder R/P1M (jeden Monat)."


@dataclass(frozen=True, slots=True)
class Repetition:
    """Turns at equal periods from `anchor`; turn n is the anchor plus n periods, so month ends never drift.

    `count` is how many turns there are (None: without end), `first` the number of the first one: 0 when the
    text names a start, else 1. No turn comes after `until`.
    """

    period: Period
    anchor: datetime
    count: int | None = None
    first: int = 1
    until: datetime | None = None

    @classmethod
    def parse(cls, text: str, anchor: datetime) -> Repetition:
        """Read a repetition; `anchor` counts where the text names no start. ModelError with a finding
        otherwise.

        `Rn/start/period` has its first turn at the start, `Rn/period` one period after the anchor, and
        `Rn/period/end` is the latter with a last possible instant. The period must be longer than nothing.
        """
        head, *parts = text.split("/")
        counted = _COUNT.fullmatch(head)
        if counted is None or not 1 <= len(parts) <= 2:
            raise unreadable(text, _HINT)
        count = int(counted[1]) if counted[1] else None
        match parts:
            case [period]:
                return cls(_forward(period, text), anchor, count)
            case [start, period] if not start.startswith("P"):
                return cls(_forward(period, text), _instant(start, text), count, first=0)
            case [period, end]:
                return cls(_forward(period, text), anchor, count, until=_instant(end, text))
        raise unreadable(text, _HINT)  # pragma: no cover  every list of one or two parts is matched above

    def next(self, after: datetime) -> datetime | None:
        """The first turn later than `after`, in UTC; None when there is none any more."""
        try:
            number = self._number_after(after)
            if self.count is not None and number >= self.first + self.count:
                return None
            turn = self._turn(number)
        except ModelError:
            return None  # beyond the last year of the calendar
        return None if self.until is not None and turn > self.until else turn

    def _turn(self, number: int) -> datetime:
        return add(self.anchor, self.period.times(number))

    def _number_after(self, after: datetime) -> int:
        """The number of the first turn later than `after`; turns only grow, so it is found by halving."""
        low = self.first
        if self._turn(low) > after:
            return low
        high = low + 1
        while self._turn(high) <= after:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._turn(middle) > after else (middle, high)
        return high


def _forward(text: str, whole: str) -> Period:
    period = Period.parse(text)
    forward = period.total_months > 0 or period.total_days > 0 or period.clock > timedelta()
    if not forward:
        raise unreadable(whole, "Die Wiederholung braucht einen Abstand, der größer ist als null.")
    return period


def _instant(text: str, whole: str) -> datetime:
    """A date or a date and time; without an offset it is meant in Germany."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2026-12-24") else None
        moment = datetime.combine(day, datetime.min.time()) if day else datetime.fromisoformat(text)
    except ValueError as error:
        raise unreadable(whole, _HINT) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(ZONE))).astimezone(UTC)
