"""Days off by Land – the only door to the `holidays` library – and the working days between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from engine.errors import Finding, ModelError

_SATURDAY = 5
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


class Land(StrEnum):
    """The sixteen Länder by their ISO 3166-2 code: each has its own public holidays."""

    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"


def holiday_name(day: date, land: str = Land.NW) -> str | None:
    """The German name of the public holiday on that day at that place, None if there is none.

    Only what is a holiday in the whole Land counts; ModelError for an unknown Land.
    """
    return _holidays(_known(land), day.year).get(day)


def day_off(day: date, land: str = Land.NW) -> str | None:
    """Why an act cannot be required on that day (§ 193 BGB): the holiday's name, Samstag or Sonntag; else
    None.
    """
    name = holiday_name(day, land)
    if name is not None:
        return name
    return weekday_name(day) if day.weekday() >= _SATURDAY else None


def weekday_name(day: date) -> str:
    """The German name of the weekday."""
    return _WEEKDAYS[day.weekday()]


def is_working_day(day: date, land: str = Land.NW) -> bool:
    """Whether it is neither Saturday, Sunday nor a public holiday of the Land."""
    return day_off(day, land) is None


def next_working_day(day: date, land: str = Land.NW) -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not is_working_day(day, land):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int, land: str = Land.NW) -> date:
    """The `count`-th working day after `day` (before it, if negative); the day itself never counts.

    Zero gives the day itself, working day or not.
    """
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, land):
            day += step
    return day


def _known(land: str) -> Land:
    try:
        return Land(land)
    except ValueError:
        known = ", ".join(Land)
        finding = Finding("", "land", f"Das Land „{land}“ gibt es nicht.", f"Bekannt sind: {known}.")
        raise ModelError(
            f"Expected to find the Land {land!r}, but it is none of {known}", (finding,)
        ) from None


@lru_cache(maxsize=512)
def _holidays(land: Land, year: int) -> Mapping[date, str]:
    found = holidays.country_holidays("DE", subdiv=land.value, years=year, language="de")
    return {day: name for day, name in found.items() if day.year == year}
