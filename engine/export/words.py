"""Days and instants as an export writes them."""

from __future__ import annotations

from datetime import date, datetime

from engine.clock import ZONE


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


__all__ = ["at", "day", "iso"]
