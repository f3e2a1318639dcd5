"""What supervision says about time: how old open tasks are, and what came and went in the last twelve weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    and_,
    func,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)

from engine.clock import midnight
from engine.queries.supervision.scope import COMPLETED, Scope, here, open_here
from engine.state.task import TASK
from engine.transaction import Transaction

#: where the classes of age end, in calendar days
AGES = (7, 14, 30, 60, 90, 180)
#: how far back the trend goes, this week included
WEEKS = 12


@dataclass(frozen=True, slots=True)
class AgeCount:
    """Open tasks that have been there for `first` to `last` days (None: and longer), both included."""

    number: int
    first: int
    last: int | None
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class WeekCount:
    """What came and went in one week: tasks that were made, that were completed, and completed after their due date.

    Tasks the process took away again are not completed.
    """

    monday: date
    received: int
    completed: int
    late: int


def ageing(tx: Transaction, scope: Scope) -> tuple[AgeCount, ...]:
    """Open tasks by the calendar days since they were made, the youngest first; empty classes too."""
    # each class is what is older than its beginning less what is older than its end, in one count of plain conditions:
    # several workers share it, as they do not a grouping by a computed class
    older = [midnight(tx.today - timedelta(days=days)) for days in AGES]
    late = TASK.c.due_at < tx.now
    counts = [func.count(), func.count().filter(late)]
    for instant in older:
        before = TASK.c.created_at < instant
        counts += [func.count().filter(before), func.count().filter(and_(before, late))]
    found = [*tx.execute(select(*counts).where(open_here(scope))).one(), 0, 0]
    return tuple(
        AgeCount(
            number,
            0 if number == 0 else AGES[number - 1] + 1,
            AGES[number] if number < len(AGES) else None,
            found[2 * number] - found[2 * number + 2],
            found[2 * number + 1] - found[2 * number + 3],
        )
        for number in range(len(AGES) + 1)
    )


def aged(tx: Transaction, number: int) -> list[ColumnElement[bool]]:
    """The tasks of one class of `ageing`."""
    conditions: list[ColumnElement[bool]] = []
    if number > 0:
        conditions.append(TASK.c.created_at < midnight(tx.today - timedelta(days=AGES[number - 1])))
    if number < len(AGES):
        conditions.append(TASK.c.created_at >= midnight(tx.today - timedelta(days=AGES[number])))
    return conditions


def trend(tx: Transaction, scope: Scope) -> tuple[WeekCount, ...]:
    """The last twelve weeks, the oldest first; the last one is this week and not over yet."""
    this = tx.today - timedelta(days=tx.today.weekday())
    mondays = [this - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    ends = [midnight(monday) for monday in (*mondays, this + timedelta(weeks=1))]
    # a part for each week: several workers share them, and no row is asked which week it is in
    too_late = func.count().filter(TASK.c.closed_at > TASK.c.due_at)
    none = type_coerce(null(), Integer)
    parts = []
    for number, (begin, end) in enumerate(pairwise(ends)):
        made = _within(TASK.c.created_at, begin, end)
        done = _within(TASK.c.closed_at, begin, end)
        parts.append(_part(number, "received", none, here(scope), made))
        parts.append(_part(number, "completed", too_late, COMPLETED, here(scope), done))
    found = {(row.week, row.what): row for row in tx.execute(union_all(*parts))}
    return tuple(
        WeekCount(
            monday,
            found[number, "received"].tasks,
            found[number, "completed"].tasks,
            found[number, "completed"].late,
        )
        for number, monday in enumerate(mondays)
    )


def _part(number: int, what: str, late: ColumnElement[Any], *where: ColumnElement[bool]) -> Select[Any]:
    return select(
        literal_column(str(number)).label("week"),
        literal_column(f"'{what}'").label("what"),
        func.count().label("tasks"),
        late.label("late"),
    ).where(*where)


def _within(column: Column[Any], begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(column >= begin, column < end)
