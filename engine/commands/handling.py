"""What one does with a task without doing it: whether one may, and the one place that writes it.

For a single task (`act`) and for many (`engine.commands.bulk`) alike. Where a task has been touched meanwhile, or
somebody else has it, nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from engine.clock import midnight
from engine.commands.task import COMMENT_LENGTH, MOST_YEARS, REASON_LENGTH
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import assignment, four_eyes, in_place, sight, tidings
from engine.execution.notify import Notice, notify_all
from engine.state import account, comment, inbox, task, task_text
from engine.state.account import AccountRow
from engine.state.bulk import BulkKind, Effect
from engine.state.task import Task, TaskState
from engine.transaction import Transaction

#: what a priority may be; a process says nothing: 50
PRIORITIES: Final = range(101)


#: what whoever stands in does with the tasks of an assignee who is away
_IN_PLACE: Final = frozenset(
    {BulkKind.CLAIM, BulkKind.RELEASE, BulkKind.FOLLOW_UP, BulkKind.PRIORITY, BulkKind.COMMENT}
)


@dataclass(frozen=True, slots=True)
class Step:
    """What is done: to whom (delegate, assign), until which day (follow-up; no day ends it), why (that, and release,
    where it stands as a comment afterwards), which priority, which text.
    """

    kind: BulkKind
    person: AccountRow | None = None
    day: date | None = None
    reason: str = ""
    priority: int = 50
    text: str = ""

    @property
    def detail(self) -> dict[str, Any]:
        """What is kept of it beside the results."""
        match self.kind:
            case BulkKind.ASSIGN | BulkKind.DELEGATE if self.person is not None:
                return {"account": self.person.id, "name": self.person.name}
            case BulkKind.FOLLOW_UP:
                return {"day": None if self.day is None else self.day.isoformat(), "reason": self.reason}
            case BulkKind.PRIORITY:
                return {"priority": self.priority}
            case _:
                return {}


@dataclass(frozen=True, slots=True)
class Done:
    """One task was written: its revision now, the columns as they were, and who is to be told what."""

    revision: int
    before: Mapping[str, Any]
    told: list[tuple[int, Notice]]
    #: whom a comment names in vain
    unheard: tuple[str, ...] = ()


def step(
    tx: Transaction,
    kind: BulkKind,
    *,
    account_id: int | None = None,
    day: date | None = None,
    reason: str = "",
    priority: int = 50,
    text: str = "",
) -> Step:
    """What is to be done, checked as far as no task matters; Invalid names each faulty field in German."""
    why, said = " ".join(reason.split()), text.replace("\r\n", "\n").strip()
    person = None
    wrong: dict[str, str] = {}
    match kind:
        case BulkKind.ASSIGN | BulkKind.DELEGATE:
            person = None if account_id is None else account.get(tx, account_id)
            if person is None or not person.active:
                wrong = {"account": "Wählen Sie eine Person."}
        case BulkKind.FOLLOW_UP:
            wrong = _wrong_follow_up(tx.today, day, why)
        case BulkKind.RELEASE:
            wrong = _wrong_reason(why)
        case BulkKind.PRIORITY if priority not in PRIORITIES:
            wrong = {"priority": "Die Priorität ist eine Zahl von 0 bis 100."}
        case BulkKind.COMMENT if not said:
            wrong = {"text": "Schreiben Sie einen Text."}
        case BulkKind.COMMENT if len(said) > COMMENT_LENGTH:
            wrong = {"text": f"Höchstens {COMMENT_LENGTH} Zeichen; Ihr Text hat {len(said)}."}
    if wrong:
        raise Invalid(f"Expected to {kind} user tasks, but the form has faults", wrong)
    return Step(kind, person, day, why, priority, said)


def _wrong_follow_up(today: date, day: date | None, why: str) -> dict[str, str]:
    if day is None:
        return {}
    wrong = {}
    if day <= today:
        wrong["day"] = "Der Tag muss nach heute liegen."
    elif day.year > today.year + MOST_YEARS:
        wrong["day"] = f"Der Tag liegt mehr als {MOST_YEARS} Jahre voraus."
    return wrong | _wrong_reason(why)


def _wrong_reason(why: str) -> dict[str, str]:
    if not why:
        return {"reason": "Nennen Sie den Grund."}
    return {"reason": f"Höchstens {REASON_LENGTH} Zeichen."} if len(why) > REASON_LENGTH else {}


def act(tx: Transaction, task_id: int, revision: int, done: Step) -> None:
    """Do it with one task and tell whom it concerns. Forbidden, Conflict or Invalid say why it cannot be done; what is
    so already changes nothing.
    """
    found = task.get(tx, task_id)
    refused = refusal(tx, found, revision, done)
    if refused is Effect.UNCHANGED:
        return
    if refused is not None:
        raise _error(tx, found, done, refused)
    notify_all(tx, write(tx, found, done).told)


def refusal(tx: Transaction, found: Task, revision: int, done: Step) -> Effect | None:
    """Why it cannot be done with this task, or None."""
    if not _may(tx, found, done.kind):
        return Effect.FORBIDDEN
    if done.kind not in (BulkKind.RELEASE, BulkKind.RETURN) and sight.is_released_no_more(tx, found):
        return Effect.RELEASE_OVER
    if done.kind is BulkKind.COMMENT:
        return None
    if found.state is not TaskState.ACTIVE:
        return Effect.CLOSED
    refused = _beside(tx, found, done) or _held(tx, found, done.kind)
    if refused is not None or done.kind in (BulkKind.FOLLOW_UP, BulkKind.PRIORITY):
        return refused
    if found.revision != revision:
        return Effect.CHANGED
    if done.person is not None and not done.person.actor.may_work(found.authority_id, found.role):
        return Effect.UNFIT
    # whoever claims it for its assignee does it in that person's place: neither may have done the earlier one
    takes = (
        (tx.actor.account, found.assignee_id)
        if done.kind is BulkKind.CLAIM
        else (None if done.person is None else done.person.id,)
    )
    return Effect.FOUR_EYES if four_eyes.barred(tx, found).by(*takes) else None


def _may(tx: Transaction, found: Task, kind: BulkKind) -> bool:
    leads = tx.actor.may_hand_out(found.authority_id, found.role)
    if kind is BulkKind.ASSIGN:
        return leads
    works = tx.actor.may_work(found.authority_id, found.role)
    return works or (leads and kind not in (BulkKind.CLAIM, BulkKind.RELEASE, BulkKind.DELEGATE))


def _beside(tx: Transaction, found: Task, done: Step) -> Effect | None:
    """What is so already."""
    match done.kind:
        case BulkKind.CLAIM:
            same = tx.actor.account in (found.assignee_id, found.stand_in_id)
        case BulkKind.RELEASE:
            same = found.assignee_id is None
        case BulkKind.RETURN:
            same = found.owner_id is None
        case BulkKind.ASSIGN | BulkKind.DELEGATE:
            same = done.person is not None and found.assignee_id == done.person.id
        case BulkKind.FOLLOW_UP:
            why = task_text.follow_up_reason(tx, found.id)
            same = (found.follow_up_at, why) == _laid_aside(done)
        case _:
            same = found.priority == done.priority
    return Effect.UNCHANGED if same else None


def _held(tx: Transaction, found: Task, kind: BulkKind) -> Effect | None:
    """Whether somebody else has it, who alone does that; whoever delegated it still has a say."""
    me, holder = tx.actor.account, found.assignee_id
    if holder not in (None, me) and kind in _IN_PLACE:
        there = in_place.may if kind is BulkKind.CLAIM else in_place.does
        if there(tx, found):
            return None
    if kind in (BulkKind.CLAIM, BulkKind.RELEASE):
        return Effect.HELD if holder not in (None, me) else None
    if kind is BulkKind.DELEGATE and holder is None:
        return Effect.UNCLAIMED
    if kind is BulkKind.ASSIGN or holder is None or me in (holder, found.owner_id):
        return None
    leads = tx.actor.may_hand_out(found.authority_id, found.role) and kind is not BulkKind.DELEGATE
    return None if leads else Effect.HELD


def _laid_aside(done: Step) -> tuple[datetime | None, str | None]:
    return (None, None) if done.day is None else (midnight(done.day), done.reason)


def write(tx: Transaction, found: Task, done: Step) -> Done:
    """Do what `refusal` did not refuse; Conflict when somebody has been faster since the look.

    What is done for an assignee who is away says so.
    """
    me, holder = tx.actor.account, found.assignee_id
    if done.kind in _IN_PLACE and holder not in (None, me):
        if done.kind is BulkKind.CLAIM:
            in_place.claim(tx, found, found.revision)
            return Done(found.revision + 1, hands(found), [])
        if in_place.does(tx, found):
            if done.kind is BulkKind.RELEASE:
                in_place.release(tx, found)
                with in_place.acting(tx, holder):
                    comment.create(tx, found.case_id, found.id, done.reason)
                return Done(found.revision + 1, {**hands(found), "stand_in_id": me}, [])
            with in_place.acting(tx, holder):
                return _write(tx, found, done)
    return _write(tx, found, done)


def _write(tx: Transaction, found: Task, done: Step) -> Done:
    match done.kind:
        case BulkKind.FOLLOW_UP:
            return _lay_aside(tx, found, done)
        case BulkKind.PRIORITY:
            task.mark(tx, found, "set the priority of", priority=done.priority)
            assignment.note(tx, found, "priority_changed", {"from": found.priority, "to": done.priority})
            return Done(found.revision, {"priority": found.priority}, [])
        case BulkKind.COMMENT:
            return say(tx, found, done.text)
        case BulkKind.CLAIM:
            revision = task.change(tx, found, "claim", assignee_id=tx.actor.account)
            assignment.note(tx, found, "user_task_claimed", {})
            return Done(revision, hands(found), [])
        case _:
            return _pass_on(tx, found, done)


def _lay_aside(tx: Transaction, found: Task, done: Step) -> Done:
    at, reason = _laid_aside(done)
    why = lay_aside(tx, found, "lay aside", at, reason)
    if done.day is None:
        assignment.note(tx, found, "follow_up_ended", {})
    else:
        assignment.note(tx, found, "follow_up_set", {"day": done.day.isoformat(), "reason": done.reason})
    was = None if found.follow_up_at is None else found.follow_up_at.isoformat()
    return Done(found.revision, {"follow_up_at": was, "follow_up_reason": why}, [])


def lay_aside(tx: Transaction, found: Task, to: str, at: datetime | None, reason: str | None) -> str | None:
    """Let a task be laid aside until then for a reason, or not any more; returns the reason before."""
    was = task_text.follow_up_reason(tx, found.id)
    task.mark(tx, found, to, follow_up_at=at)
    task_text.lay_aside(tx, found.id, to, reason, was)
    return was


def _pass_on(tx: Transaction, found: Task, done: Step) -> Done:
    """Give it to a person, back to who delegated it, or to the group."""
    person = done.person
    if done.kind in (BulkKind.RELEASE, BulkKind.RETURN) and found.owner_id is not None:
        person = assignment.able(tx, found, found.owner_id)
    if done.kind is BulkKind.DELEGATE and person is not None:
        revision = assignment.delegate(tx, found, person)
    elif found.owner_id is not None and done.kind is not BulkKind.ASSIGN:
        revision = assignment.return_to(tx, found, person)
    else:
        revision = assignment.hand_over(tx, found, person)
    if done.kind is BulkKind.RELEASE:
        comment.create(tx, found.case_id, found.id, done.reason)
    inbox.unsee(tx, [found.id], tx.actor.account)
    return Done(revision, hands(found), tidings.handed(found, None if person is None else person.id))


def hands(found: Task) -> dict[str, Any]:
    """In whose hands a task is, as a go keeps it to give it back."""
    claimed = None if found.claimed_at is None else found.claimed_at.isoformat()
    return {"assignee_id": found.assignee_id, "owner_id": found.owner_id, "claimed_at": claimed}


def say(tx: Transaction, found: Task, text: str) -> Done:
    """Keep a comment and tell whom it concerns."""
    comment.create(tx, found.case_id, found.id, text)
    inbox.unsee(tx, [found.id], tx.actor.account)
    tidings.commented(tx, found, text)
    return Done(found.revision, {}, [], tidings.unheard(tx, found, text))


def _error(tx: Transaction, found: Task, done: Step, refused: Effect) -> Exception:
    expected = f"Expected to {done.kind} user task {found.id}, but"
    match refused:
        case Effect.FORBIDDEN:
            return Forbidden(f"{expected} it belongs to another authority or role")
        case Effect.UNFIT if done.person is not None:
            fault = {"account": f"{done.person.name} darf diese Aufgabe nicht bearbeiten."}
            return Invalid(f"{expected} no role there permits it to {done.person.name}", fault)
        case Effect.FOUR_EYES:
            fault = {
                "account": "Diese Person hat eine frühere Aufgabe erledigt oder vertritt die, die es tat; diese "
                "verlangt eine andere Person."
            }
            return Invalid(f"{expected} that person did an earlier one, and another must do this", fault)
        case Effect.CLOSED:
            return Conflict(f"{expected} it is {found.state}")
        case Effect.RELEASE_OVER:
            return Conflict(f"{expected} the release it rests on has ended")
        case Effect.HELD if found.assignee_id is not None:
            return Conflict(f"{expected} {account.get(tx, found.assignee_id).name} has claimed it")
        case Effect.UNCLAIMED:
            return Conflict(f"{expected} nobody has claimed it")
        case _:
            return Conflict(f"{expected} someone else has changed it")
