"""Handing out many tasks in one go, with what became of each, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import tidings
from engine.execution.assignment import hand_back, hand_over
from engine.execution.clocks import Clocks
from engine.execution.notify import Notice, notify_all
from engine.state import account, assignment, inbox, task
from engine.state.account import AccountRow
from engine.state.assignment import Outcome, Result
from engine.state.task import Task, TaskState
from engine.transaction import Transaction

#: tasks one assignment takes: as many rows stay locked at once
MOST: Final = 200


def distribute(tx: Transaction, key: str, seen: Mapping[int, int], account_id: int) -> int:
    """Give tasks, by number with the revision the actor saw, to a person; returns the assignment's number.

    What cannot be given stays as it is and is said in the results. A key that was used already gives the assignment it
    made then, so that a second click changes nothing. Invalid when there is nothing to do or too much, or nobody to
    give it to.
    """
    tx.actor.must(Action.ASSIGN_TASK)
    made = assignment.by_key(tx, key)
    if made is not None:
        _own(tx, made)
        return made
    if not key or not 0 < len(seen) <= MOST:
        raise Invalid(f"Expected to assign 1 to {MOST} user tasks, but there are {len(seen)}")
    person = account.get(tx, account_id)
    if not person.active:
        raise Invalid(f"Expected to assign user tasks to {person.name}, but that account is closed")
    # in the order of their numbers, so that two supervisors do not wait crosswise
    told: list[tuple[int, Notice]] = []
    results = [_hand_out(tx, number, seen[number], person, told) for number in sorted(seen)]
    notify_all(tx, told)
    inbox.unsee(tx, [one.task for one in results if one.outcome is Outcome.ASSIGNED], tx.actor.account)
    return assignment.create(tx, key, account_id, results)


def take_back(tx: Transaction, assignment_id: int) -> None:
    """Give the tasks of one's own assignment back to whoever had them before, as far as nobody has touched them since.

    Conflict when it has been taken back already; Forbidden for whoever hands out no tasks any more.
    """
    tx.actor.must(Action.ASSIGN_TASK)
    found = _own(tx, assignment_id)
    told: list[tuple[int, Notice]] = []
    undone = [_return(tx, one, told) for one in found.results if one.outcome is Outcome.ASSIGNED]
    notify_all(tx, told)
    assignment.take_back(tx, found, undone)


def _own(tx: Transaction, assignment_id: int) -> assignment.AssignmentRow:
    found = assignment.get(tx, assignment_id)
    if found.actor_id != tx.actor.account:
        raise Forbidden(f"Expected to use assignment {assignment_id}, but somebody else made it")
    return found


def _hand_out(
    tx: Transaction, number: int, revision: int, person: AccountRow, told: list[tuple[int, Notice]]
) -> Result:
    try:
        found = task.get(tx, number)
    except NotFound:
        return Result(number, Outcome.MISSING, 0, None)
    refused = _refusal(tx, found, revision, person)
    if refused is not None:
        return Result(number, refused, found.revision, found.assignee_id)
    return _written(found, told, person, lambda: hand_over(tx, found, person))


def _refusal(tx: Transaction, found: Task, revision: int, person: AccountRow) -> Outcome | None:
    if not tx.actor.may_hand_out(found.authority_id, found.role):
        return Outcome.FORBIDDEN
    if found.state is not TaskState.ACTIVE:
        return Outcome.CLOSED
    if found.assignee_id == person.id:
        return Outcome.UNCHANGED
    if found.revision != revision:
        return Outcome.CHANGED
    if not person.actor.may_work(found.authority_id, found.role):
        return Outcome.UNFIT
    return None


def _return(tx: Transaction, one: Result, told: list[tuple[int, Notice]]) -> Result:
    """Give one task back; the person before may have gone or lost the role, then it is the group's."""
    found = task.get(tx, one.task)
    now_with = found.assignee_id
    if not tx.actor.may_hand_out(found.authority_id, found.role):
        return Result(one.task, Outcome.FORBIDDEN, found.revision, now_with)
    if found.state is not TaskState.ACTIVE:
        return Result(one.task, Outcome.CLOSED, found.revision, now_with)
    # another agreed day is no reason to keep the task
    if found.revision - one.revision != _moves(found) - one.moves:
        return Result(one.task, Outcome.CHANGED, found.revision, now_with)
    before = None if one.before is None else account.get(tx, one.before)
    if before is not None and not (before.active and before.actor.may_work(found.authority_id, found.role)):
        before = None
    return _written(found, told, before, lambda: hand_back(tx, found, before, one.claimed))


def _written(
    found: Task, told: list[tuple[int, Notice]], person: AccountRow | None, write: Callable[[], int]
) -> Result:
    try:
        revision = write()
    except Conflict:  # between the look and the write
        return Result(found.id, Outcome.CHANGED, found.revision, found.assignee_id)
    told.extend(tidings.handed(found, None if person is None else person.id))
    return Result(found.id, Outcome.ASSIGNED, revision, found.assignee_id, found.claimed_at, _moves(found))


def _moves(found: Task) -> int:
    """How often somebody agreed on another day for the task; each time is a revision."""
    return len(Clocks.of(found.legal_due, found.agreed_due, found.clocks).changes)
