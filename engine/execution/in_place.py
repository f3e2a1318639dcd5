"""Doing a task for its assignee, who is away: it stays that person's, and the history names both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import Conflict, Forbidden
from engine.execution import assignment, four_eyes, stand_ins
from engine.state import account, task, typed
from engine.state.task import TASK, Task
from engine.transaction import Transaction


@contextmanager
def acting(tx: Transaction, represented: int | None) -> Iterator[None]:
    """What is written inside is done for that person; for nobody but oneself when None."""
    before, tx.represented = tx.represented, represented
    try:
        yield
    finally:
        tx.represented = before


def does(tx: Transaction, found: Task) -> bool:
    """Whether the actor does the task for its assignee, who is away, and still may."""
    me = tx.actor.account
    return me is not None and found.stand_in_id == me and may(tx, found)


def may(tx: Transaction, found: Task) -> bool:
    """Whether the actor stands in today for whoever has the task."""
    return tx.actor.account in stand_ins.of_task(tx, found.id, found.authority_id, found.assignee_id)


def must_have(tx: Transaction, found: Task, to: str) -> int | None:
    """Raise unless the actor has the task, or does it for its assignee, who is away: then that person.

    Forbidden for whoever may not do it at all, Conflict when somebody else or nobody has it.
    """
    if not tx.actor.may_work(found.authority_id, found.role):
        raise Forbidden(
            f"Expected to work on user task {found.id}, but it belongs to another authority or role"
        )
    if tx.actor.system:
        return None
    if found.assignee_id is None:
        raise Conflict(f"Expected to {to} user task {found.id}, but nobody has claimed it")
    if does(tx, found):
        return found.assignee_id
    if found.assignee_id != tx.actor.account:
        raise Conflict(
            f"Expected to {to} user task {found.id}, but {account.get(tx, found.assignee_id).name} has claimed it"
        )
    return None


def claim(tx: Transaction, found: Task, revision: int) -> None:
    """Do an open task for its assignee; Conflict when somebody else stands in and has begun."""
    if found.stand_in_id == tx.actor.account:
        return
    others = stand_ins.of_task(tx, found.id, found.authority_id, found.assignee_id)
    if found.stand_in_id is not None and found.stand_in_id in others:
        raise Conflict(
            f"Expected to claim user task {found.id}, but {account.get(tx, found.stand_in_id).name} has claimed it"
        )
    found.must_be_open(revision, to="claim")
    four_eyes.must_be_another(tx, found, "claim", tx.actor.account, found.assignee_id)
    with acting(tx, found.assignee_id):
        task.change(tx, found, "claim", stand_in_id=tx.actor.account)
        assignment.note(tx, found, "user_task_claimed", {})


def release(tx: Transaction, found: Task) -> None:
    """Give it back to its assignee; what was typed stays where that person has typed nothing."""
    with acting(tx, found.assignee_id):
        task.change(tx, found, "release", **typed.handed_back(tx, TASK))
        typed.hand_back(tx, [found.id])
        assignment.note(tx, found, "user_task_released", {})
