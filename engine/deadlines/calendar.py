"""Days off by Land – the only door to the `holidays` library – and the working days between them.

`Calendar` is what one authority has of it: its Land and place, its closures and its office hours. Public
holidays at the place move a legal deadline; closures of one authority never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from engine.errors import Finding, ModelError

#: the years whose public holidays are known; in any other only Saturdays and Sundays are days off
HOLIDAY_YEARS = range(
    holidays.country_holidays("DE").start_year, holidays.country_holidays("DE").end_year + 1
)
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


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which an authority is closed, both included: Betriebsferien, Brauchtumstag, 24. Dezember."""

    first: date
    last: date
    name: str


class LocalKind(StrEnum):
    """On which days a holiday of one place falls."""

    #: on one day, by a regulation for this year
    ONCE = "once"
    #: every year on the same day and month
    YEARLY = "yearly"
    #: on the day the Land's law names for some of its places, which this is one of
    OF_LAND = "of_land"
    #: this is none of those places; no day is free
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True)
class LocalHoliday:
    """A statutory holiday of one place only, from its first day to its last, both included; None: it goes on."""

    kind: LocalKind
    name: str
    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day, free or not."""
        return self.first <= day and (self.last is None or day <= self.last)

    def falls_on(self, day: date, of_land: str | None) -> bool:
        """Whether the day is free by it; `of_land` is what some places of the Land have that day."""
        if not self.holds(day):
            return False
        match self.kind:
            case LocalKind.ONCE:
                return day == self.first
            case LocalKind.YEARLY:
                return (day.month, day.day) == (self.first.month, self.first.day)
            case LocalKind.OF_LAND:
                return of_land == self.name
        return False


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an authority is open on a weekday (Monday is 0), by the wall clock of the place."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count at one authority.

    `observed` names holidays that hold in a part of the Land only and hold at this place (Mariä Himmelfahrt in Bavaria,
    Fronleichnam in Saxony and Thuringia): which municipalities these are no library knows. None says that nobody has
    looked it up. `local` is what an administrator entered of the place, with its days. ModelError for an observed name
    the Land does not have, and for a closure that ends before it begins.
    """

    land: Land = Land.NW
    name: str = ""
    ags: str = ""
    observed: tuple[str, ...] | None = None
    closures: tuple[Closure, ...] = ()
    office_hours: tuple[OfficeHours, ...] = ()
    local: tuple[LocalHoliday, ...] = ()

    def __post_init__(self) -> None:
        known = set(_partial(self.land, 2024).values()) if self.observed else set()
        for name in self.observed or ():
            if name not in known:
                raise _wrong(
                    f"Im Land {self.land} gibt es den örtlichen Feiertag „{name}“ nicht.",
                    f"Möglich ist: {', '.join(sorted(known)) or 'keiner'}.",
                    f"Expected to observe {name!r} in {self.land}, but that is no holiday of a part of it",
                )
        for closure in self.closures:
            if closure.last < closure.first:
                raise _wrong(
                    f"Die Schließung „{closure.name}“ endet vor ihrem Beginn.",
                    "Geben Sie den ersten und den letzten geschlossenen Tag an.",
                    f"Expected to close from {closure.first} on, but the closure ends {closure.last}",
                )

    @classmethod
    def of(cls, place: str) -> Calendar:
        """The calendar of a Land (`NW`) or of a municipality by its AGS; ModelError for anything else."""
        if place.isdecimal() and len(place) == 8 and place[:2] in _LAND_OF:
            return cls(_LAND_OF[place[:2]], ags=place)
        return cls(_known(place))

    @property
    def partial_holidays(self) -> tuple[str, ...]:
        """The names of the holidays that hold in a part of the Land only, by name."""
        return tuple(
            sorted(set(_partial(self.land, 2024).values()) - set(_holidays(self.land, 2024).values()))
        )

    def without_closures(self) -> Calendar:
        """The same place as the law sees it: public holidays, no closure."""
        return replace(self, closures=()) if self.closures else self

    @property
    def place(self) -> str:
        """How the place of the calendar is called: its name, or the Land."""
        return self.name or str(self.land)

    def holiday(self, day: date) -> str | None:
        """The public holiday at the place on that day: of the Land, of the city, or one it observes."""
        name = _holidays(self.land, day.year).get(day)
        if name is None and self.ags == _AUGSBURG:
            name = _city(day.year).get(day)
        if name is None:
            partial = _partial(self.land, day.year).get(day)
            name = partial if partial in (self.observed or ()) else None
            if name is None and self.local:
                name = next((one.name for one in self.local if one.falls_on(day, partial)), None)
        return name

    def possible_holiday(self, day: date) -> str | None:
        """A holiday of a part of the Land that nobody has said to hold, or not to hold, at this place."""
        if self.observed is not None or self.ags == _AUGSBURG:
            return None
        name = _partial(self.land, day.year).get(day)
        said = (LocalKind.OF_LAND, LocalKind.NOT_HERE)
        known = any(one.name == name and one.kind in said and one.holds(day) for one in self.local)
        return None if known else name

    def day_off(self, day: date) -> str | None:
        """Why a legal deadline cannot end on that day: the public holiday, Samstag or Sonntag. Never a closure."""
        return self.holiday(day) or (weekday_name(day) if day.weekday() >= _SATURDAY else None)

    def closed(self, day: date) -> str | None:
        """Why nobody works there on that day: a day off, or a closure of the authority."""
        return self.day_off(day) or self.closure(day)

    def closure(self, day: date) -> str | None:
        """The name of the authority's own closure on that day, also on a day off."""
        return next((one.name for one in self.closures if one.first <= day <= one.last), None)

    def next_legal_day(self, day: date) -> date:
        """The day itself if it is no day off, else the first one after it."""
        while self.day_off(day):
            day += timedelta(days=1)
        return day

    def next_open_day(self, day: date) -> date:
        """The day itself if somebody works there, else the first one after it; ModelError if nobody ever does."""
        return self._open_day(day, timedelta(days=1))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th day after `day` (before it, if negative) on which somebody works there.

        Zero gives the day itself, open or not; ModelError if the authority is closed for years.
        """
        step = timedelta(days=1 if count > 0 else -1)
        for _ in range(abs(count)):
            day = self._open_day(day + step, step)
        return day

    def _open_day(self, day: date, step: timedelta) -> date:
        for _ in range(_LONGEST_CLOSURE):
            if not self.closed(day):
                return day
            day += step
        raise never_open(day)

    def open_at(self, day: date) -> tuple[OfficeHours, ...]:
        """The office hours of that day in their order; none on a closed day."""
        if self.closed(day):
            return ()
        hours = (one for one in self.office_hours if one.weekday == day.weekday())
        return tuple(sorted(hours, key=lambda one: one.opens))


#: the Länder by the first two digits of an official municipality key (AGS)
_LAND_OF = dict(
    zip(
        (f"{number:02}" for number in range(1, 17)),
        (
            *(Land.SH, Land.HH, Land.NI, Land.HB, Land.NW, Land.HE, Land.RP, Land.BW),
            *(Land.BY, Land.SL, Land.BE, Land.BB, Land.MV, Land.SN, Land.ST, Land.TH),
        ),
        strict=True,
    )
)
#: the only city with a public holiday of its own: Hohes Friedensfest
_AUGSBURG = "09761000"
_LONGEST_CLOSURE = 800
#: the Land's calendar, without closures
NORDRHEIN_WESTFALEN = Calendar()


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
        raise _wrong(
            f"Das Land „{land}“ gibt es nicht.",
            f"Bekannt sind: {known}.",
            f"Expected to find the Land {land!r}, but it is none of {known}",
            rule="land",
        ) from None


def never_open(day: date) -> ModelError:
    """The error for an authority that is closed for years around a day."""
    return _wrong(
        "Die Behörde ist mehr als zwei Jahre ohne Unterbrechung geschlossen.",
        "Prüfen Sie Schließtage und Öffnungszeiten.",
        f"Expected to find an open day near {day}, but the authority is closed",
    )


def _wrong(reason: str, hint: str, message: str, rule: str = "calendar") -> ModelError:
    return ModelError(message, (Finding("", rule, reason, hint),))


@lru_cache(maxsize=512)
def _holidays(land: Land, year: int) -> Mapping[date, str]:
    found = holidays.country_holidays("DE", subdiv=land.value, years=year, language="de")
    return {day: name for day, name in found.items() if day.year == year}


@lru_cache(maxsize=512)
def _partial(land: Land, year: int) -> Mapping[date, str]:
    """Holidays that hold in a part of the Land only: where most people are Catholic."""
    return dict(
        holidays.country_holidays(
            "DE", subdiv=land.value, years=year, language="de", categories=("catholic",)
        )
    )


@lru_cache(maxsize=128)
def _city(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("DE", subdiv="Augsburg", years=year, language="de"))
