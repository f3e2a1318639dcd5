"""Spans of time as ISO 8601 writes them, and how they are added to an instant.

A day is a day of the wall clock in Germany, an hour is an hour: `P1D` over a clock change keeps 09:00 and
lasts 23 or 25 hours, `PT24H` does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.deadlines.dates import add_months
from engine.errors import Finding, ModelError

ZONE = "Europe/Berlin"

_NUMBER = r"(\d{1,9})"
_PERIOD = re.compile(
    rf"(?P<sign>[+-])?P(?=[\dT])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:(\d{{1,9}}(?:[.,]\d{{1,9}})?)S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of calendar and clock units, kept as written; `negative` turns all of it round (ISO 8601-2
    4.4.1.9).

    The parts are never negative and are not carried over: `PT90M` stays ninety minutes, `P12M` twelve months.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: Decimal = Decimal(0)
    negative: bool = False

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `P1M2DT3H`, `P2W`, `-P1D`; ModelError with a finding for anything else."""
        found = _PERIOD.fullmatch(text)
        if found is None:
            raise unreadable(
                text,
                "Schreiben Sie zum Beispiel P14D (14 Tage), P1M (ein Monat), P2W (zwei Wochen) "
                "oder PT12H (12 Stunden).",
            )
        years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups()[1:7])
        seconds = Decimal((found.group(8) or "0").replace(",", "."))
        return cls(years, months, weeks, days, hours, minutes, seconds, found["sign"] == "-")

    def __str__(self) -> str:
        dates = _written((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
        times = _written((self.hours, "H"), (self.minutes, "M"), (self.seconds, "S"))
        body = dates + (f"T{times}" if times else "")
        return ("-" if self.negative else "") + "P" + (body or "T0S")

    @property
    def has_date_part(self) -> bool:
        """Whether years, months, weeks or days are in it."""
        return bool(self.years or self.months or self.weeks or self.days)

    @property
    def has_time_part(self) -> bool:
        """Whether hours, minutes or seconds are in it."""
        return bool(self.hours or self.minutes or self.seconds)

    @property
    def total_months(self) -> int:
        """Years and months together, with the sign."""
        return self._sign * (12 * self.years + self.months)

    @property
    def total_days(self) -> int:
        """Weeks and days together, with the sign."""
        return self._sign * (7 * self.weeks + self.days)

    @property
    def clock(self) -> timedelta:
        """Hours, minutes and seconds together, with the sign; finer than a microsecond is cut off."""
        microseconds = int(self.seconds * 1_000_000)
        return self._sign * timedelta(hours=self.hours, minutes=self.minutes, microseconds=microseconds)

    def times(self, factor: int) -> Period:
        """The period `factor` times in a row, counted from one start (factor 0 or more)."""
        return Period(
            factor * self.years,
            factor * self.months,
            factor * self.weeks,
            factor * self.days,
            factor * self.hours,
            factor * self.minutes,
            factor * self.seconds,
            self.negative,
        )

    @property
    def _sign(self) -> int:
        return -1 if self.negative else 1


def add(moment: datetime, period: Period, zone: str = ZONE) -> datetime:
    """The instant `period` after `moment`, in UTC: first the calendar part on the wall clock, then the
    clock part.

    A day the month lacks becomes its last day (§ 188 (3) BGB). A wall-clock time that a clock change skips
    moves forward by what was skipped; one that comes twice is the first. ModelError for a naive moment and
    for a result outside the years 1 to 9999.
    """
    if moment.tzinfo is None:
        raise ModelError(f"Expected to add {period} to an aware moment, but {moment} has no time zone")
    try:
        if period.has_date_part:
            moment = _add_to_wall_clock(moment.astimezone(ZoneInfo(zone)), period)
        return moment.astimezone(UTC) + period.clock
    except (OverflowError, ValueError) as error:
        raise ModelError(
            f"Expected to add {period} to {moment}, but the result lies outside the calendar"
        ) from error


def _add_to_wall_clock(local: datetime, period: Period) -> datetime:
    day = add_months(local.date(), period.total_months) + timedelta(days=period.total_days)
    # fold=0 takes the first of two equal wall-clock times, and the offset before the change for a skipped
    # one: 02:30 at UTC+1 is the instant 03:30 at UTC+2, so it has moved by the hour that was skipped
    return datetime.combine(day, local.time().replace(fold=0), local.tzinfo)


def unreadable(text: str, hint: str) -> ModelError:
    """The error for a text that is no period or repetition; long texts are cut."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    finding = Finding("", "period", f"„{shown}“ ist keine Zeitangabe nach ISO 8601.", hint)
    return ModelError(f"Expected to read an ISO 8601 period, but found {shown!r}", (finding,))


def _written(*parts: tuple[int | Decimal, str]) -> str:
    return "".join(f"{number}{unit}" for number, unit in parts if number)
