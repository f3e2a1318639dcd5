"""The register of authorities is changed: every change has a day, a reason and a line in the log, and can be undone
until its day comes. On that day the open tasks it concerns are moved by the worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from engine import jobs
from engine.deadlines import Calendar
from engine.errors import Conflict, Invalid
from engine.execution import amendment, moved_holidays, reassignment
from engine.execution.amendment import UNCHANGED, Effective
from engine.execution.reassignment import Shift, WouldOrphan
from engine.state import authority, calendar, post, register_change
from engine.state.authority import AuthorityRow
from engine.state.record import LONGEST_REASON
from engine.state.register_change import Change, ChangeKind, ChangeState
from engine.transaction import Transaction

#: fields of an authority an administrator changes; the rest comes from the official register
FIELDS: Final = ("name", "office_number", "land", "parent_id", "contact", "attributes")
LONGEST_TEXT: Final = 300


def change_authority(
    tx: Transaction, authority_id: int, revision: int, values: Mapping[str, object], when: Effective
) -> int:
    """Change fields of an authority (`FIELDS`) from a day on; returns the change.

    Conflict when somebody else changed it meanwhile, Invalid names each field that breaks a rule.
    """
    found = amendment.hold(tx, authority_id, revision)
    new = {name: value for name, value in values.items() if name in FIELDS and value != found.values[name]}
    wrong = amendment.faults(tx, when) | _faults(tx, found, new)
    if not new:
        wrong[UNCHANGED] = "Es ist nichts geändert."
    if wrong:
        raise Invalid(f"Expected to change authority {authority_id}, but it is incomplete", wrong)
    before = {name: found.values[name] for name in new}
    return amendment.note(tx, ChangeKind.AUTHORITY, when, before, new, authority_id=authority_id)


def close_authority(tx: Transaction, authority_id: int, revision: int, when: Effective) -> int:
    """Let an authority not be there from a day on; returns the change.

    Conflict while open tasks would then be nobody's: first somebody else must be competent.
    """
    found = amendment.hold(tx, authority_id, revision)
    wrong = amendment.faults(tx, when)
    if wrong:
        raise Invalid(f"Expected to close authority {authority_id}, but it is incomplete", wrong)
    if found.valid_to is not None:
        raise Conflict(f"Expected to close authority {authority_id}, but that is planned already")
    last = when.on - timedelta(days=1)
    authority.write(tx, authority_id, {"valid_to": last})
    number = amendment.note(
        tx,
        ChangeKind.CLOSING,
        when,
        {"valid_to": None},
        {"valid_to": last.isoformat()},
        authority_id=authority_id,
    )
    shifts = preview(tx, number)
    if any(one.after is None for one in shifts):
        raise WouldOrphan(authority_id, shifts)
    return number


def preview(tx: Transaction, change_id: int) -> tuple[Shift, ...]:
    """What the change moves when its day comes, as far as it is known today.

    It writes what is written on that day: to be called in a trial, unless nothing of that is left.
    """
    change = register_change.get(tx, change_id)
    _carry_out(tx, change)
    return reassignment.preview(tx, change, change.effective_on)


def settle_doubt(tx: Transaction, authority_id: int, doubt_id: int, source: str, on: date) -> None:
    """Note that a person has cleared what was to be checked: where it stands, and the day it was looked up.

    Conflict when somebody has already.
    """
    amendment.within_reach(tx, authority_id)
    wrong = {}
    if not source.strip() or len(source) > LONGEST_REASON:
        wrong["source"] = "Bitte nennen Sie die Quelle, mit höchstens 500 Zeichen."
    if on > tx.today:
        wrong["on"] = "Der Tag liegt in der Zukunft."
    if wrong:
        raise Invalid("Expected to settle a doubt, but it is incomplete", wrong)
    register_change.hold(tx)
    settled = register_change.settle(tx, doubt_id, source.strip(), on)
    if settled is None:
        raise Conflict(f"Expected to settle doubt {doubt_id}, but someone has already")
    number = register_change.add(
        tx,
        ChangeKind.DOUBT,
        on,
        source.strip(),
        authority_id=authority_id,
        before={"doubt": settled},
        after={"settled": on.isoformat()},
    )
    register_change.end(tx, number, ChangeState.EFFECTIVE)
    register_change.touch(tx)


def undo(tx: Transaction, change_id: int) -> None:
    """Take back a change whose day has not come. Conflict when it has, or a later one of the authority builds on it."""
    register_change.hold(tx)
    change = register_change.get(tx, change_id)
    if change.authority_id is None:
        raise Conflict(f"Expected to undo change {change_id}, but it is none of an authority")
    amendment.within_reach(tx, change.authority_id)
    if change.state is not ChangeState.PLANNED or change.effective_on <= tx.today:
        raise Conflict(f"Expected to undo change {change_id}, but it is {change.state} already")
    if register_change.later(tx, change):
        raise Conflict(f"Expected to undo change {change_id}, but a later one builds on it")
    loose: dict[str, object] = {}
    match change.kind:
        case ChangeKind.CLOSING:
            authority.write(tx, change.authority_id, {"valid_to": None})
        case ChangeKind.COMPETENCE if change.competence_id is not None:
            loose["competence_id"] = None
            if "competence_id" in change.before:
                _end_again(tx, int(change.before["competence_id"]), change.before["valid_to"])
        case ChangeKind.COMPETENCE_END if change.competence_id is not None:
            _end_again(tx, change.competence_id, change.before["valid_to"])
        case ChangeKind.POST if change.before.get("new"):
            loose["post_id"] = None
        case _:
            pass
    register_change.end(tx, change_id, ChangeState.UNDONE, **loose)
    if "competence_id" in loose and change.competence_id is not None:
        authority.remove_competence(tx, change.competence_id)
    if "post_id" in loose and change.post_id is not None:
        post.remove(tx, change.post_id)
    authority.write(tx, change.authority_id, {})
    register_change.touch(tx)


def enqueue_due(tx: Transaction) -> bool:
    """Hand the changes whose day has come to the queue, each once; returns whether there may be more."""
    tx.actor.must_be_engine()
    return amendment.enqueue_due(tx)


def place_waiting(tx: Transaction) -> bool:
    """Let the tasks that nobody was there for go where somebody is now; False: a job does what there is to do."""
    tx.actor.must_be_engine()
    if not register_change.is_looking(tx) and reassignment.look_again(tx):
        register_change.add(tx, ChangeKind.ABSENCE, tx.today, "", before={}, after={})
        amendment.enqueue_due(tx)
    return False


def work(tx: Transaction, change_id: int, after: int) -> None:
    """The next batch of open tasks a running change concerns, and the job of the one after it.

    Without effect when the batch was done already: its worker died after the commit.
    """
    change = register_change.get(tx, change_id)
    if change.state is not ChangeState.RUNNING or change.after_task != after:
        return
    if after == 0:
        _carry_out(tx, change)
    last, moved = reassignment.work(tx, change, after)
    if last is None:
        register_change.end(tx, change_id, ChangeState.EFFECTIVE, moved=change.moved + moved)
    else:
        register_change.go_on(tx, change, last, moved)
        jobs.defer(tx, jobs.CHANGE_REGISTER, [{"change_id": change_id, "after": last}])


def _carry_out(tx: Transaction, change: Change) -> None:
    """What has no days of its own is written on the day."""
    if change.kind is ChangeKind.AUTHORITY and change.authority_id is not None:
        before = calendar.of(tx, change.authority_id)
        authority.write(tx, change.authority_id, change.after)
        register_change.touch(tx)
        if "land" in change.after:
            _note_days(tx, change, change.authority_id, before)
    elif change.kind is ChangeKind.POST and change.post_id is not None and not change.before.get("new"):
        post.change(tx, change.post_id, reassignment.post_values(change.after))
        register_change.touch(tx)


def _note_days(tx: Transaction, change: Change, authority_id: int, before: Calendar) -> None:
    """Other days are free now: no deadline is altered, the cases of those it meets say that it is to be checked."""
    calendar.forget(tx)
    after = calendar.of(tx, authority_id)
    named = f"Land {after.land} statt {before.land}"
    moved_holidays.note(tx, authority_id, before, after, named, change.reason)


def _end_again(tx: Transaction, competence_id: int, last: str | None) -> None:
    authority.end_competence(tx, competence_id, None if last is None else date.fromisoformat(last))


def _faults(tx: Transaction, found: AuthorityRow, values: Mapping[str, object]) -> dict[str, str]:
    wrong = {}
    name = values.get("name", found.name)
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_TEXT or not name.isprintable():
        wrong["name"] = f"Bitte geben Sie einen Namen mit höchstens {LONGEST_TEXT} Zeichen ein."
    if "parent_id" in values and values["parent_id"] is not None:
        above: Any = values["parent_id"]
        while above is not None and "parent_id" not in wrong:
            if above == found.id:
                wrong["parent_id"] = "Die Behörde kann nicht sich selbst untergeordnet sein."
            above = authority.get(tx, above).values["parent_id"]
    for field in ("contact", "attributes"):
        given: Any = values.get(field, {})
        if len(given) > 40 or any(len(f"{key}{text}") > LONGEST_REASON for key, text in given.items()):
            wrong[field] = "Bitte kürzen Sie die Angaben: höchstens 40 Zeilen mit je 500 Zeichen."
    return wrong
