"""A case as a whole is suspended and resumed, closed before its time and reopened, by whoever leads it."""

from __future__ import annotations

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import actions, standing
from engine.execution import sight as sights
from engine.execution.advance import advance
from engine.state import case, going_on, instance, record
from engine.state.case import CaseRow, CaseState
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

#: characters of the name of an end
LONGEST_OUTCOME = 100


def suspend(tx: Transaction, reference: str, reason: str) -> None:
    """Let everything in the case stand still: nothing completes or fires, messages wait, no ladder climbs.

    Days stay as they are: a legal deadline runs on, an agreed one is not moved. Conflict when everything stands still
    already, or somebody is at work on what has just begun. What a message begins meanwhile takes its first step and
    stands still with the rest.
    """
    found = _open_case(tx, reference, "suspend")
    line = _reason(reason, found, "suspend")
    rows = [row for row in _all_roots(tx, found, "suspend") if row.suspended_at is None]
    if not rows:
        raise Conflict(f"Expected to suspend case {reference}, but nothing in it goes on")
    _say(tx, found, "case_suspended", {"reason": line})
    for row in rows:
        standing.stop(tx, row)


def resume(tx: Transaction, reference: str, reason: str) -> None:
    """Let everything in the case go on: what fell due meanwhile fires, what came in is delivered."""
    found = _open_case(tx, reference, "resume")
    line = _reason(reason, found, "resume")
    rows = [row for row in _roots(tx, found) if row.suspended_at is not None]
    if not rows:
        raise Conflict(f"Expected to resume case {reference}, but nothing in it is suspended")
    _say(tx, found, "case_resumed", {"reason": line})
    standing.go_on(tx, *rows)


def close(tx: Transaction, reference: str, outcome: str, reason: str, seen: str | None = None) -> None:
    """Close the case with the name of an end: everything that runs in it is cancelled, also what is suspended.

    `seen` is the mark of what the caller saw running (`queries.case_file.closing`): Conflict when it has moved on, and
    when something runs that the actor does not read – that is not theirs to end.
    """
    found = _open_case(tx, reference, "close")
    named = " ".join(outcome.split())
    wrong = {}
    if not named or len(named) > LONGEST_OUTCOME:
        wrong["outcome"] = f"Bitte nennen Sie, wie der Fall endet, in höchstens {LONGEST_OUTCOME} Zeichen."
    line = _reason(reason, found, "close", wrong)
    rows = _all_roots(tx, found, "close")
    if seen is not None and seen != going_on.mark(tx, found.id):
        raise Conflict(f"Expected to close case {reference}, but it has moved on")
    sight = sights.of_case(tx, found.id)
    if not all(sight.reads_element(run, step) for run, step, _house in going_on.places(tx, found.id)):
        raise Conflict(f"Expected to close case {reference}, but another authority is still at work in it")
    _say(tx, found, record.CLOSED_BY_HAND, {"outcome": named, "reason": line})
    for row in rows:
        # what was cancelled before it may have moved it
        now = instance.lock(tx, row.id)
        if now.state is instance.InstanceState.ACTIVE:
            advance(tx, now, actions.Cancel())
    case.close(tx, found.id, None)
    case.unname_end(tx, found.id)


def reopen(tx: Transaction, reference: str, reason: str) -> None:
    """Open a closed case again: what was cancelled stays so, and a process is started by hand. Conflict when it is
    open.
    """
    found = case.by_reference(tx, reference)
    _permit(tx, found, "reopen")
    line = _reason(reason, found, "reopen")
    if not case.reopen(tx, found.id):
        raise Conflict(f"Expected to reopen case {reference}, but it is open")
    _say(tx, found, "case_reopened", {"reason": line})


def _open_case(tx: Transaction, reference: str, to: str) -> CaseRow:
    found = case.by_reference(tx, reference)
    _permit(tx, found, to)
    if found.state is CaseState.CLOSED:
        raise Conflict(f"Expected to {to} case {reference}, but it is closed")
    return found


def _permit(tx: Transaction, found: CaseRow, to: str) -> None:
    if not tx.actor.may(Action.CLOSE_CASE, found.authority_id):
        raise Forbidden(f"Expected to {to} case {found.reference}, but no role at its authority permits it")


def _reason(reason: str, found: CaseRow, to: str, wrong: dict[str, str] | None = None) -> str:
    """The reason in one line; Invalid with what else is wrong when there is none, or it is too long."""
    line = " ".join(reason.split())
    faults = dict(wrong or {})
    if not line:
        faults["reason"] = "Bitte nennen Sie den Grund. Er steht danach im Verlauf."
    elif len(line) > record.LONGEST_REASON:
        faults["reason"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    if faults:
        raise Invalid(f"Expected to {to} case {found.reference}, but something is missing", faults)
    return line


def _roots(tx: Transaction, found: CaseRow) -> list[InstanceRow]:
    """The outermost running instances of the case, locked in the order of their numbers."""
    numbers = going_on.roots(tx, found.id)
    rows = [instance.lock(tx, one) for one in numbers]
    return [row for row in rows if row.state is instance.InstanceState.ACTIVE]


def _all_roots(tx: Transaction, found: CaseRow, to: str) -> list[InstanceRow]:
    """As `_roots`, and with the case locked after them nothing more begins in it before this transaction ends.

    What began in between is taken if it is free: waiting for an instance with the case in hand could be crosswise.
    """
    rows = _roots(tx, found)
    if case.lock(tx, found.id).state is CaseState.CLOSED:
        raise Conflict(f"Expected to {to} case {found.reference}, but it is closed")
    known = {row.id for row in rows}
    for number in going_on.roots(tx, found.id):
        if number not in known:
            row = instance.lock_free(tx, number)
            if row is None:
                raise Conflict(f"Expected to {to} case {found.reference}, but something has just begun in it")
            rows.append(row)
    return rows


def _say(tx: Transaction, found: CaseRow, kind: str, detail: dict[str, str]) -> None:
    record.append_history(tx, [{"case_id": found.id, "kind": kind, "detail": detail}])
