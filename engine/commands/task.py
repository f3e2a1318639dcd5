"""What a person does with a user task: claim, release, assign, draft, complete, comment, agree on another day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine import forms
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import agreed_time, assignment, codec, consented, four_eyes, in_place, sight, tidings
from engine.execution.actions import CompleteElement
from engine.execution.advance import advance, environment
from engine.execution.bundle import load_bundle
from engine.execution.clocks import doubts
from engine.execution.notify import notify_all
from engine.feel import Value
from engine.state import account, calendar, document, draft, going_on, inbox, record, task
from engine.state import comment as comments
from engine.state.draft import Kept
from engine.state.task import Task
from engine.transaction import Transaction

#: characters of a comment
COMMENT_LENGTH: Final = 4000
#: characters of the reason for another day
REASON_LENGTH: Final = agreed_time.REASON_LENGTH
#: years a day that somebody chooses may lie ahead
MOST_YEARS: Final = agreed_time.MOST_YEARS


def claim(tx: Transaction, task_id: int, revision: int) -> None:
    """Take a task nobody has, or do it for its assignee, who is away: it stays that person's.

    Claiming one's own task again changes nothing; Conflict when someone else has it.
    """
    found = task.get(tx, task_id)
    _must_work(tx, found)
    if found.assignee_id == tx.actor.account and found.state is task.TaskState.ACTIVE:
        return
    if found.assignee_id is not None and in_place.may(tx, found):
        sight.must_be_released(tx, found, "claim")
        in_place.claim(tx, found, revision)
        return
    if found.assignee_id is not None:
        raise Conflict(
            f"Expected to claim user task {task_id}, but {account.get(tx, found.assignee_id).name} has claimed it"
        )
    found.must_be_open(revision, to="claim")
    sight.must_be_released(tx, found, "claim")
    four_eyes.must_be_another(tx, found, "claim", tx.actor.account)
    task.change(tx, found, "claim", assignee_id=tx.actor.account)
    assignment.note(tx, found, "user_task_claimed", {})


def release(tx: Transaction, task_id: int, revision: int, reason: str = "") -> None:
    """Give one's own task back to the group, or to who delegated it; the draft stays for whoever has it next.

    Whoever does it for somebody who is away gives it back to that person. A reason stands as a
    comment at the task. Invalid when it is longer than 500 characters.
    """
    why = " ".join(reason.split())
    if len(why) > REASON_LENGTH:
        raise Invalid(
            f"Expected to release user task {task_id}, but the reason has {len(why)} characters",
            {"reason": f"Höchstens {REASON_LENGTH} Zeichen."},
        )
    found = task.get(tx, task_id)
    for_whom = in_place.must_have(tx, found, to="release")
    found.must_be_open(revision, to="release")
    if why:
        with in_place.acting(tx, for_whom):
            comments.create(tx, found.case_id, found.id, why)
    if for_whom is not None:
        in_place.release(tx, found)
        return
    if found.owner_id is None:
        assignment.hand_over(tx, found, None)
        return
    owner = assignment.able(tx, found, found.owner_id)
    assignment.return_to(tx, found, owner)
    inbox.unsee(tx, [found.id], tx.actor.account)
    tidings.given(tx, found, None if owner is None else owner.id)


def assign(tx: Transaction, task_id: int, revision: int, account_id: int) -> None:
    """Give a task one supervises to a colleague of the same authority; Invalid when that person may not do it."""
    found = task.get(tx, task_id)
    _must_hand_out(tx, found)
    found.must_be_open(revision, to="assign")
    sight.must_be_released(tx, found, "assign")
    person = account.get(tx, account_id)
    if not person.active or not person.actor.may_work(found.authority_id, found.role):
        raise Invalid(
            f"Expected to assign user task {task_id} to {person.name}, but no role there permits it",
            {"account": f"{person.name} darf diese Aufgabe nicht bearbeiten."},
        )
    four_eyes.must_fit(tx, found, "assign", person)
    assignment.give(tx, found, person)
    inbox.unsee(tx, [found.id], tx.actor.account)


def save_draft(
    tx: Transaction,
    task_id: int,
    revision: int,
    entered: Mapping[str, Sequence[str]],
    seen: int | None = None,
) -> Kept:
    """Keep what was typed, unchecked, exactly as typed; returns the task's revision and the number of the draft.

    `seen` is the number of the draft the form was made from: Conflict when another window has saved since; without it
    the newer one wins.
    """
    found = task.get(tx, task_id)
    for_whom = in_place.must_have(tx, found, to="save a draft of")
    found.must_be_open(revision, to="save a draft of")
    sight.must_be_released(tx, found, "save a draft of")
    must_be_newest(found, seen)
    typed = {key: list(values) for key, values in entered.items()}
    return draft.keep(tx, found, typed) if for_whom is None else draft.keep_in_place(tx, found, typed)


def must_be_newest(found: Task, seen: int | None) -> None:
    """Raise Conflict when a draft was saved since the one of that number was seen."""
    if seen is not None and seen != found.draft_number:
        raise Conflict(
            f"Expected to go on with user task {found.id}, but another window has saved a draft of it"
        )


def change_agreed_time(
    tx: Transaction, task_id: int, revision: int, due: date, reason: str
) -> tuple[str, ...]:
    """Agree on another day for one task, with the end of which it is due; its team lead does, and says why.

    The legal deadline stays as it is, whoever asks. Returns what speaks against the day, as `queries.deadlines.doubts`
    says before it. Invalid for a day that is over, the day that is agreed already, or without a
    reason; Conflict when the task is closed or has changed.
    """
    found = task.get(tx, task_id)
    _must_hand_out(tx, found)
    found.must_be_open(revision, to="agree on another day for")
    why = " ".join(reason.split())
    wrong = agreed_time.wrong_day(tx.today, due) | agreed_time.wrong_reason(why)
    if "due" not in wrong and due == agreed_time.agreed_day(found):
        wrong["due"] = "An diesem Tag ist die Aufgabe schon fällig."
    if wrong:
        raise Invalid(
            f"Expected to agree on another day for user task {task_id}, but the form has faults", wrong
        )
    agreed_time.move(tx, found, due, why)
    notify_all(tx, tidings.agreed(found, due))
    return doubts(found.legal_due, due, calendar.of(tx, found.authority_id))


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a comment: whom its text named in vain, and whether it stood there already."""

    unheard: tuple[str, ...]
    twice: bool = False


