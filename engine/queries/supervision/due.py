"""How near the two clocks of a task are: overdue, today, this week and later, by the wall clock in Germany."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, and_

from engine.clock import midnight
from engine.state.task import TASK
from engine.transaction import Transaction


class Clock(StrEnum):
    """Which of the clocks of a task counts: the earlier one of both, the law's, or the one agreed on."""

    EARLIER = "earlier"
    LEGAL = "legal"
    AGREED = "agreed"


class DueClass(StrEnum):
    """How near a due date is. Each task is in one class per clock; a week ends on Sunday."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    NEXT_WEEK = "next_week"
    LATER = "later"
    NONE = "none"


COLUMN: dict[Clock, Column[Any]] = {
    Clock.EARLIER: TASK.c.due_at,
    Clock.LEGAL: TASK.c.legal_due_at,
    Clock.AGREED: TASK.c.agreed_due_at,
}


@dataclass(frozen=True, slots=True)
class Horizon:
    """Where the classes end: now, and the ends of this day, this week and the next."""

    now: datetime
    day: datetime
    week: datetime
    next_week: datetime


def horizon(tx: Transaction) -> Horizon:
    """The ends of the classes as of this transaction."""
    today = tx.today
    monday = today - timedelta(days=today.weekday())
    return Horizon(
        tx.now,
        midnight(today + timedelta(days=1)),
        midnight(monday + timedelta(days=7)),
        midnight(monday + timedelta(days=14)),
    )


def falls(clock: Clock, due: DueClass, until: Horizon) -> ColumnElement[bool]:
    """The tasks whose clock is in the class."""
    at = COLUMN[clock]
    match due:
        case DueClass.OVERDUE:
            return at < until.now
        case DueClass.TODAY:
            return and_(at >= until.now, at < until.day)
        case DueClass.WEEK:
            return and_(at >= max(until.now, until.day), at < until.week)
        case DueClass.NEXT_WEEK:
            return and_(at >= until.week, at < until.next_week)
        case DueClass.LATER:
            return at >= until.next_week
        case DueClass.NONE:
            return at.is_(None)
