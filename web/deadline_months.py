"""The days of a computed deadline as small months: what begins, what ends, which days are off and why."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from engine.clock import ZONE
from engine.deadlines import Calculation, Calendar, Pause

#: so many months are shown whole; of a longer time the first and the last
_MOST = 4


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day: `kind` is begin, step, end, other or nothing; `word` says it; `off` names the day off or closure.
    `closed` says that only the authority is closed, `rests` that the period does not run.
    """

    day: date
    inside: bool
    kind: str = ""
    word: str = ""
    off: str = ""
    rests: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """One month in weeks from Monday on, with its named days off; `after_gap` when months before it are left out."""

    first: date
    weeks: tuple[tuple[DayMark, ...], ...]
    named: tuple[tuple[date, str], ...]
    after_gap: bool = False

    @property
    def has_closures(self) -> bool:
        """Whether an authority alone is closed on one of its days."""
        return any(day.closed for week in self.weeks for day in week)


def months(found: Calculation, calendar: Calendar, pauses: Sequence[Pause] = ()) -> tuple[Month, ...]:
    """The months from the first step to the last day; nothing when nothing runs."""
    marks = _marks(found)
    if not marks or found.day is None:
        return ()
    begin, end = min(marks), max(marks)
    wanted = [date(number // 12, number % 12 + 1, 1) for number in range(_index(begin), _index(end) + 1)]
    if len(wanted) > _MOST:
        wanted = sorted({one.replace(day=1) for one in (begin, found.day, end)})
    shown = []
    for position, first in enumerate(wanted):
        gap = position > 0 and _index(first) - _index(wanted[position - 1]) > 1
        shown.append(_month(first, marks, calendar, pauses, gap=gap))
    return tuple(shown)


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _marks(found: Calculation) -> Mapping[date, tuple[str, str]]:
    """The days that mean something; the end wins over a step on the same day.

    The first step is the day it starts from: with the post that of posting, not that of notification.
    """
    marks: dict[date, tuple[str, str]] = {}
    for step in found.steps:
        marks[step.date] = ("step", _("Zwischenschritt"))
    if found.steps:
        marks[found.steps[0].date] = ("begin", _("Ausgangstag"))
    if found.other is not None and found.other.day is not None:
        marks[found.other.day] = ("other", _("andere Lesart"))
    if found.end_unshifted is not None and found.end_unshifted != found.end:
        marks[found.end_unshifted] = ("step", _("rechnerisches Ende"))
    last = found.end_at.astimezone(ZONE).date() if found.end_at else found.day
    if last is not None:
        marks[last] = ("end", found.meaning)
    return marks


def _month(
    first: date,
    marks: Mapping[date, tuple[str, str]],
    calendar: Calendar,
    pauses: Sequence[Pause],
    *,
    gap: bool,
) -> Month:
    weeks = []
    named = []
    for week in Weeks().monthdatescalendar(first.year, first.month):
        squares = []
        for day in week:
            inside = day.month == first.month
            kind, word = marks.get(day, ("", "")) if inside else ("", "")
            off = (calendar.closed(day) or "") if inside else ""
            rests = inside and any(one.first <= day <= (one.last or date.max) for one in pauses)
            closed = bool(off) and not calendar.day_off(day)
            squares.append(DayMark(day, inside, kind, word, off, rests, closed))
            name = calendar.holiday(day) or calendar.closure(day)
            if inside and name:
                named.append((day, name))
        weeks.append(tuple(squares))
    return Month(first, tuple(weeks), tuple(named), gap)
