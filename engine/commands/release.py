"""A release has ended, withdrawn or by its date: what rested on it stops. Clerks record that a person withdraws it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from engine import jobs
from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import consents, correlation, expiry, referring, withdrawal
from engine.execution import sight as sights
from engine.execution.advance import Publication, publish
from engine.feel import from_python
from engine.state import case, message, record, sight
from engine.state.case import CaseRow
from engine.transaction import Transaction

#: consents in one transaction
BATCH: Final = 100
#: what the process that leads a case waits for; `widerruf_umfang` says which (processes/einwilligung, fallrahmen)
WITHDRAWAL: Final = "einwilligung_widerrufen"
_SCOPE, _ALL = "widerruf_umfang", "alles"


class Declarer(StrEnum):
    """Who has declared the withdrawal."""

    PERSON = "person"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"


class Channel(StrEnum):
    """How the withdrawal was declared: any way will do (Art. 7 (3) DSGVO)."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That the person no longer releases anything to these recipients: when it was declared, by whom and how."""

    recipients: frozenset[str]
    on: date
    by: Declarer
    how: Channel


def withdraw(tx: Transaction, reference: str, declared: Withdrawal) -> None:
    """Record that the person withdraws releases; they end in this transaction, whatever runs or stands still.

    A process that waits for it goes on with it, as on the message from outside. Where none does, or the one that does
    stands still, what listens to the list of releases hears the new one. Invalid names each field that is wrong;
    Conflict when one of them no longer holds.
    """
    found = case.by_reference(tx, reference)
    if not tx.actor.may(Action.KEEP_CASE, found.authority_id):
        raise Forbidden(f"Expected to record a withdrawal in case {reference}, but no role there permits it")
    sights.must_read(tx, found.id, reference)
    _check(tx, reference, declared)
    sight.hold_withdrawal(tx, found.id)
    held = _held(tx, found.id)
    if not declared.recipients <= held:
        raise Conflict(f"Expected to withdraw releases in case {reference}, but one of them has ended")
    detail = {"day": declared.on.isoformat(), "by": declared.by, "how": declared.how}
    record.append_history(
        tx, [{"case_id": found.id, "kind": "consent_withdrawal_recorded", "detail": detail}]
    )
    if message.waiting(tx, WITHDRAWAL, reference) is not None:
        scope = _ALL if declared.recipients == held else [*sorted(declared.recipients)]
        publish(tx, Publication(WITHDRAWAL, reference, {_SCOPE: from_python(scope)}), found)
    _end(tx, found, declared.recipients)


def end_past(tx: Transaction) -> bool:
    """Begin what follows from consents whose last day is over; True when there may be more. The engine's own."""
    tx.actor.must_be_engine()
    return expiry.end_past(tx, BATCH) == BATCH


def follow(tx: Transaction, case_id: int) -> int:
    """Give open tasks that rested on an ended release to the leading authority; returns how many. The engine's own."""
    tx.actor.must_be_engine()
    return withdrawal.follow(tx, case_id)


def _check(tx: Transaction, reference: str, declared: Withdrawal) -> None:
    wrong = {}
    if not declared.recipients:
        wrong["recipients"] = "Bitte wählen Sie, was die Person widerruft."
    if declared.on > tx.today:
        wrong["on"] = "Der Tag liegt in der Zukunft. Ein Widerruf gilt ab dem Tag, an dem er erklärt ist."
    if wrong:
        raise Invalid(f"Expected to record a withdrawal in case {reference}, but it is incomplete", wrong)


def _held(tx: Transaction, case_id: int) -> frozenset[str]:
    return frozenset(one.recipient for one in sight.consents(tx, case_id) if one.holds(tx.today))


def _end(tx: Transaction, found: CaseRow, recipients: Collection[str]) -> None:
    """End what no process has ended: none waited for it, or it stands still."""
    left = [one for one in sight.consents(tx, found.id) if one.recipient not in recipients]
    gone = sight.replace_consents(tx, found.id, left)
    if gone:
        jobs.defer(tx, jobs.FOLLOW_RELEASES, [{"case_id": found.id}])
        consents.tell(tx, found.id, gone)
        listed = {consents.LIST: referring.released(tx, found.id)}
        correlation.leave_signal(tx, consents.SIGNAL + found.reference, listed)
