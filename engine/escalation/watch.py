"""Days in a person's life that nobody may miss, beside the tasks: the end of a residence title, limits of age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from engine.clock import ZONE
from engine.deadlines import completion_of_age


class WatchKind(StrEnum):
    """What a watched day is."""

    TITLE = "title"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """A day to be watched; `subject` says which one of its kind: the section of the title, the age in years."""

    kind: WatchKind
    subject: str
    day: date


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """An age from which something is different by law, and the norm that says so."""

    age: int
    norm: str


#: days before, by level
AHEAD: Final = (90, 60, 30)
#: those of the case frame (processes/fallrahmen/altersgrenze.dmn)
AGES: Final = (
    AgeLimit(16, "§ 10 Abs. 4, § 37 StAG; § 35 AufenthG – prüfen"),
    AgeLimit(18, "§ 25b Abs. 1 S. 2 Nr. 1, § 60a Abs. 2b AufenthG; § 41 SGB VIII – prüfen"),
    AgeLimit(27, "§ 25a Abs. 1 S. 1 Nr. 3 AufenthG"),
)
#: titles with a last day; a Duldung is none, and ends too often for three reminders
_ENDING: Final = frozenset({"residence_permit", "blue_card", "fictional_permit", "visa"})


def titles(residence: Iterable[Mapping[str, Any]], today: date) -> tuple[WatchedDay, ...]:
    """The end of the title that a person record (docs/person-record.md) shows last, if it is still to come.

    One that is followed by another has been prolonged.
    """
    spans = sorted(residence, key=lambda one: str(one.get("from") or ""))
    if not spans:
        return ()
    last = spans[-1]
    end = last.get("to")
    if last.get("status") not in _ENDING or not end or date.fromisoformat(end) < today:
        return ()
    subject = str(last.get("section") or last["status"])
    return (WatchedDay(WatchKind.TITLE, subject, date.fromisoformat(end)),)


def age_limits(birth: date | None, today: date) -> tuple[WatchedDay, ...]:
    """The last day before each limit of age that is still to come (§ 187 (2) BGB: an age is completed the day before
    the birthday).
    """
    if birth is None:
        return ()
    days = ((one.age, completion_of_age(birth, one.age).end) for one in AGES)
    return tuple(WatchedDay(WatchKind.AGE, str(age), day) for age, day in days if day >= today)


def ahead(day: date, level: int) -> datetime:
    """When the level of a watched day is reached: so many days before, from the beginning of the day in Germany.

    Level 0 is the day itself.
    """
    before = day - timedelta(days=AHEAD[level - 1] if level else 0)
    return datetime(before.year, before.month, before.day, tzinfo=ZONE)
