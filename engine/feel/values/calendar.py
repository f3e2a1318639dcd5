"""The proleptic Gregorian calendar for years far outside those of `datetime` (DMN 1.5, 10.3.2.3.4)."""

from __future__ import annotations

MAX_YEAR = 999_999_999

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether February has 29 days; year 0 exists and is a leap year (ISO 8601)."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """The number of days of a month, in any proleptic year."""
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month - 1]


def to_ordinal(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01; the year is counted from March so that the leap day comes last."""
    shifted = year - 1 if month <= 2 else year
    era, of_era = divmod(shifted, 400)
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def from_ordinal(ordinal: int) -> tuple[int, int, int]:
    """Year, month and day of the day that many days after 1970-01-01."""
    era, of_era = divmod(ordinal + 719_468, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_index = (5 * of_year + 2) // 153
    day = of_year - (153 * month_index + 2) // 5 + 1
    month = month_index + 3 if month_index < 10 else month_index - 9
    return year_of_era + era * 400 + (1 if month <= 2 else 0), month, day


def weekday(ordinal: int) -> int:
    """1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday."""
    return (ordinal + 3) % 7 + 1


def add_months(year: int, month: int, day: int, months: int) -> tuple[int, int, int]:
    """The same day that many months later; a day the month lacks becomes its last one."""
    carried, index = divmod(month - 1 + months, 12)
    new_year, new_month = year + carried, index + 1
    return new_year, new_month, min(day, days_in_month(new_year, new_month))


def iso_week(ordinal: int) -> int:
    """The ISO 8601 week: the week belongs to the year that has its Thursday."""
    thursday = ordinal - weekday(ordinal) + 4
    year = from_ordinal(thursday)[0]
    return (thursday - to_ordinal(year, 1, 1)) // 7 + 1
