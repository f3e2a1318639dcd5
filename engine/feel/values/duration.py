"""The two durations of FEEL; they never mix, because a month has no fixed number of days."""

from __future__ import annotations

from dataclasses import dataclass

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def fraction_text(nanosecond: int) -> str:
    """The part after the seconds: empty for zero, else a dot and the digits without trailing zeros."""
    return f".{nanosecond:09d}".rstrip("0") if nanosecond else ""


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """Whole months, negative ones too (DMN 1.5, 10.3.2.3.8)."""

    total_months: int

    @property
    def years(self) -> int:
        """Whole years towards zero, with the sign of the duration."""
        years = abs(self.total_months) // 12
        return -years if self.total_months < 0 else years

    @property
    def months(self) -> int:
        """What remains beside the whole years, with the sign of the duration."""
        months = abs(self.total_months) % 12
        return -months if self.total_months < 0 else months

    def __str__(self) -> str:
        years, months = abs(self.years), abs(self.months)
        sign = "-" if self.total_months < 0 else ""
        if not years and not months:
            return "P0M"
        return sign + "P" + (f"{years}Y" if years else "") + (f"{months}M" if months else "")


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """A length in nanoseconds; a day is always 24 hours (DMN 1.5, 10.3.2.3.7)."""

    nanoseconds: int

    def _part(self, size: int, modulus: int | None = None) -> int:
        part = abs(self.nanoseconds) // size
        if modulus is not None:
            part %= modulus
        return -part if self.nanoseconds < 0 else part

    @property
    def days(self) -> int:
        """Whole days, negative in a negative duration."""
        return self._part(DAY)

    @property
    def hours(self) -> int:
        """Hours beyond the whole days."""
        return self._part(HOUR, 24)

    @property
    def minutes(self) -> int:
        """Minutes beyond the whole hours."""
        return self._part(MINUTE, 60)

    @property
    def seconds(self) -> int:
        """Whole seconds beyond the whole minutes."""
        return self._part(SECOND, 60)

    def __str__(self) -> str:
        days, hours, minutes = abs(self.days), abs(self.hours), abs(self.minutes)
        seconds, fraction = abs(self.seconds), abs(self.nanoseconds) % SECOND
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or fraction:
            clock += f"{seconds}{fraction_text(fraction)}S"
        if not days and not clock:
            return "PT0S"
        sign = "-" if self.nanoseconds < 0 else ""
        return sign + "P" + (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
