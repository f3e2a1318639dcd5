"""Agreed times as people write and read them: `P7D`, „7 Tage“, „2 Wochen“, „12 Stunden“."""

from __future__ import annotations

import re
from typing import Final

from engine.deadlines import Period
from engine.errors import ModelError

#: the longest agreed time, in words
LONGEST: Final = "10 Jahre"
_MOST_MONTHS: Final = 120
_MOST_HOURS: Final = 10 * 366 * 24

_PART = re.compile(r"(\d{1,6}|[a-zäöü]+) ?([a-zäöü]+)")
_TWO_WORDS = re.compile(r"working days?\b")
_SEVERAL = re.compile(rf"{_PART.pattern}(?: {_PART.pattern}){{0,2}}")
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "ein eine einen one a an",
            "zwei two",
            "drei three",
            "vier four",
            "fünf five",
            "sechs six",
            "sieben seven",
            "acht eight",
            "neun nine",
            "zehn ten",
            "elf eleven",
            "zwölf twelve",
        ),
        start=1,
    )
    for word in words.split()
}
_UNITS: Final = {
    word: unit
    for unit, words in {
        "hours": "stunde stunden std h hour hours",
        "days": "tag tage tagen t d day days kalendertag kalendertage kalendertagen",
        "working": "arbeitstag arbeitstage arbeitstagen werktag werktage werktagen",
        "weeks": "woche wochen w week weeks",
        "months": "monat monate monaten month months",
        "years": "jahr jahre jahren year years",
    }.items()
    for word in words.split()
}
_WORDS: Final = {
    "years": ("Jahr", "Jahre"),
    "months": ("Monat", "Monate"),
    "days": ("Tag", "Tage"),
    "working": ("Arbeitstag", "Arbeitstage"),
    "hours": ("Stunde", "Stunden"),
}


def read_period(text: str, *, working: bool = False) -> str | None:
    """The ISO 8601 period a person wrote – `P2W`, `p7d`, „7 Tage“, „eine Woche“, „12 h“ – in one way of writing it.

    None for what is no period, is not longer than nothing, is longer than ten years, or mixes months with days: a
    month has no fixed number of days. A time in working days is whole days, and only such a one may be called so.
    """
    said = _TWO_WORDS.sub("werktage", " ".join(text.split()).lower())
    period = _iso(said.upper()) if said.startswith("p") else _words(said, working)
    if period is None or period.negative or period.minutes or period.seconds:
        return None
    months, hours = period.total_months, 24 * period.total_days + period.hours
    if bool(months) == bool(hours) or months > _MOST_MONTHS or hours > _MOST_HOURS:
        return None
    if months:
        return None if working else str(Period(years=months // 12, months=months % 12))
    if working and period.hours:
        return None
    return str(Period(days=period.total_days, hours=period.hours))


def parts(value: str, *, working: bool = False) -> tuple[tuple[int, str], ...]:
    """The numbers of a period with their units: `years`, `months`, `days`, `working` or `hours`."""
    period = Period.parse(value)
    days = "working" if working else "days"
    found = (
        (period.years, "years"),
        (period.months, "months"),
        (period.total_days, days),
        (period.hours, "hours"),
    )
    return tuple((number, unit) for number, unit in found if number)


def in_words(value: str, *, working: bool = False) -> str:
    """A period in German: „7 Tage“, „1 Monat“. An agreed number stands for itself."""
    if value.isdecimal():
        return value
    return " ".join(f"{number} {_WORDS[unit][number != 1]}" for number, unit in parts(value, working=working))


def _iso(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ModelError:
        return None


def _words(said: str, working: bool) -> Period | None:
    if not _SEVERAL.fullmatch(said):
        return None
    total: dict[str, int] = {}
    for word, name in _PART.findall(said):
        number = int(word) if word.isdecimal() else _NUMBERS.get(word)
        unit = _UNITS.get(name)
        if number is None or unit is None or unit in total or (unit == "working" and not working):
            return None
        total[unit] = number
    return Period(
        years=total.get("years", 0),
        months=total.get("months", 0),
        weeks=total.get("weeks", 0),
        days=total.get("days", 0) + total.get("working", 0),
        hours=total.get("hours", 0),
    )
