"""Days and times as clerks type them.

A year of two digits is read as the year nearest to today, and only where that lies within `NEAR` years: „1.12.26“ is
1 December 2026 in 2026, „1.12.58“ could be 1958 or 2058 and is asked for. A date of birth always has four digits,
because a child and a centenarian would be written the same way.
"""

from __future__ import annotations

import datetime as py
import re
from typing import Final
from zoneinfo import ZoneInfo

from engine import feel
from engine.feel import Environment, Value
from engine.forms.component import Component
from engine.forms.unreadable import Unreadable

#: years before and after today in which a year may be typed with two digits
NEAR: Final = 10

_GERMAN: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?:\s?Uhr)?")
_SEASON: Final = re.compile(
    r"(.*\d)\s*(?:Uhr)?,?\s*\(?(Sommerzeit|MESZ|Winterzeit|Normalzeit|MEZ)\)?", re.IGNORECASE
)
_SUMMER: Final = frozenset({"sommerzeit", "mesz"})
_BIRTH: Final = re.compile(r"geburt|geboren|(?<![^\W_])geb(?![^\W_])|birth", re.IGNORECASE)


def read_day(component: Component, text: str, environment: Environment) -> py.date:
    """Read 14.11.2026, 14112026, 14.11.26 or 2026-11-14. Raises Unreadable."""
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _GERMAN.fullmatch(text) or _DIGITS.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise Unreadable("Bitte geben Sie ein Datum ein, z. B. 14.11.2026.")
    if len(year) == 2:
        year = _near(component, year, environment)
    try:
        return py.date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(f"Den Tag {text} gibt es nicht. Bitte prüfen Sie das Datum.") from None


def _near(component: Component, digits: str, environment: Environment) -> str:
    """The year of four digits that was meant by two; Unreadable where another could be."""
    now = environment.now
    named = (component.key or "", component.label.text({}, Environment()))
    if now is not None and not any(_BIRTH.search(name) for name in named):
        here = now.astimezone(ZoneInfo(environment.zone)).year
        near = [year for year in range(here - NEAR, here + NEAR + 1) if year % 100 == int(digits)]
        if near:
            return str(near[0])
    raise Unreadable("Bitte schreiben Sie das Jahr mit vier Ziffern, z. B. 14.11.2026.")


def read_time(text: str) -> py.time:
    """Read 14:30, 14.30 or 14:30 Uhr. Raises Unreadable."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unreadable("Bitte geben Sie eine Uhrzeit ein, z. B. 14:30.")
    hour, minute, second = found.groups()
    try:
        return py.time(int(hour), int(minute), int(second or 0))
    except ValueError:
        raise Unreadable(f"Die Uhrzeit {text} gibt es nicht.") from None


def read_moment(component: Component, text: str, environment: Environment) -> Value:
    """Read a local date and time of the zone; one that the clock change leaves out or repeats is none by itself.

    Behind one that is there twice stands „Sommerzeit“ (the earlier one) or „Winterzeit“. Raises Unreadable.
    """
    zone, season = ZoneInfo(environment.zone), ""
    if said := _SEASON.fullmatch(text):
        text, season = said[1], said[2].lower()
    day, separator, time = text.replace(", ", " ").partition("T" if "T" in text else " ")
    if not separator:
        raise Unreadable("Bitte geben Sie Datum und Uhrzeit ein, z. B. 14.11.2026 14:30.")
    clock = time.strip()
    local = py.datetime.combine(read_day(component, day, environment), read_time(clock))
    moment = local.replace(tzinfo=zone)
    if moment.astimezone(py.UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise Unreadable(f"Die Uhrzeit {clock} gibt es an diesem Tag nicht (Zeitumstellung).")
    if is_twice(moment):
        if not season:
            raise Unreadable(
                f"Die Uhrzeit {clock} gibt es an diesem Tag zweimal (Zeitumstellung). "
                "Bitte schreiben Sie „Sommerzeit“ oder „Winterzeit“ dahinter."
            )
        moment = moment.replace(fold=0 if season in _SUMMER else 1)
    return feel.from_python(moment)


def is_twice(moment: py.datetime) -> bool:
    """Whether the clock change repeats this time."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def as_typed(moment: py.datetime) -> str:
    """A local moment as its control carries it: ISO, and where it is there twice, with the word that says which."""
    if not is_twice(moment):
        return moment.strftime("%Y-%m-%dT%H:%M")
    return moment.strftime(f"%d.%m.%Y %H:%M {'Winterzeit' if moment.fold else 'Sommerzeit'}")
