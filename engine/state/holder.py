"""Open tasks whose holder cannot work on them: those who have left, and those who are away."""

from __future__ import annotations

from sqlalchemy import exists, or_, select, update

from engine.state.absence import ABSENCE, COUNTS
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_T = TASK.c


def left(tx: Transaction, limit: int) -> list[int]:
    """Up to `limit` tasks whose holder is inactive or has no role at their authority any more, locked, by number; those
    somebody else has locked are skipped.
    """
    there = exists().where(
        MEMBERSHIP.c.account_id == _T.assignee_id, MEMBERSHIP.c.authority_id == _T.authority_id
    )
    found = tx.execute(
        select(_T.id)
        .join(ACCOUNT, ACCOUNT.c.id == _T.assignee_id)
        .where(_T.state == TaskState.ACTIVE, or_(~ACCOUNT.c.active, ~there))
        .order_by(_T.id)
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True, of=TASK)
    )
    return list(found.scalars())


def wake_absent(tx: Transaction) -> None:
    """Let the ladders of the tasks without a due date be looked at that somebody has who is away today, and that nobody
    does in their place.
    """
    tx.execute(
        update(TASK)
        .where(
            _T.state == TaskState.ACTIVE,
            _T.escalate_at.is_(None),
            _T.due_at.is_(None),
            _T.stand_in_id.is_(None),
            exists().where(
                ABSENCE.c.account_id == _T.assignee_id,
                or_(ABSENCE.c.authority_id.is_(None), ABSENCE.c.authority_id == _T.authority_id),
                COUNTS,
                ABSENCE.c.first_day <= tx.today,
                or_(ABSENCE.c.last_day.is_(None), ABSENCE.c.last_day >= tx.today),
            ),
        )
        .values(escalate_at=tx.now)
    )
