"""Somebody is named as the one who leads a case, at the authority that leads it; tasks go along if wished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import assignment, four_eyes
from engine.execution import sight as sights
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.state import account, case, case_lead, record, residence, task
from engine.state.account import AccountRow
from engine.state.case import CaseRow, CaseState
from engine.state.task import Task, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Named:
    """How many of the tasks that were to go along did, and how many stay: somebody was at them, or may not do them."""

    given: int
    kept: int


def name(
    tx: Transaction,
    reference: str,
    account_id: int | None,
    reason: str,
    before: int | None,
    tasks: Mapping[int, int] | None = None,
) -> Named:
    """Name who leads the case from now on, or with None that nobody is named; both learn of it.

    `before` is who was named when the caller looked: Conflict when that has changed, or the case is closed or concerns
    nobody. `tasks`, by number with the revision that was seen, go to the new one as far as the actor may give them
    away: their own, and those they hand out. Invalid names each field that is wrong.
    """
    found = case.by_reference(tx, reference)
    if not tx.actor.may(Action.NAME_MANAGER, found.authority_id):
        raise Forbidden(
            f"Expected to name who leads case {reference}, but no role at its authority permits it"
        )
    sights.must_read(tx, found.id, reference)
    must_be_led(found)
    person = None if account_id is None else _person(tx, account_id)
    line = " ".join(reason.split())
    wrong = _wrong(found, person, account_id, line)
    if wrong:
        raise Invalid(f"Expected to name who leads case {reference}, but the form has faults", wrong)
    if tasks:
        # as every step does: instances before the case, so that nobody waits crosswise
        residence.lock_running(tx, found.id)
    tx.act()
    if before == account_id or not case_lead.name(tx, found.id, before, account_id):
        raise Conflict(
            f"Expected to name who leads case {reference}, but somebody else has done so meanwhile"
        )
    _say(tx, found, before, person, line)
    return _give(tx, found, person, tasks or {})


def must_be_led(found: CaseRow) -> None:
    """Raise Conflict for a case in which nobody is named."""
    if found.state is CaseState.CLOSED:
        raise Conflict(f"Expected to name who leads case {found.reference}, but it is closed")
    if found.person_id is None:
        raise Conflict(f"Expected to name who leads case {found.reference}, but it concerns nobody")


def may_lead(person: AccountRow, authority_id: int) -> bool:
    """Whether the person can be named: an active account that keeps cases at the authority."""
    return person.active and person.actor.may(Action.KEEP_CASE, authority_id)


def _person(tx: Transaction, account_id: int) -> AccountRow | None:
    try:
        return account.get(tx, account_id)
    except NotFound:
        return None


def _wrong(found: CaseRow, person: AccountRow | None, account_id: int | None, reason: str) -> dict[str, str]:
    wrong = {}
    if account_id is not None and (person is None or not may_lead(person, found.authority_id)):
        wrong["account"] = "Bitte wählen Sie eine Person der führenden Behörde, die Fälle bearbeitet."
    elif account_id == found.manager_id:
        wrong["account"] = (
            "Zurzeit ist schon niemand benannt."
            if account_id is None
            else "Diese Person führt den Fall schon."
        )
    if not reason:
        wrong["reason"] = "Bitte nennen Sie den Grund. Er steht danach im Verlauf."
    elif len(reason) > record.LONGEST_REASON:
        wrong["reason"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    return wrong


def _say(tx: Transaction, found: CaseRow, before: int | None, person: AccountRow | None, reason: str) -> None:
    former = None if before is None else account.get(tx, before)
    detail = {"reason": reason}
    detail |= {} if former is None else {"former": former.name}
    detail |= {} if person is None else {"new": person.name}
    record.append_history(tx, [{"case_id": found.id, "kind": "case_manager_named", "detail": detail}])
    told = []
    said = {"case": found.reference}
    if person is not None:
        told.append((person.id, Notice(NoticeKind.CASE_GIVEN, found.id, detail=said)))
    if former is not None:
        told.append((former.id, Notice(NoticeKind.CASE_TAKEN, found.id, detail=said)))
    notify_all(tx, told)


def _give(tx: Transaction, found: CaseRow, person: AccountRow | None, tasks: Mapping[int, int]) -> Named:
    """Each task to the person; in the order of their numbers, so that two who do it do not wait crosswise."""
    given = 0
    for number in sorted(tasks):
        one = task.get(tx, number)
        if person is None or one.revision != tasks[number] or not _goes(tx, found, one, person):
            continue
        try:
            assignment.give(tx, one, person)
        except Conflict:  # between the look and the write
            continue
        given += 1
    return Named(given, len(tasks) - given)


def _goes(tx: Transaction, found: CaseRow, one: Task, person: AccountRow) -> bool:
    return (
        one.case_id == found.id
        and one.state is TaskState.ACTIVE
        and one.authority_id == found.authority_id
        and (one.assignee_id == tx.actor.account or tx.actor.may_hand_out(one.authority_id, one.role))
        and one.assignee_id != person.id
        and person.actor.may_work(one.authority_id, one.role)
        and not four_eyes.barred(tx, one).by(person.id)
    )
