"""Drafts of user tasks: what somebody typed, whose it is, and how often it was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from engine.errors import Conflict
from engine.state import typed
from engine.state.task import TASK, Task, TaskState
from engine.state.typed import TYPED
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
    values = {"draft_at": tx.now, "draft_by": tx.actor.account}
    _write(tx, task, revision=kept.revision, draft_number=kept.number, **values)
    typed.keep(tx, task.id, task.case_id, entered, in_place=False)
    return kept


def keep_in_place(tx: Transaction, task: Task, entered: Mapping[str, Sequence[str]]) -> Kept:
    """Write what whoever stands in has typed; the draft of the assignee stays beside it. Conflict as for `keep`."""
    kept = Kept(task.revision, task.draft_number + 1)
    _write(tx, task, draft_number=kept.number)
    typed.keep(tx, task.id, task.case_id, entered, in_place=True)
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


def forget(tx: Transaction, before: datetime, limit: int) -> int:
    """Delete drafts of tasks that were closed before then; returns how many."""
    old = (
        select(TYPED.c.task_id)
        .join(TASK, TASK.c.id == TYPED.c.task_id)
        .where(TASK.c.state != TaskState.ACTIVE, TASK.c.closed_at < before)
        .order_by(TASK.c.closed_at, TASK.c.id)
        .limit(limit)
    )
    return tx.execute(delete(TYPED).where(TYPED.c.task_id.in_(old))).rowcount
