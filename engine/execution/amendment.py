"""The frame of every change of the register: who may, seen in which revision, from which day on, why – and the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine import jobs
from engine.actor import Action
from engine.errors import Conflict, Forbidden
from engine.state import authority, register_change
from engine.state.authority import AuthorityRow
from engine.state.record import LONGEST_REASON
from engine.state.register_change import ChangeKind, ChangeState
from engine.transaction import Transaction

#: under which a fault stands that is of no field: nothing is other than it was
UNCHANGED: Final = "values"
#: changes handed to the queue in one transaction
_DUE: Final = 20


@dataclass(frozen=True, slots=True)
class Effective:
    """From which day on a change holds, and why it is made."""

    on: date
    reason: str


def hold(tx: Transaction, authority_id: int, revision: int) -> AuthorityRow:
    """The authority as the caller saw it; nobody else changes the register until the transaction ends."""
    register_change.hold(tx)
    found = within_reach(tx, authority_id)
    if found.revision != revision:
        raise Conflict(f"Expected to change authority {authority_id}, but someone else has changed it")
    return found


def faults(tx: Transaction, when: Effective, *, earliest: date | None = None) -> dict[str, str]:
    """What is wrong with day and reason: the day is not before `earliest`, else not before today."""
    wrong = {}
    if when.on < (earliest or tx.today):
        wrong["on"] = "Der Tag liegt in der Vergangenheit."
    elif when.on.year > tx.today.year + 20:
        wrong["on"] = "Der Tag liegt zu weit in der Zukunft."
    if not when.reason.strip():
        wrong["reason"] = "Bitte begründen Sie die Änderung. Die Begründung steht im Änderungsprotokoll."
    elif len(when.reason) > LONGEST_REASON:
        wrong["reason"] = f"Bitte kürzen Sie die Begründung auf höchstens {LONGEST_REASON} Zeichen."
    return wrong


def within_reach(tx: Transaction, authority_id: int) -> AuthorityRow:
    """The authority, if it lies in a territory the actor administers."""
    tx.actor.must(Action.ADMINISTER)
    found = authority.get(tx, authority_id)
    if not may_change(tx, found.territory):
        raise Forbidden(f"Expected to change authority {authority_id}, but it lies in another territory")
    return found


def may_change(tx: Transaction, territory: str) -> bool:
    """Whether the actor administers an authority whose territory holds this one."""
    if tx.actor.system:
        return True
    own = authority.territories(tx, tx.actor.authorities(Action.ADMINISTER))
    return any(territory.startswith(one) for one in own)


def may_enter_closures(tx: Transaction, found: AuthorityRow) -> bool:
    """Whether the actor may say when it is closed: as its team lead, or as administrator of its territory."""
    if tx.actor.may(Action.ENTER_CLOSURE, found.id):
        return True
    return tx.actor.may(Action.ADMINISTER) and may_change(tx, found.territory)


def note_at_once(
    tx: Transaction,
    kind: ChangeKind,
    reason: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    authority_id: int,
) -> None:
    """Append a change to the log that holds from now on and moves no task."""
    number = register_change.add(
        tx, kind, tx.today, reason, before=dict(before), after=dict(after), authority_id=authority_id
    )
    register_change.end(tx, number, ChangeState.EFFECTIVE)


def note(
    tx: Transaction,
    kind: ChangeKind,
    when: Effective,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    **subject: int,
) -> int:
    """Append the change to the log, count it at its authority (`authority_id`); one whose day is there begins now."""
    number = register_change.add(
        tx,
        kind,
        max(when.on, tx.today),
        " ".join(when.reason.split()),
        before=dict(before),
        after=dict(after),
        **subject,
    )
    authority.write(tx, subject["authority_id"], {})
    register_change.touch(tx)
    enqueue_due(tx)
    return number


def enqueue_due(tx: Transaction) -> bool:
    """Hand the changes whose day has come to the queue, each once; returns whether there may be more."""
    numbers = register_change.claim_due(tx, tx.today, _DUE)
    if numbers:
        jobs.defer(tx, jobs.CHANGE_REGISTER, [{"change_id": one, "after": 0} for one in numbers])
    return len(numbers) == _DUE
