"""Whether a person is to know that a case, task or run of some number is there: the refusals of a page ask."""

from __future__ import annotations

from sqlalchemy import or_, select

from engine.actor import Action
from engine.queries.instance_view import is_told
from engine.queries.sight import of_case
from engine.state import case
from engine.state.case import PARTICIPANT
from engine.state.sight import opened
from engine.state.task import TASK
from engine.transaction import Transaction


def knows_case(tx: Transaction, reference: str) -> bool:
    """Whether an authority of the actor takes or took part in the case, or they have opened it by force."""
    found = case.find(tx, reference)
    if found is None:
        return False
    own = PARTICIPANT.c.authority_id.in_(_own(tx))
    takes_part = select(PARTICIPANT.c.case_id).where(PARTICIPANT.c.case_id == found.id, own)
    return tx.execute(takes_part).first() is not None or opened(tx, found.id) is not None


def took_part(tx: Transaction, reference: str) -> bool:
    """Whether an authority of the actor took part in the case and does not now: after a move, or because the release
    it read by has ended.
    """
    found = case.find(tx, reference)
    if found is None:
        return False
    own = PARTICIPANT.c.authority_id.in_(sorted(tx.actor.authorities(Action.READ_CASE)))
    took = tx.execute(select(PARTICIPANT.c.case_id).where(PARTICIPANT.c.case_id == found.id, own)).first()
    # the job that takes it out after a release has ended may not have run yet
    return took is not None and not of_case(tx, found.id).exists


def knows_task(tx: Transaction, task_id: int) -> bool:
    """Whether the task is one of an authority of the actor, or their own in somebody's place."""
    theirs = or_(TASK.c.authority_id.in_(_own(tx)), TASK.c.assignee_id == tx.actor.account)
    return tx.execute(select(TASK.c.id).where(TASK.c.id == task_id, theirs)).first() is not None


def _own(tx: Transaction) -> list[int]:
    return sorted({one.authority for one in tx.actor.memberships})


__all__ = ["is_told", "knows_case", "knows_task", "took_part"]
