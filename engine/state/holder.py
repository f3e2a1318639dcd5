"""Open tasks whose holder cannot work on them: those who have left, and those who are away."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select, update

from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.post import POST
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_T = TASK.c
_P = POST.c


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
    """Let the ladders of the tasks without a due date be looked at that somebody has who is away from a post today."""
    tx.execute(
        update(TASK)
        .where(
            _T.state == TaskState.ACTIVE,
            _T.escalate_at.is_(None),
            _T.due_at.is_(None),
            _T.assignee_id.in_(
                select(_P.holder_id).where(
                    _P.holder_id.is_not(None),
                    _P.absent_from <= tx.today,
                    or_(_P.absent_to.is_(None), _P.absent_to >= tx.today),
                    and_(_P.valid_from <= tx.today, or_(_P.valid_to.is_(None), _P.valid_to >= tx.today)),
                )
            ),
        )
        .values(escalate_at=tx.now)
    )
