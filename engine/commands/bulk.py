"""Doing the same with many tasks in one go, with what became of each, and taking that back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from engine.actor import Action
from engine.clock import ZONE
from engine.commands import handling
from engine.commands import task as single
from engine.commands.handling import Step
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import assignment, tidings
from engine.execution.notify import Notice, notify_all
from engine.state import account, bulk, inbox, task, task_text
from engine.state.bulk import BulkAction, BulkKind, BulkResult, Effect
from engine.state.task import Task, TaskState
from engine.transaction import Transaction

#: tasks one go takes: as many rows stay locked at once
MOST: Final = 200


def act(tx: Transaction, key: str, seen: Mapping[int, int], step: Step) -> int:
    """Do it with tasks, by number with the revision the actor saw; returns the number of the go.

    What cannot be done stays as it is and is said in the results. A key the actor has used already gives what was done
    then, so that a second click does nothing. Invalid when there is nothing to do or too much.
    """
    tx.actor.must(Action.READ_TASK)
    made = bulk.by_key(tx, key)
    if made is not None:
        return made
    if not key or not 0 < len(seen) <= MOST:
        raise Invalid(f"Expected to {step.kind} 1 to {MOST} user tasks, but there are {len(seen)}")
    told: list[tuple[int, Notice]] = []
    # in the order of their numbers, so that two people do not wait crosswise
    unheard: dict[str, None] = {}
    results = [_one(tx, number, seen[number], step, told, unheard) for number in sorted(seen)]
    notify_all(tx, told)
    detail = step.detail | ({"unheard": list(unheard)} if unheard else {})
    return bulk.create(tx, key, step.kind, detail, results)


def claim(tx: Transaction, task_id: int, revision: int) -> int | None:
    """Take one task as `task.claim` does, and keep it so that it can be taken back: the number of the go, None when the
    actor had the task already.
    """
    found = task.get(tx, task_id)
    single.claim(tx, task_id, revision)
    return _alone(tx, BulkKind.CLAIM, found, found.assignee_id, {})


def release(
    tx: Transaction, task_id: int, revision: int, reason: str, *, drafted: bool = False
) -> int | None:
    """Give one task back as `task.release` does, and keep it so that it can be taken back: the number of the go.

    `drafted` says whether what was typed stays as its draft; the reason stays said.
    """
    found = task.get(tx, task_id)
    represented = found.assignee_id if found.assignee_id != tx.actor.account else None
    single.release(tx, task_id, revision, reason)
    held: dict[str, object] = {} if represented is None else {"stand_in_id": tx.actor.account}
    to = represented if represented is not None else task.get(tx, task_id).assignee_id
    more = {"drafted": drafted, "delegated": represented is None and to is not None}
    return _alone(tx, BulkKind.RELEASE, found, to, held, more)


def _alone(
    tx: Transaction,
    kind: BulkKind,
    found: Task,
    to: int | None,
    held: Mapping[str, object],
    more: Mapping[str, object] | None = None,
) -> int | None:
    """Keep what was done with one task; `to` is who has it beside the actor, whose name is said."""
    revision = task.get(tx, found.id).revision
    if revision == found.revision:
        return None
    detail = {"alone": True, "with": None if to is None else account.get(tx, to).name, **(more or {})}
    done = BulkResult(found.id, Effect.DONE, revision, {**handling.hands(found), **held})
    return bulk.create(tx, secrets.token_urlsafe(12), kind, detail, [done])


def take_back(tx: Transaction, action_id: int) -> None:
    """Make one's own go undone as far as nobody has touched the tasks since. A comment stays said.

    Conflict when that has been done already, Forbidden for anybody else's.
    """
    found = bulk.get(tx, action_id)
    if found.actor_id != tx.actor.account:
        raise Forbidden(f"Expected to take back bulk action {action_id}, but somebody else made it")
    if found.kind is BulkKind.COMMENT:
        raise Invalid(f"Expected to take back bulk action {action_id}, but a comment stays said")
    told: list[tuple[int, Notice]] = []
    undone = [_return(tx, found, one, told) for one in found.results if one.effect is Effect.DONE]
    notify_all(tx, told)
    bulk.take_back(tx, action_id, undone)


def _one(
    tx: Transaction,
    number: int,
    revision: int,
    step: Step,
    told: list[tuple[int, Notice]],
    unheard: dict[str, None],
) -> BulkResult:
    try:
        found = task.get(tx, number)
    except NotFound:
        return BulkResult(number, Effect.MISSING, 0, {})
    refused = handling.refusal(tx, found, revision, step)
    if refused is not None:
        return BulkResult(number, refused, found.revision, {}, found.assignee_id)
    try:
        done = handling.write(tx, found, step)
    except Conflict:  # between the look and the write
        return BulkResult(number, Effect.CHANGED, found.revision, {})
    told.extend(done.told)
    unheard.update(dict.fromkeys(done.unheard))
    return BulkResult(number, Effect.DONE, done.revision, done.before)


def _return(tx: Transaction, done: BulkAction, one: BulkResult, told: list[tuple[int, Notice]]) -> BulkResult:
    found = task.get(tx, one.task)
    refused = _refusal(tx, done, one, found)
    if refused is not None:
        return BulkResult(one.task, refused, found.revision, {}, found.assignee_id)
    try:
        if done.kind in (BulkKind.FOLLOW_UP, BulkKind.PRIORITY):
            if done.kind is BulkKind.FOLLOW_UP:
                at, why = (_columns(one)[name] for name in ("follow_up_at", "follow_up_reason"))
                handling.lay_aside(tx, found, "take back", at, why)
            else:
                task.mark(tx, found, "take back", **_columns(one))
            assignment.note(tx, found, "handling_undone", {})
            return BulkResult(one.task, Effect.DONE, found.revision, {})
        return _hand_back(tx, found, one, told)
    except Conflict:
        return BulkResult(one.task, Effect.CHANGED, found.revision, {})


def _refusal(tx: Transaction, done: BulkAction, one: BulkResult, found: Task) -> Effect | None:
    place = found.authority_id, found.role
    if not (tx.actor.may_work(*place) or tx.actor.may_hand_out(*place)):
        return Effect.FORBIDDEN
    if found.state is not TaskState.ACTIVE:
        return Effect.CLOSED
    match done.kind:
        case BulkKind.FOLLOW_UP:
            day = (
                None if found.follow_up_at is None else found.follow_up_at.astimezone(ZONE).date().isoformat()
            )
            why = task_text.follow_up_reason(tx, found.id) or ""
            same = (day, why) == (done.detail["day"], done.detail["reason"])
        case BulkKind.PRIORITY:
            same = found.priority == done.detail["priority"]
        case _:
            same = found.revision == one.revision
    return None if same else Effect.CHANGED


def _columns(one: BulkResult) -> dict[str, Any]:  # Any: of columns of several types
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in one.before.items()
    }


def _hand_back(tx: Transaction, found: Task, one: BulkResult, told: list[tuple[int, Notice]]) -> BulkResult:
    """To whom it was with; the person before may have gone or lost the role, then it is the group's."""
    columns = _columns(one)
    before = assignment.able(tx, found, one.before["assignee_id"])
    owner = one.before["owner_id"] if before is not None else None
    holder = None if before is None else before.id
    values: dict[str, object] = {"claimed_at": columns["claimed_at"], "escalate_at": tx.now}
    if "stand_in_id" in one.before:  # given back by whoever stood in
        values["stand_in_id"] = one.before["stand_in_id"]
    if before is None and one.before["assignee_id"] is not None:
        values["open_since"] = tx.now
    revision = task.change(tx, found, "take back", assignee_id=holder, owner_id=owner, **values)
    assignment.note(tx, found, "handling_undone", {} if before is None else {"to": before.name})
    inbox.unsee(tx, [found.id], tx.actor.account)
    told.extend(tidings.handed(found, holder))
    return BulkResult(one.task, Effect.DONE, revision, {})
