"""Reading ISO 8601 texts as far as FEEL allows them (XML Schema part 2, extended by `@Zone`).

Every reader returns None for a text of another form or a value that does not exist (30 February).
"""

from __future__ import annotations

import re

from engine.feel.values.date import Date
from engine.feel.values.duration import DAY, HOUR, MINUTE, SECOND, DaysTimeDuration, YearsMonthsDuration
from engine.feel.values.time import DateTime, Time

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*))?"
)
_YEARS_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?")
_DAYS_TIME = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,18})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,18}))?S)?)?"
)


def _nanoseconds(digits: str | None) -> int:
    return int(digits[:9].ljust(9, "0")) if digits else 0


def read_date(text: str) -> Date | None:
    """`2024-02-29`; years of more than four digits have no leading zero."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return Date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def read_time(text: str) -> Time | None:
    """`23:59:00`, with a fraction, and then `Z` or `z`, an offset `+01:00` or a zone `@Europe/Berlin`."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, utc, sign, hours, minutes, seconds, zone = match.groups()
    offset: int | None = None
    if utc:
        offset = 0
    elif sign:
        if int(minutes) > 59 or int(seconds or 0) > 59:
            return None
        offset = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
        offset = -offset if sign == "-" else offset
    try:
        return Time(int(hour), int(minute), int(second), _nanoseconds(fraction), offset, zone)
    except ValueError:
        return None


def read_date_time(text: str) -> DateTime | None:
    """A date, `T` and a time; the end of a day `24:00:00` is the start of the next."""
    day, separator, clock = text.partition("T")
    date = read_date(day)
    if date is None or not separator:
        return None
    ends_day = clock.startswith("24:00:00")
    time = read_time("00" + clock[2:] if ends_day else clock)
    if time is None or (ends_day and time.nanosecond):
        return None
    try:
        return DateTime(date.plus_days(1) if ends_day else date, time)
    except ValueError:
        return None


def read_years_months(text: str) -> YearsMonthsDuration | None:
    """`P1Y6M`, `-P3M`."""
    match = _YEARS_MONTHS.fullmatch(text)
    if match is None or (match[2] is None and match[3] is None):
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return YearsMonthsDuration(-months if match[1] else months)


def read_days_time(text: str) -> DaysTimeDuration | None:
    """`P14D`, `PT36H`, `-P1DT0.5S`."""
    match = _DAYS_TIME.fullmatch(text)
    if match is None or text.endswith("P"):
        return None
    sign, days, hours, minutes, seconds, fraction = match.groups()
    total = int(days or 0) * DAY + int(hours or 0) * HOUR + int(minutes or 0) * MINUTE
    total += int(seconds or 0) * SECOND + _nanoseconds(fraction)
    return DaysTimeDuration(-total if sign else total)


def read_duration(text: str) -> YearsMonthsDuration | DaysTimeDuration | None:
    """Either duration; one that mixes months and days does not exist in FEEL."""
    return read_years_months(text) or read_days_time(text)


def read_temporal(text: str) -> Date | Time | DateTime | YearsMonthsDuration | DaysTimeDuration | None:
    """Whatever an at-literal `@"…"` may hold."""
    return read_date(text) or read_date_time(text) or read_time(text) or read_duration(text)