def comment(tx: Transaction, task_id: int, text: str) -> Said:
    """Say something about a task, open or closed, to everybody who may see it.

    Whoever has the task or spoke before is told, and whom the text names by `@login`, if the task is within their
    reach. Forbidden for whoever may not see the task; Conflict when the release it rests on has ended; Invalid for an
    empty text or one of more than 4000 characters. Sent twice within a minute, it is said once.
    """
    found = task.get(tx, task_id)
    if not tx.actor.may_hand_out(found.authority_id, found.role):
        _must_work(tx, found)
    sight.must_be_released(tx, found, "comment on")
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Invalid("Expected to comment, but there is no text", {"text": "Schreiben Sie einen Text."})
    if len(said) > COMMENT_LENGTH:
        raise Invalid(
            f"Expected to comment on user task {task_id}, but the text has {len(said)} characters",
            {"text": f"Höchstens {COMMENT_LENGTH} Zeichen; Ihr Text hat {len(said)}."},
        )
    with in_place.acting(tx, found.assignee_id if in_place.does(tx, found) else None):
        if comments.written(tx, found.id, said):
            return Said(tidings.unheard(tx, found, said), twice=True)
        comments.create(tx, found.case_id, found.id, said)
    inbox.unsee(tx, [found.id], tx.actor.account)
    tidings.commented(tx, found, said)
    return Said(tidings.unheard(tx, found, said))


def complete(
    tx: Transaction, task_id: int, revision: int, values: Mapping[str, Value], seen: int | None = None
) -> None:
    """Complete a user task; the instance moves on in the same transaction.

    Conflict when it was completed or taken away meanwhile, someone else has claimed it, the release it rests on has
    ended, its process stands still, or another window has saved a draft since the one of number `seen`. Invalid names
    each field that breaks a rule of the form, and says so when what the task tells rests on a consent that does not
    hold. What follows is said to be done for the assignee when that person is away.
    """
    found, row = task.lock(tx, task_id)
    _must_work(tx, found)
    found.must_be_open(revision, to="complete")
    for_whom = in_place.must_have(tx, found, to="complete")
    if not tx.actor.system:
        # whoever stands in for the assignee, and whoever does it for its owner, answers for them too
        behind = (tx.actor.account, found.assignee_id, found.owner_id)
        four_eyes.must_be_another(tx, found, "complete", *behind)
    sight.must_be_released(tx, found, "complete")
    if row.suspended_at is not None:
        if going_on.stands_still(tx, found.case_id):
            raise Conflict(f"Expected to complete user task {task_id}, but its case is suspended")
        raise Conflict(f"Expected to complete user task {task_id}, but its process is suspended")
    must_be_newest(found, seen)
    variables = codec.load(row.tokens).context(found.element_instance)
    form = load_bundle(tx, row.version_id, row.digest).form(found.form)
    accepted: dict[str, Value] = {}
    if form is not None:
        files = document.proving(tx, task_id) if forms.takes_files(form) else None
        accepted = forms.accept(form, values, variables, environment(tx), files)
    elif values:
        raise Invalid(f"Expected to complete user task {task_id}, but it has no form that takes values")
    if not tx.actor.system:
        consented.must_hold(tx, found, row, accepted)
    if found.unresolved:
        record.close_incidents(tx, row.id, [found.element_instance])
    with in_place.acting(tx, for_whom):
        advance(tx, row, CompleteElement(found.element_instance, accepted))


def _must_work(tx: Transaction, found: Task) -> None:
    if not tx.actor.may_work(found.authority_id, found.role):
        raise Forbidden(
            f"Expected to work on user task {found.id}, but it belongs to another authority or role"
        )


def _must_hand_out(tx: Transaction, found: Task) -> None:
    """A team lead gives the tasks of those one leads, a head of office all of them, as the lists show them."""
    if not tx.actor.may_hand_out(found.authority_id, found.role):
        raise Forbidden(
            f"Expected to hand out user task {found.id} as {tx.actor.name}, but one does not supervise its role there"
        )
