"""Handing out many tasks in one go, or agreeing on another day for them: what became of each, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from engine.actor import Action
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import agreed_time, four_eyes, sight, tidings
from engine.execution.assignment import able, hand_back, hand_over
from engine.execution.notify import Notice, notify_all
from engine.state import account, assignment, inbox, task
from engine.state.account import AccountRow
from engine.state.assignment import AssignmentRow, Outcome, Result
from engine.state.task import Task, TaskState
from engine.transaction import Transaction

#: tasks one assignment takes: as many rows stay locked at once
MOST: Final = 200
_Told = list[tuple[int, Notice]]
#: what is done to a task that nothing speaks against
_Deed = Callable[[Task, _Told], Result]


def distribute(tx: Transaction, key: str, seen: Mapping[int, int], account_id: int | None) -> int:
    """Give tasks, by number with the revision the actor saw, to a person, or with None back to their group.

    Returns the assignment's number. What cannot be given stays as it is and is said in the results. A key that was
    used already gives the assignment it made then, so that a second click changes nothing. Invalid when there is
    nothing to do or too much, or nobody to give it to.
    """
    tx.actor.must(Action.ASSIGN_TASK)
    made = assignment.by_key(tx, key)
    if made is not None:
        return made
    _must_be_some(key, seen)
    person = None if account_id is None else account.get(tx, account_id)
    if person is not None and not person.active:
        raise Invalid(f"Expected to assign user tasks to {person.name}, but that account is closed")
    results = _each(
        tx,
        seen,
        lambda found: _unfit(tx, found, person),
        lambda found, told: _written(found, told, person, lambda: hand_over(tx, found, person)),
    )
    inbox.unsee(tx, [one.task for one in results if one.outcome is Outcome.ASSIGNED], tx.actor.account)
    return assignment.create(tx, key, results, assignee_id=account_id)


def agree(tx: Transaction, key: str, seen: Mapping[int, int], due: date, reason: str) -> int:
    """Agree on another day, with the end of which each task is due, and say why; otherwise as `distribute`.

    Legal deadlines stay. Invalid by its field for a day that is over or too far ahead, and without a reason.
    """
    tx.actor.must(Action.ASSIGN_TASK)
    made = assignment.by_key(tx, key)
    if made is not None:
        return made
    _must_be_some(key, seen)
    why = " ".join(reason.split())
    wrong = agreed_time.wrong_day(tx.today, due) | agreed_time.wrong_reason(why)
    if wrong:
        raise Invalid("Expected to agree on another day for user tasks, but the form has faults", wrong)
    results = _each(
        tx,
        seen,
        lambda found: Outcome.UNCHANGED if agreed_time.agreed_day(found) == due else None,
        lambda found, told: _moved(found, told, due, lambda: agreed_time.move(tx, found, due, why)),
    )
    return assignment.create(tx, key, results, agreed=(due, why))


def take_back(tx: Transaction, assignment_id: int, tasks: Collection[int] | None = None) -> None:
    """Take one's own assignment back, or some tasks of it, as far as nobody has touched them since: each goes back to
    whoever had it before, or gets the agreed time it had before.

    Conflict when all of it has been taken back already; Forbidden for whoever hands out no tasks any more, NotFound for
    somebody else's.
    """
    tx.actor.must(Action.ASSIGN_TASK)
    found = assignment.lock(tx, assignment_id)
    wanted = [one for one in found.standing if tasks is None or one.task in tasks]
    if not wanted:
        raise Conflict(f"Expected to take back assignment {assignment_id}, but that has been done already")
    told: _Told = []
    undone = [_return(tx, one, found, told) for one in wanted]
    notify_all(tx, told)
    assignment.take_back(tx, found, undone)


def _must_be_some(key: str, seen: Mapping[int, int]) -> None:
    if not key or not 0 < len(seen) <= MOST:
        raise Invalid(f"Expected to assign 1 to {MOST} user tasks, but there are {len(seen)}")


def _each(
    tx: Transaction, seen: Mapping[int, int], refusal: Callable[[Task], Outcome | None], deed: _Deed
) -> list[Result]:
    """Do it to each task that nothing speaks against, and tell at the end.

    In the order of their numbers, so that two supervisors do not wait crosswise.
    """
    told: _Told = []
    results = []
    for number in sorted(seen):
        try:
            found = task.get(tx, number)
        except NotFound:
            results.append(Result(number, Outcome.MISSING, 0, None))
            continue
        refused = _refusal(tx, found, seen[number], refusal)
        if refused is None:
            results.append(deed(found, told))
        else:
            results.append(Result(number, refused, found.revision, found.assignee_id, due=found.agreed_due))
    notify_all(tx, told)
    return results


def _refusal(
    tx: Transaction, found: Task, revision: int, more: Callable[[Task], Outcome | None]
) -> Outcome | None:
    if not tx.actor.may_hand_out(found.authority_id, found.role):
        return Outcome.FORBIDDEN
    if found.state is not TaskState.ACTIVE or sight.is_released_no_more(tx, found):
        return Outcome.CLOSED
    refused = more(found)
    if refused is Outcome.UNCHANGED:
        return refused
    return Outcome.CHANGED if found.revision != revision else refused


def _unfit(tx: Transaction, found: Task, person: AccountRow | None) -> Outcome | None:
    if found.assignee_id == (None if person is None else person.id):
        return Outcome.UNCHANGED
    if person is not None and not person.actor.may_work(found.authority_id, found.role):
        return Outcome.UNFIT
    if person is not None and four_eyes.barred(tx, found).by(person.id):
        return Outcome.FOUR_EYES
    return None


def _return(tx: Transaction, one: Result, made: AssignmentRow, told: _Told) -> Result:
    """Take back what was done to one task."""
    found = task.get(tx, one.task)
    refused: Outcome | None = None
    if not tx.actor.may_hand_out(found.authority_id, found.role):
        refused = Outcome.FORBIDDEN
    elif found.state is not TaskState.ACTIVE:
        refused = Outcome.CLOSED
    elif _touched(found, one, made):
        refused = Outcome.CHANGED
    if refused is not None:
        return Result(one.task, refused, found.revision, found.assignee_id, due=found.agreed_due)
    if made.due is not None:
        day = agreed_time.day_of(one.due)
        return _moved(
            found,
            told,
            day,
            lambda: agreed_time.restore(tx, found, one.due, set_by_case=one.was_set),
        )
    before = _before(tx, found, one)
    had_left = one.before is not None and before is None
    return _written(found, told, before, lambda: hand_back(tx, found, before, one.claimed, had_left=had_left))


def _touched(found: Task, one: Result, made: AssignmentRow) -> bool:
    """Whether somebody has been at the task since: another agreed day is no reason to keep it, and whoever works on it
    does not keep the day.
    """
    moves = _moves(found) - one.moves
    return moves != 0 if made.due is not None else found.revision - one.revision != moves


def _before(tx: Transaction, found: Task, one: Result) -> AccountRow | None:
    """Who had the task before; that person may have gone or lost the role, then it is the group's."""
    return able(tx, found, one.before)


def _written(found: Task, told: _Told, person: AccountRow | None, write: Callable[[], int]) -> Result:
    try:
        revision = write()
    except Conflict:  # between the look and the write
        return Result(found.id, Outcome.CHANGED, found.revision, found.assignee_id)
    told.extend(tidings.handed(found, None if person is None else person.id))
    return Result(found.id, Outcome.ASSIGNED, revision, found.assignee_id, found.claimed_at, _moves(found))


def _moved(found: Task, told: _Told, due: date | None, write: Callable[[], int]) -> Result:
    before = found.agreed_due
    try:
        revision = write()
    except Conflict:  # between the look and the write
        return Result(found.id, Outcome.CHANGED, found.revision, found.assignee_id, due=before)
    told.extend(tidings.agreed(found, due))
    was_set = agreed_time.clocks_of(found).set_by_case
    return Result(
        found.id,
        Outcome.ASSIGNED,
        revision,
        found.assignee_id,
        moves=_moves(found) + 1,
        due=before,
        was_set=was_set,
    )


def _moves(found: Task) -> int:
    """How often somebody agreed on another day for the task; each time is a revision."""
    return len(agreed_time.clocks_of(found).changes)
