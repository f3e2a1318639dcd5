"""Drafts of user tasks: what somebody typed, whose it is, and how often it was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, not_, or_, select, update

from engine.errors import Conflict
from engine.state.task import TASK, Task, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """The revision of a task and the number of its draft, once the draft is saved."""

    revision: int
    number: int


def keep(tx: Transaction, task: Task, entered: Mapping[str, Sequence[str]]) -> Kept:
    """Write the draft of an open task in the actor's name; Conflict when either has changed since it was read.

    The first one of its author is a new revision: somebody has begun. A form that saves itself from then on leaves it.
    """
    begun = task.draft_by == tx.actor.account
    kept = Kept(task.revision if begun else task.revision + 1, task.draft_number + 1)
    _write(
        tx,
        task,
        draft=entered,
        revision=kept.revision,
        draft_number=kept.number,
        draft_at=tx.now,
        draft_by=tx.actor.account,
    )
    return kept


def keep_in_place(tx: Transaction, task: Task, entered: Mapping[str, Sequence[str]]) -> Kept:
    """Write what whoever stands in has typed; the draft of the assignee stays beside it. Conflict as for `keep`."""
    kept = Kept(task.revision, task.draft_number + 1)
    _write(tx, task, stand_in_draft=entered, draft_number=kept.number)
    return kept


def _write(tx: Transaction, task: Task, **values: object) -> None:
    result = tx.execute(
        update(TASK)
        .where(
            TASK.c.id == task.id,
            TASK.c.revision == task.revision,
            TASK.c.state == TaskState.ACTIVE,
            TASK.c.draft_number == task.draft_number,
        )
        .values(**values)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to keep a draft of user task {task.id}, but someone else has changed it")


def handed_back(tx: Transaction) -> dict[str, object]:
    """The columns of a task whose stand-in is done with it: what they typed is its draft where there is none."""
    own = TASK.c.draft.is_not(None)
    typed = TASK.c.stand_in_draft.is_not(None)
    return {
        "draft": func.coalesce(TASK.c.draft, TASK.c.stand_in_draft),
        "draft_by": case((or_(own, not_(typed)), TASK.c.draft_by), else_=TASK.c.stand_in_id),
        "draft_at": case((or_(own, not_(typed)), TASK.c.draft_at), else_=tx.now),
        "stand_in_id": None,
        "stand_in_draft": None,
    }


def forget(tx: Transaction, before: datetime, limit: int) -> int:
    """Delete drafts of tasks that were closed before then; returns how many."""
    old = (
        select(TASK.c.id)
        .where(TASK.c.draft.is_not(None), TASK.c.state != TaskState.ACTIVE, TASK.c.closed_at < before)
        .order_by(TASK.c.closed_at, TASK.c.id)
        .limit(limit)
    )
    return tx.execute(update(TASK).where(TASK.c.id.in_(old)).values(draft=None)).rowcount
