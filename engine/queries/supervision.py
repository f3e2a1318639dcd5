"""Supervision: which tasks of an authority are overdue or due soon, and who could take them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from engine.actor import Action
from engine.errors import Forbidden
from engine.queries.account import colleagues
from engine.queries.records import IncidentRow, open_incidents
from engine.queries.tasks import TaskRow, soon, task_row, tasks
from engine.state.account import AccountRow
from engine.state.authority import AUTHORITY
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SupervisionCounts:
    """Open tasks of the authority; `today` and `soon` do not include what is overdue."""

    overdue: int
    today: int
    soon: int
    unassigned: int
    open: int


@dataclass(frozen=True, slots=True)
class Supervision:
    """What a supervisor needs first: overdue and soon due tasks, by due date."""

    authorities: tuple[tuple[int, str], ...]
    authority_id: int
    counts: SupervisionCounts
    tasks: tuple[TaskRow, ...]
    colleagues: tuple[AccountRow, ...]
    incidents: tuple[IncidentRow, ...]


def overview(tx: Transaction, authority_id: int | None = None) -> Supervision:
    """The overview of one authority the actor supervises; the first by name when None."""
    tx.actor.must(Action.SUPERVISE, authority_id)
    own = tx.actor.authorities(Action.SUPERVISE)
    authorities = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name)
        .where(AUTHORITY.c.id.in_(sorted(own)))
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    ).all()
    if not authorities:
        raise Forbidden("Expected to supervise an authority, but the actor supervises none")
    chosen = authorities[0].id if authority_id is None else authority_id
    here = and_(TASK.c.authority_id == chosen, TASK.c.state == TaskState.ACTIVE)
    rows = tx.execute(
        tasks()
        .where(here, or_(TASK.c.due_at < soon(tx), TASK.c.assignee_id.is_(None)))
        .order_by(TASK.c.due_at, TASK.c.id)
        .limit(_SHOWN)
    ).all()
    return Supervision(
        tuple((row.id, row.name) for row in authorities),
        chosen,
        _counts(tx, chosen),
        tuple(task_row(tx, row) for row in rows),
        colleagues(tx, chosen),
        open_incidents(tx),
    )


def _counts(tx: Transaction, authority_id: int) -> SupervisionCounts:
    due = TASK.c.due_at
    tomorrow = func.date_trunc("day", func.timezone("Europe/Berlin", tx.now)) + func.make_interval(0, 0, 0, 1)
    day_end = func.timezone("Europe/Berlin", tomorrow)
    row = tx.execute(
        select(
            func.count().filter(due < tx.now).label("overdue"),
            func.count().filter(and_(due >= tx.now, due < day_end)).label("today"),
            func.count().filter(and_(due >= day_end, due < soon(tx))).label("soon"),
            func.count().filter(TASK.c.assignee_id.is_(None)).label("unassigned"),
            func.count().label("open"),
        ).where(TASK.c.authority_id == authority_id, TASK.c.state == TaskState.ACTIVE)
    ).one()
    return SupervisionCounts(row.overdue, row.today, row.soon, row.unassigned, row.open)
