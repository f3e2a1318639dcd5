"""Which legal deadlines of open tasks another calendar of their authority would move. None of them is altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Date, cast, func, select

from engine.clock import ZONE
from engine.deadlines import Calendar
from engine.state import record
from engine.state.case import CASE
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: what the history of a case says of a task whose legal deadline another calendar would move
NOTED: Final = "legal_calendar_changed"
#: years ahead within which open tasks are looked at; a longer deadline is rare, and its task says how it was computed
YEARS: Final = 10
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MovedEnd:
    """An open task with its legal deadline, and the day it would end by the other calendar.

    Where a holiday is gone, `would_be` lies before `day`: only the derivation tells whether that holiday moved it.
    """

    id: int
    case_id: int
    case_reference: str
    instance_id: int
    element: str
    name: str
    element_instance: int
    day: date
    would_be: date


def legal_ends(
    tx: Transaction, authority_id: int, before: Calendar, after: Calendar, since: date | None = None
) -> tuple[MovedEnd, ...]:
    """The open tasks of the authority whose legal deadline ends on a day the other calendar moves, earliest first;
    from today on, or from the day `since` on which the other one begins to hold.
    """
    moved = changed(since or tx.today, before, after)
    if not moved:
        return ()
    zone = str(ZONE)
    ends = cast(func.timezone(zone, TASK.c.legal_due_at), Date)
    rows = tx.execute(
        select(
            TASK.c.id,
            TASK.c.case_id,
            CASE.c.reference.label("case_reference"),
            TASK.c.instance_id,
            TASK.c.element,
            TASK.c.name,
            TASK.c.element_instance,
            ends.label("day"),
        )
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .where(
            TASK.c.authority_id == authority_id,
            TASK.c.state == TaskState.ACTIVE,
            TASK.c.legal_due_at >= datetime.combine(min(moved), time(), ZONE),
            TASK.c.legal_due_at < datetime.combine(max(moved) + _DAY, time(), ZONE),
            ends.in_(sorted(moved)),
        )
        .order_by(TASK.c.legal_due_at, TASK.c.id)
    )
    return tuple(MovedEnd(**row._mapping, would_be=moved[row.day]) for row in rows)


def note(
    tx: Transaction, authority_id: int, before: Calendar, after: Calendar, holiday: str, reason: str
) -> None:
    """Write into the history of each of these cases what the other calendar would give; it is to be checked."""
    facts = [
        {
            "case_id": one.case_id,
            "instance_id": one.instance_id,
            "kind": NOTED,
            "element": one.element,
            "element_name": one.name,
            "element_instance": one.element_instance,
            "detail": {
                "holiday": holiday,
                "from": one.day.isoformat(),
                "to": one.would_be.isoformat(),
                "reason": reason,
            },
        }
        for one in legal_ends(tx, authority_id, before, after)
    ]
    record.append_history(tx, facts)


def changed(today: date, before: Calendar, after: Calendar) -> Mapping[date, date]:
    """The days on which a deadline may end now, from today on, each with the day it would end by the other calendar.

    A day that becomes free moves its deadlines on. One that no longer is free had moved its deadlines to the next
    working day: those of that day may go back to it.
    """
    found: dict[date, date] = {}
    day, last = today, date(min(today.year + YEARS, date.max.year - 1), today.month, 1)
    while day <= last:
        was, now = before.day_off(day), after.day_off(day)
        if now and not was:
            found[day] = after.next_legal_day(day)
        elif was and not now:
            found.setdefault(before.next_legal_day(day), day)
        day += _DAY
    return found
