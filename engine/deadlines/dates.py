"""Arithmetic on days that both the wall clock and the law need."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last one if the month is shorter (§ 188 (3) BGB)."""
    return with_day(*shifted_month(day, months), day.day)


def shifted_month(day: date, months: int) -> tuple[int, int]:
    """Year and month that lie `months` after the month of `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def with_day(year: int, month: int, number: int) -> date:
    """Day `number` of the month, or its last one; ValueError outside the calendar."""
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is outside the calendar")
    return date(year, month, min(number, monthrange(year, month)[1]))


def last_of_month(day: date) -> date:
    """The last day of the month of `day`."""
    return with_day(day.year, day.month, 31)


def days_between(first: date, last: date) -> int:
    """How many days from `first` to `last`, both included; never negative."""
    return max(0, (last - first + timedelta(days=1)).days)
