"""A time of day, and a time of day on a date."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.feel.values.date import Date
from engine.feel.values.duration import DAY, HOUR, MINUTE, SECOND, fraction_text
from engine.feel.values.zones import find_zone, offset_at_instant, offset_at_local, standard_offset

MAX_OFFSET = 18 * 3600


def _offset_text(offset: int) -> str:
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: local, or with an offset in seconds, or with a named zone (DMN 1.5, 10.3.2.3.5).

    Offset and zone together say which of two readings is meant when clocks are set back.

    `==` compares the fields, as the FEEL function `is` does; FEEL's `=` compares the moments. ValueError if
    the fields name no time.
    """

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.hour < 24 and 0 <= self.minute < 60 and 0 <= self.second < 60):
            raise ValueError(f"Expected to make a time, but {self.hour}:{self.minute}:{self.second} is none")
        if self.offset is not None and abs(self.offset) > MAX_OFFSET:
            raise ValueError("Expected to make a time, but its offset exceeds 18 hours")
        if self.zone is not None and find_zone(self.zone) is None:
            raise ValueError(f"Expected to make a time, but there is no time zone {self.zone}")

    @classmethod
    def from_nanoseconds(cls, nanoseconds: int, offset: int | None = None, zone: str | None = None) -> Time:
        """The time that many nanoseconds after midnight, around the clock."""
        hour, rest = divmod(nanoseconds % DAY, HOUR)
        minute, rest = divmod(rest, MINUTE)
        second, nanosecond = divmod(rest, SECOND)
        return cls(hour, minute, second, nanosecond, offset, zone)

    @property
    def is_local(self) -> bool:
        """Whether it has neither offset nor zone."""
        return self.offset is None and self.zone is None

    @property
    def nanoseconds(self) -> int:
        """Nanoseconds since midnight on the wall clock."""
        return self.hour * HOUR + self.minute * MINUTE + self.second * SECOND + self.nanosecond

    @property
    def utc_nanoseconds(self) -> int:
        """Nanoseconds since midnight UTC, below zero or over a day where the offset leads there."""
        offset = self.offset
        if offset is None and self.zone is not None:
            offset = standard_offset(self.zone)
        return self.nanoseconds - (offset or 0) * SECOND

    def plus(self, nanoseconds: int) -> Time:
        """The time of day that many nanoseconds later; it wraps at midnight."""
        return Time.from_nanoseconds(self.nanoseconds + nanoseconds, self.offset, self.zone)

    def __str__(self) -> str:
        clock = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction_text(self.nanosecond)}"
        if self.offset is not None:
            return clock + _offset_text(self.offset)
        return clock if self.zone is None else f"{clock}@{self.zone}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A time of day on a date (DMN 1.5, 10.3.2.3.6); `==` compares the fields, FEEL's `=` the moments."""

    date: Date
    time: Time

    @classmethod
    def from_instant(cls, nanoseconds: int, offset: int | None, zone: str | None) -> DateTime:
        """The reading of a clock with that offset or zone, so many nanoseconds after 1970-01-01T00:00Z."""
        if zone is not None:
            return cls._in_zone(nanoseconds, zone)
        ordinal, of_day = divmod(nanoseconds + (offset or 0) * SECOND, DAY)
        return cls(Date.from_ordinal(ordinal), Time.from_nanoseconds(of_day, offset))

    @classmethod
    def _in_zone(cls, nanoseconds: int, zone: str) -> DateTime:
        """The hour that comes twice when clocks are set back keeps its offset the second time."""
        shift = offset_at_instant(zone, nanoseconds // SECOND)
        ordinal, of_day = divmod(nanoseconds + shift * SECOND, DAY)
        again = offset_at_local(zone, ordinal, of_day // SECOND) != shift
        return cls(Date.from_ordinal(ordinal), Time.from_nanoseconds(of_day, shift if again else None, zone))

    @property
    def is_local(self) -> bool:
        """Whether it has neither offset nor zone."""
        return self.time.is_local

    @property
    def offset(self) -> int | None:
        """Offset in seconds, that of the named zone on this date, or None for a local date and time."""
        if self.time.offset is None and self.time.zone is not None:
            return offset_at_local(self.time.zone, self.date.ordinal, self.time.nanoseconds // SECOND)
        return self.time.offset

    @property
    def nanoseconds(self) -> int:
        """Nanoseconds since 1970-01-01T00:00Z; a local one is read as if it were UTC."""
        return self.date.ordinal * DAY + self.time.nanoseconds - (self.offset or 0) * SECOND

    def plus(self, nanoseconds: int) -> DateTime:
        """That much later on the time line: across a clock change the wall clock moves (10.3.4, addition)."""
        return DateTime.from_instant(self.nanoseconds + nanoseconds, self.time.offset, self.time.zone)

    def plus_months(self, months: int) -> DateTime:
        """The same wall clock time so many months later."""
        time = self.time if self.time.zone is None else replace(self.time, offset=None)
        return DateTime(self.date.plus_months(months), time)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"
