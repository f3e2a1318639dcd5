"""A case is opened, and messages for it arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine import forms
from engine.actor import Action
from engine.bpmn import Graph
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import apart, relocation, relocation_undo, watching
from engine.execution.advance import Publication, environment, publish, start
from engine.execution.bundle import load_bundle
from engine.execution.relocation import Relocation
from engine.feel import Value
from engine.state import adoption, case, definition, instance, message, move_undo, record, register, residence
from engine.state.case import CaseRow
from engine.state.definition import VersionRow
from engine.state.opening import open_case, opened_since
from engine.state.register import Place
from engine.transaction import Transaction

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class CaseOpening:
    """A new case: the process, the person, and the place of residence as an eight-digit AGS.

    `version` pins a version for a trial run; without it the one in force at the place counts.
    """

    definition: str
    family_name: str
    given_name: str
    birth_date: date | None
    ags: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """The new case and its number; `again` when it had been opened before."""

    case_id: int
    reference: str
    instance_id: int
    again: bool = False


def open(
    tx: Transaction, opening: CaseOpening, values: Mapping[str, Value], seen: datetime | None = None
) -> CaseOpened:
    """Open a case and start its process with the values of the start form.

    `seen` is when the actor's page was made: what they have opened since with the same process for the same person
    (name, birth date, place) is given back, so that a second click opens no second case. Invalid names each field of
    person or form that breaks a rule; Conflict when no version is in force at the place.
    """
    place = register.place(tx, opening.ags)
    _check(tx, opening, place)
    owner = _owner(tx, opening.ags, place)
    version = _version(tx, opening)
    bundle = load_bundle(tx, version.id, version.digest)
    if apart.concerns_nobody(bundle.graph):
        raise Conflict(f"Expected to open a case of a person with {version.key}, but it concerns nobody")
    accepted: dict[str, Value] = {}
    form = bundle.form(bundle.graph.start_form)
    if form is not None:
        accepted = forms.accept(form, values, {}, environment(tx))
    person = {
        "family_name": opening.family_name.strip(),
        "given_name": opening.given_name.strip(),
        "birth_date": opening.birth_date,
    }
    entry = _entry(bundle.graph)
    if seen is not None:
        before = opened_since(tx, person, opening.ags, bundle.main, seen)
        if before is not None:
            return CaseOpened(*before, again=True)
    row = open_case(tx, person, owner, opening.ags, version, bundle.main)
    record.append_history(tx, [{"case_id": row.case_id, "instance_id": row.id, "kind": "case_opened"}])
    watching.keep_birth(tx, row.case_id, opening.birth_date)
    start(tx, row, accepted, entry)
    return CaseOpened(row.case_id, row.reference, row.id)


def send_message(
    tx: Transaction, reference: str, name: str, values: Mapping[str, Value] | None = None
) -> bool:
    """Let a message arrive for the case, correlated by its number.

    True when a waiting step took it; False when nothing waits: it is kept for two weeks.
    """
    found = case.by_reference(tx, reference)
    taking_part = case.participants(tx, found.id)
    if not any(tx.actor.may(Action.SEND_MESSAGE, one) for one in taking_part):
        raise Forbidden(f"Expected to send a message to case {reference}, but no role there permits it")
    if found.state is case.CaseState.CLOSED:
        raise Conflict(f"Expected to send a message to case {reference}, but it is closed")
    known = message.waiting(tx, name, reference) is not None or name in _known_messages(tx, found.id)
    if not known and not definition.starts(tx, "message", name):
        raise Invalid(
            f"Expected to send a message to case {reference}, but none of its processes knows that message"
        )
    record.append_history(
        tx,
        [{"case_id": found.id, "instance_id": None, "kind": "message_received", "detail": {"message": name}}],
    )
    result = publish(tx, Publication(name, reference, dict(values or {})), found)
    return result.instance_id is not None


def relocate(tx: Transaction, reference: str, revision: int, moved: Relocation) -> None:
    """Record that the person of a case has moved: its open tasks are resolved again, and move or stay with a reason.

    It decides where the tasks of all go, so only whoever leads the case may. `revision` is that of the case as the
    caller saw it. Without the consent of the new authority no running procedure stays with the old one (§ 3 (3)
    VwVfG). Invalid names each field that breaks a rule; Conflict when the case is closed, concerns nobody, or was
    moved meanwhile.
    """
    found = case.by_reference(tx, reference)
    if not tx.actor.may(Action.RELOCATE, found.authority_id):
        raise Forbidden(f"Expected to record a move in case {reference}, but no role there permits it")
    _must_be_movable(found)
    _check_relocation(tx, found, moved)
    relocation.carry_out(tx, found, revision, moved)


def take_back_move(tx: Transaction, reference: str) -> None:
    """Undo the latest move of the person of a case: place, tasks, lead, participants and referrals are as before, and
    the history keeps both.

    Whoever recorded it may, also when their authority has left the case by it, and whoever may close the case.
    Conflict when there is none, it has moved a process on, or something has happened in the case since.
    """
    found = case.by_reference(tx, reference)
    move = move_undo.latest(tx, found.id)
    relocation_undo.must_be_allowed(tx, found, move)
    if move is None:
        raise Conflict(f"Expected to take back a move in case {reference}, but none is recorded")
    relocation_undo.take_back(tx, found, move)


def check_relocation(tx: Transaction, reference: str, moved: Relocation) -> None:
    """Raise Invalid, naming each field of a move that breaks a rule; a preview asks before anything is recorded."""
    _check_relocation(tx, case.by_reference(tx, reference), moved)


def _check_relocation(tx: Transaction, found: CaseRow, moved: Relocation) -> None:
    wrong = {}
    if not register.place(tx, moved.ags).municipality:
        wrong["ags"] = "Bitte wählen Sie die Gemeinde, in der die Person jetzt wohnt."
    elif moved.ags == found.ags:
        wrong["ags"] = "Dort wohnt die Person schon."
    last = [one for one in residence.history(tx, found.id) if one.undone_at is None]
    if moved.on > tx.today:
        wrong["on"] = "Der Umzug liegt in der Zukunft. Bitte erfassen Sie ihn, wenn die Person umgezogen ist."
    elif last and moved.on < last[0].since:
        wrong["on"] = f"Ein späterer Umzug ist schon erfasst (am {last[0].since:%d.%m.%Y})."
    if not moved.reason.strip():
        wrong["reason"] = "Bitte nennen Sie, woher Sie vom Umzug wissen."
    elif len(moved.reason) > record.LONGEST_REASON:
        wrong["reason"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    if len(moved.note) > record.LONGEST_REASON:
        wrong["note"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    for topic, consent in moved.consents.items():
        if not consent.strip():
            wrong[f"consent_{topic}"] = "Bitte nennen Sie, wer von der neuen Behörde wann zugestimmt hat."
        elif len(consent) > record.LONGEST_REASON:
            wrong[f"consent_{topic}"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    if wrong:
        raise Invalid(f"Expected to record a move in case {found.reference}, but it is incomplete", wrong)


def _must_be_movable(found: CaseRow) -> None:
    if found.state is case.CaseState.CLOSED:
        raise Conflict(f"Expected to record a move in case {found.reference}, but it is closed")
    if found.person_id is None:
        raise Conflict(f"Expected to record a move in case {found.reference}, but it concerns nobody")


def check(tx: Transaction, opening: CaseOpening) -> None:
    """Raise Invalid, naming each field of the person that breaks a rule; a form asks before everything is there."""
    _check(tx, opening, register.place(tx, opening.ags))


def _check(tx: Transaction, opening: CaseOpening, place: Place) -> None:
    wrong = {}
    today = tx.today
    if not opening.family_name.strip():
        wrong["family_name"] = "Bitte geben Sie den Familiennamen ein."
    if not opening.given_name.strip():
        wrong["given_name"] = "Bitte geben Sie den Vornamen ein."
    if opening.birth_date is not None and opening.birth_date > today:
        wrong["birth_date"] = "Das Geburtsdatum liegt in der Zukunft."
    for name, text in (("family_name", opening.family_name), ("given_name", opening.given_name)):
        if len(text) > _LONGEST_NAME or not text.isprintable():
            wrong[name] = f"Bitte geben Sie höchstens {_LONGEST_NAME} Zeichen ein, ohne Steuerzeichen."
    if not place.municipality:
        wrong["ags"] = "Bitte wählen Sie die Gemeinde, in der die Person wohnt."
    if wrong:
        raise Invalid("Expected to open a case, but the person's data is incomplete", wrong)


def _entry(graph: Graph) -> str | None:
    """Where a case begins by hand: at the none start event, else at the only one that waits for an event."""
    starts = {start.element for start in graph.starts}
    if graph.root.entries:
        return None
    if len(starts) != 1:
        raise Conflict(
            f"Expected to start {graph.key}, but its {len(starts)} start events all wait for an event"
        )
    return starts.pop()


def _known_messages(tx: Transaction, case_id: int) -> frozenset[str]:
    """The messages that the versions running in the case declare."""
    running = instance.active_versions(tx, case_id)
    return frozenset[str]().union(*(load_bundle(tx, version, digest).messages for version, digest in running))


def _owner(tx: Transaction, ags: str, place: Place) -> int:
    """The authority that opens the case leads it; a person of none there may not open it."""
    allowed = tx.actor.authorities(Action.OPEN_CASE)
    for one in place.covering:
        if tx.actor.system or one in allowed:
            return one
    if tx.actor.system:
        raise Conflict(f"Expected to open a case in {ags}, but no authority covers that municipality")
    tx.actor.must(Action.OPEN_CASE)
    raise Invalid(
        f"Expected to open a case in {ags}, but none of the actor's authorities covers that municipality",
        {"ags": "Ihre Behörde ist für diese Gemeinde nicht eingetragen."},
    )


def _version(tx: Transaction, opening: CaseOpening) -> VersionRow:
    if opening.version is not None:
        tx.actor.must(Action.ADMINISTER)
        pinned = definition.get(tx, opening.version)
        if pinned.state is definition.VersionState.DRAFT:
            raise Conflict(
                f"Expected to start on version {pinned.id}, but it is a draft that can still change"
            )
        return pinned
    return adoption.binding(tx, opening.definition, opening.ags)
