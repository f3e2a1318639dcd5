"""Where the time comes from. Only the transaction asks; everything else is given `now`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")


def midnight(day: date) -> datetime:
    """The beginning of a day in Germany."""
    return datetime.combine(day, time(), ZONE)


class Clock(Protocol):
    """Turns the database's time into the time that counts."""

    def now(self, database_time: datetime) -> datetime:
        """The instant that counts, aware."""
        ...


@dataclass(frozen=True, slots=True)
class DatabaseClock:
    """The clock of the database: one time for every web and worker process."""

    def now(self, database_time: datetime) -> datetime:
        """What the database said."""
        return database_time


@dataclass(slots=True)
class AdjustableClock:
    """A clock that tests and scenarios move by hand; it stands still in between."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 9, 0, tzinfo=ZONE))

    def now(self, database_time: datetime) -> datetime:
        """The moment set by hand."""
        return self.moment

    def advance(self, span: timedelta) -> None:
        """Move forward by `span`."""
        self.moment += span
