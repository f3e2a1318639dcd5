"""What supervision says about time: how old open tasks are, and what came and went in the last twelve weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, DateTime, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

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
    bounds = [midnight(tx.today - timedelta(days=days)) for days in reversed(AGES)]
    bucket = _bucket(TASK.c.created_at, bounds).label("bucket")
    rows = tx.execute(
        select(
            bucket, func.count().label("open"), func.count().filter(TASK.c.due_at < tx.now).label("overdue")
        )
        .where(open_here(scope))
        .group_by(bucket)
    )
    found = {len(AGES) - row.bucket: row for row in rows}
    return tuple(
        AgeCount(
            number,
            0 if number == 0 else AGES[number - 1] + 1,
            AGES[number] if number < len(AGES) else None,
            found[number].open if number in found else 0,
            found[number].overdue if number in found else 0,
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
    bounds = [midnight(monday) for monday in mondays]
    received, completed, late = ([0] * WEEKS for _ in range(3))
    made = _bucket(TASK.c.created_at, bounds).label("bucket")
    for row in tx.execute(
        select(made, func.count().label("tasks"))
        .where(here(scope), TASK.c.created_at >= bounds[0])
        .group_by(made)
    ):
        received[row.bucket - 1] = row.tasks
    done = _bucket(TASK.c.closed_at, bounds).label("bucket")
    too_late = func.count().filter(TASK.c.closed_at > TASK.c.due_at)
    for row in tx.execute(
        select(done, func.count().label("tasks"), too_late.label("late"))
        .where(COMPLETED, here(scope), TASK.c.closed_at >= bounds[0])
        .group_by(done)
    ):
        completed[row.bucket - 1], late[row.bucket - 1] = row.tasks, row.late
    return tuple(WeekCount(*one) for one in zip(mondays, received, completed, late, strict=True))


def _bucket(column: Column[Any], bounds: Sequence[datetime]) -> ColumnElement[int]:
    """How many of the bounds, in ascending order, are not behind the instant."""
    # the bounds are local midnights, so that weeks and days are right over a clock change
    instants = ARRAY(DateTime(timezone=True))
    return func.width_bucket(column, cast(literal(list(bounds), instants), instants))
