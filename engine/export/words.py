"""Days and instants as an export writes them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from engine.clock import ZONE
from engine.profile import CATEGORIES


def at(moment: datetime | None) -> str:
    """An instant for people, in local time; empty for none."""
    return "" if moment is None else moment.astimezone(ZONE).strftime("%d.%m.%Y, %H:%M")


def day(given: date | datetime | None) -> str:
    """A day for people, in local time; empty for none."""
    if isinstance(given, datetime):
        given = given.astimezone(ZONE).date()
    return "" if given is None else given.strftime("%d.%m.%Y")


def iso(value: date | datetime | None) -> str | None:
    """A day or an instant for programs."""
    return None if value is None else value.isoformat()


#: what a person can release, by its code (processes/einwilligung)
_CATEGORIES: Final = dict(
    zip(
        CATEGORIES,
        (
            "Kontaktdaten",
            "Aufenthalt",
            "Lebensunterhalt",
            "Wohnen",
            "Sprache",
            "Arbeit und Bildung",
            "Kinder und Schule",
            "Gesundheit",
            "Familie",
            "Identität und Papiere",
            "Schulden",
        ),
        strict=True,
    )
)


def categories(codes: Collection[str]) -> str:
    """What was released or told, in words; what a profile names itself stays as it is."""
    known = [name for code, name in _CATEGORIES.items() if code in codes]
    return ", ".join([*known, *sorted(code for code in codes if code not in _CATEGORIES)])


__all__ = ["at", "categories", "day", "iso"]
