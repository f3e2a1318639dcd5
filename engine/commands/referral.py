"""What a person does with a referral beside its tasks: begins one in a case, and withdraws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine import forms
from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import referring
from engine.execution import sight as sights
from engine.execution.advance import advance, environment, start
from engine.feel import Value, from_python
from engine.state import adoption, case, fresh_start, going_on, instance, record
from engine.state import referral as rows
from engine.state.case import CaseRow, CaseState
from engine.transaction import Transaction

#: characters of what it is about
MATTER_LENGTH: Final = 2000
_SHORTEST_MATTER: Final = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a matter is to go, what it is about, and which categories of data the other side needs."""

    topic: str
    matter: str
    categories: tuple[str, ...] = ()


def begin(tx: Transaction, reference: str, wish: Wish, seen: int | None = None) -> int:
    """Begin a referral in a case: its process is started with what is wished; returns the id of the referral.

    `seen` is how many the caller saw begun in the case: Conflict when there are more since, so that what is sent twice
    does not begin two. Invalid names each field that breaks a rule: categories that nothing opens to that topic today,
    and any of whoever does not read what the person has released (`referring.clears_up`). Conflict when the case is
    closed, stands still or concerns nobody, or when no such process is in force at its place.
    """
    found = case.by_reference(tx, reference)
    _must_refer(tx, found)
    clears_up = referring.clears_up(tx, sights.must_read(tx, found.id, reference), found.ags)
    matter = case.lock(tx, found.id)
    if matter.state is CaseState.CLOSED:
        raise Conflict(f"Expected to refer somebody in case {reference}, but it is closed")
    if matter.person_id is None:
        raise Conflict(f"Expected to refer somebody in case {reference}, but it concerns nobody")
    if going_on.stands_still(tx, matter.id):
        raise Conflict(f"Expected to refer somebody in case {reference}, but the case is suspended")
    version = adoption.binding(tx, referring.PROCESS, matter.ags)
    plan = referring.plan(tx, version.id, version.digest)
    if seen is not None and fresh_start.begun(tx, matter.id, plan.bundle.main) != seen:
        raise Conflict(f"Expected to refer somebody in case {reference}, but somebody has just been referred")
    said = plan.said
    released = referring.released(tx, matter.id)
    _check(tx, wish, plan, released if clears_up else None)
    given: dict[str, Value] = {
        said.topic: from_python(wish.topic),
        said.matter: from_python(wish.matter.strip()),
    }
    form = plan.bundle.form(plan.bundle.graph.start_form)
    if form is not None:
        given |= forms.accept(form, given, {}, environment(tx))
    if said.consents:
        given[said.consents] = released
    if said.wished and wish.categories:
        given[said.wished] = list(wish.categories)
    row = instance.begin(tx, matter, version, plan.bundle.main)
    start(tx, row, given)
    kept = rows.of_instance(tx, row.id)
    if kept is None:
        raise Conflict(f"Expected {referring.PROCESS} to keep a referral, but its version does not")
    return kept.id


def withdraw(tx: Transaction, referral_id: int, reason: str) -> None:
    """The person does not want it any more, and says so to the sender: it ends at once, also on the other side.

    Before anything is given, too. Conflict when it is over, its process is suspended, or what was given is being
    called back.
    """
    found = rows.get(tx, referral_id)
    tx.actor.must(Action.REFER, found.sender_id)
    why = " ".join(reason.split())
    if not why or len(why) > record.LONGEST_REASON:
        raise Invalid(
            f"Expected to withdraw referral {referral_id}, but the reason is missing or too long",
            {"reason": f"Bitte nennen Sie den Grund, mit höchstens {record.LONGEST_REASON} Zeichen."},
        )
    row = instance.lock(tx, found.instance_id)
    kept = rows.of_instance(tx, row.id)
    # a move may have made another authority the sender while we waited
    tx.actor.must(Action.REFER, found.sender_id if kept is None else kept.sender_id)
    action = None if kept is None else referring.withdrawal(tx, row, kept.state)
    if action is None:
        raise Conflict(f"Expected to withdraw referral {referral_id}, but it is over or stands still")
    record.note_reason(tx, row.case_id, row.id, why)
    advance(tx, row, action)


def _must_refer(tx: Transaction, found: CaseRow) -> None:
    taking_part = case.participants(tx, found.id)
    if not any(tx.actor.may(Action.REFER, one) for one in taking_part):
        raise Forbidden(f"Expected to refer somebody in case {found.reference}, but no role there permits it")


def _check(tx: Transaction, wish: Wish, plan: referring.Plan, released: list[Value] | None) -> None:
    """`released` is None for whoever does not read it: no answer tells them what is in it."""
    wrong = {}
    if wish.topic not in {one.code for one in plan.topics}:
        wrong["topic"] = "Bitte wählen Sie, wohin das Anliegen gehört."
    if not _SHORTEST_MATTER <= len(wish.matter.strip()) <= MATTER_LENGTH:
        wrong["matter"] = (
            f"Bitte beschreiben Sie das Anliegen mit {_SHORTEST_MATTER} bis {MATTER_LENGTH} Zeichen."
        )
    known = {one.code for one in plan.categories}
    if released is None and wish.categories:
        wrong["categories"] = "Was übermittelt werden darf, klärt das Case Management."
    elif any(
        one not in known or referring.consent_for(released or [], wish.topic, one, tx.today) is None
        for one in wish.categories
    ):
        wrong["categories"] = "Eine der Angaben ist für diese Stelle nicht freigegeben."
    if wrong:
        raise Invalid("Expected to begin a referral, but the form has faults", wrong)
