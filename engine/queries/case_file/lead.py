"""Who leads a case: who is named, else who is at work on it where it is led, else its case managers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select

from engine.actor import PERMISSIONS, Action, Role
from engine.queries.cases import CaseHead
from engine.state import absence
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Lead:
    """Who is named, and until when that person is away (None: no end); `others` are told where nobody is named."""

    named: str | None
    is_away: bool
    away_until: date | None
    others: tuple[str, ...]
    #: whether the others have a task of it, or only its kind of work
    at_work: bool


def lead(tx: Transaction, head: CaseHead) -> Lead:
    """Who leads the case. Whoever is named and has left, or has no role there any more, is not named."""
    there = (MEMBERSHIP.c.account_id == ACCOUNT.c.id, MEMBERSHIP.c.authority_id == head.authority_id)
    named = (ACCOUNT.c.id == (head.manager_id or 0)) & exists().where(
        *there, MEMBERSHIP.c.role.in_(sorted(PERMISSIONS[Action.KEEP_CASE]))
    )
    at_work = exists().where(
        TASK.c.case_id == head.id,
        TASK.c.state == TaskState.ACTIVE,
        TASK.c.authority_id == head.authority_id,
        TASK.c.assignee_id == ACCOUNT.c.id,
    )
    manages = exists().where(*there, MEMBERSHIP.c.role == Role.CASE_MANAGER)
    rows = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name, named.label("named"), at_work.label("at_work"))
        .where(ACCOUNT.c.active, or_(named, at_work, manages))
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id)
    ).all()
    busy = tuple(row.name for row in rows if row.at_work)
    for row in rows:
        if row.named:
            away = absence.away(tx, [head.authority_id], [row.id])
            return Lead(row.name, row.id in away, away.get(row.id), (), at_work=False)
    return Lead(None, False, None, busy or tuple(row.name for row in rows), at_work=bool(busy))
