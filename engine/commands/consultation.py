"""A proposal is shown to those it concerns: until when, what they say, what is remarked and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from engine.actor import PERMISSIONS, Action
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import consulting, holding, party_links, proposals
from engine.execution.consulting import LONGEST_STATEMENT, Noted
from engine.execution.notify import Notice, NoticeKind, notify
from engine.execution.proposals import Step
from engine.state import account, authority, consultation, proposal, resolution
from engine.state.consultation import Outcome, Party, PartyKind, Stance
from engine.state.proposal import ProposalRow, ProposalState
from engine.transaction import Transaction

__all__ = [
    "LONGEST_STATEMENT",
    "Noted",
    "PartyEntry",
    "add_party",
    "answer",
    "begin",
    "close",
    "comment",
    "remind",
    "remove_party",
    "reopen",
    "state",
    "turn",
]

#: characters of the name of a body; parties of a proposal
LONGEST_NAME: Final = 200
MOST_PARTIES: Final = 100
#: a party is reminded once in so much time
BETWEEN_REMINDERS: Final = timedelta(hours=20)
#: so long before its end those who have not answered are reminded without anybody asking for it
BEFORE_END: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """Somebody to be asked: an authority of the register, or a body by its name, whose answer the office notes."""

    kind: PartyKind
    authority_id: int | None = None
    name: str = ""


def begin(
    tx: Transaction,
    proposal_id: int,
    revision: int,
    answer_by: date,
    parties: Sequence[PartyEntry],
    valid_from: date | None = None,
) -> None:
    """Show a draft to these parties, which are told; its versions are pinned as they are. With `valid_from` it is to be
    in force from that day, whatever the draft said.

    Invalid names what is missing: of the proposal, `answer_by` for too short or too long a time, `parties` for nobody.
    Where the shortest time ends only behind the day it is to be in force, that is no fault: it ends as soon as
    everybody has answered. It is resolved only once it has ended, and never for a day that is over.
    """
    draft = proposals.ahead(tx, proposal_id, Step.OPEN_CONSULTATION, revision)
    row = draft if valid_from is None else replace(draft, valid_from=valid_from)
    known = consultation.parties(tx, proposal_id)
    wrong = _missing(tx, row)
    wrong |= consulting.wrong_first_end(consulting.earliest(tx, row), answer_by, row.valid_from)
    wrong |= _wrong_parties(tx, parties, known)
    if wrong:
        raise Invalid(f"Expected to open the consultation of {row.number}, but something is missing", wrong)
    versions = proposal.versions(tx, proposal_id)
    shown: dict[str, object] = {"answer_by": answer_by, "asked_about": holding.held(tx, row, versions)}
    if row.valid_from != draft.valid_from:
        shown["valid_from"] = row.valid_from
        days = {"before": draft.valid_from, "day": row.valid_from}
        told = {name: None if day is None else day.isoformat() for name, day in days.items()}
        proposal.note(tx, proposal_id, "day_moved", **told)
    proposals.take(tx, proposal_id, Step.OPEN_CONSULTATION, revision, opened_at=tx.now, **shown)
    consultation.begin_round(tx, proposal_id)
    party_links.ask_again(tx, proposal_id, [one.id for one in known], answer_by)
    for one in parties:
        consultation.add_party(tx, proposal_id, one.kind, one.name.strip(), one.authority_id)
    proposal.pin(tx, proposal_id, versions)
    proposal.note(
        tx,
        proposal_id,
        Step.OPEN_CONSULTATION.value,
        day=answer_by.isoformat(),
        count=len(known) + len(parties),
    )
    _tell(tx, row, consultation.parties(tx, proposal_id), NoticeKind.CONSULTATION, answer_by)


def reopen(tx: Transaction, proposal_id: int, revision: int, answer_by: date) -> None:
    """Ask the parties again, because a version has changed since or more time is needed.

    What they said of the versions as they are now stands; what they said of others is to be confirmed. Invalid for too
    short a time, or an end that is not before the day the proposal is to be in force.
    """
    row = proposals.ahead(tx, proposal_id, Step.REOPEN_CONSULTATION, revision)
    wrong = consulting.wrong_end(consulting.earliest(tx, row), answer_by, row.valid_from)
    if wrong:
        raise Invalid(f"Expected to reopen the consultation of {row.number}, but its end does not fit", wrong)
    versions = proposal.versions(tx, proposal_id)
    shown = {"answer_by": answer_by, "asked_about": holding.held(tx, row, versions)}
    proposals.take(tx, proposal_id, Step.REOPEN_CONSULTATION, revision, **shown)
    resolution.remove_draft(tx, proposal_id)
    proposal.pin(tx, proposal_id, versions)
    proposal.note(tx, proposal_id, Step.REOPEN_CONSULTATION.value, day=answer_by.isoformat())
    consultation.begin_round(tx, proposal_id)
    parties = consultation.parties(tx, proposal_id)
    party_links.ask_again(tx, proposal_id, [one.id for one in parties], answer_by)
    _tell(tx, row, parties, NoticeKind.CONSULTATION, answer_by)


def close(tx: Transaction, proposal_id: int, revision: int) -> None:
    """End the consultation before its day, once everybody has answered about the versions as they are; Invalid while
    somebody has not.
    """
    row = proposals.ahead(tx, proposal_id, Step.CLOSE_CONSULTATION, revision)
    waiting = [one.name for one in _waiting(tx, row)]
    if waiting and row.answer_by is not None and row.answer_by >= tx.today:
        raise Invalid(
            f"Expected to close the consultation of {row.number}, but {len(waiting)} have not answered",
            {"close": f"Bis {row.answer_by:%d.%m.%Y} können noch antworten: {', '.join(waiting)}."},
        )
    proposals.take(tx, proposal_id, Step.CLOSE_CONSULTATION, revision)
    proposal.note(tx, proposal_id, Step.CLOSE_CONSULTATION.value, count=len(waiting))


def add_party(tx: Transaction, proposal_id: int, party: PartyEntry) -> int:
    """Ask one more while the consultation runs; an authority is told. It has as much time as the others had: where the
    consultation would end before, it lasts longer for all.
    """
    row = proposals.permitted(tx, proposal_id, Action.PROPOSE)
    consulting.must_run(row)
    earliest = consulting.earliest(tx, row)
    wrong = _wrong_parties(tx, [party], consultation.parties(tx, proposal_id))
    longer = row.answer_by is not None and row.answer_by < earliest
    if not wrong and longer and row.valid_from is not None and earliest >= row.valid_from:
        wrong = {"parties": consulting.too_late(earliest, row.valid_from)}
    if wrong:
        raise Invalid(f"Expected to ask one more about {row.number}, but the form has faults", wrong)
    number = consultation.add_party(tx, proposal_id, party.kind, party.name.strip(), party.authority_id)
    added = consultation.lock_party(tx, number)
    answer_by, said = row.answer_by, {}
    if longer:
        answer_by, said = earliest, {"day": earliest.isoformat()}
        proposals.write(tx, row, answer_by=earliest)
        consultation.begin_round(tx, proposal_id)
        party_links.prolong(tx, proposal_id, earliest)
    proposal.note(tx, proposal_id, "party_added", name=added.name, **said)
    _tell(tx, row, (added,), NoticeKind.CONSULTATION, answer_by)
    return number


def remove_party(tx: Transaction, party_id: int, reason: str) -> None:
    """Ask a party no more that was named by mistake; its links end, and an authority is told, as is
    whoever has the mail of a link. That it was asked, and
    why it is no more, stays among the events.

    By whoever may propose. Conflict once it has answered or remarked, for the only one, and when nobody is asked any
    more; Invalid without a reason.
    """
    party = consultation.lock_party(tx, party_id)
    row = proposals.permitted(tx, party.proposal_id, Action.PROPOSE)
    consulting.must_run(row)
    if party.stance is not None or consultation.has_remarked(tx, party_id):
        raise Conflict(f"Expected to ask {party.name} no more, but it has answered or remarked")
    if len(consultation.parties(tx, row.id)) == 1:
        raise Conflict(f"Expected to ask {party.name} no more, but nobody else is asked")
    proposals.must_say(reason)
    party_links.call_off(tx, row.id, party_id, reason.strip())
    consultation.remove_party(tx, party_id)
    proposal.note(tx, row.id, "party_removed", name=party.name, reason=reason.strip())
    _tell(tx, row, (party,), NoticeKind.CONSULTATION_ENDED, None)


def state(
    tx: Transaction,
    party_id: int,
    stance: Stance,
    statement: str,
    seen: str | None = None,
    noted: Noted | None = None,
) -> None:
    """Answer for a party: by whoever leads or officiates at its authority, or noted by whoever may propose, for a body
    that has no account. A later answer takes the place of an earlier one, which stays among the events.
    Invalid when the versions of the proposal are others than were `seen` (their digest), and for a body without what is
    `noted` of it: who answered, and on what paper.
    """
    party = consultation.lock_party(tx, party_id)
    row = proposal.lock(tx, party.proposal_id)
    _must_speak_for(tx, row, party)
    if party.authority_id is not None:
        consulting.answer(tx, row, party, stance, statement, seen)
        return
    consulting.must_run(row)
    person, paper = ("", "") if noted is None else (noted.person.strip(), noted.paper.strip())
    wrong = _wrong_note(person, paper)
    if wrong:
        raise Invalid(f"Expected to note what {party.name} says, but the form has faults", wrong)
    consulting.answer(tx, row, party, stance, statement, seen, Noted(person, paper))


def comment(
    tx: Transaction,
    proposal_id: int,
    text: str,
    version_id: int | None = None,
    element: str | None = None,
    party_id: int | None = None,
) -> int:
    """Remark on the proposal, on one of its versions, or on an element of its diagram; returns the number.

    Whoever belongs to an authority that is asked, or may propose or adopt it; with `party_id` for that party, by
    whoever answers for it. Invalid without text or for an element that the version does not have; Conflict when the
    consultation does not run.
    """
    row = proposal.lock(tx, proposal_id)
    parties = consultation.parties(tx, proposal_id)
    party = _own_party(tx, parties) if party_id is None else _asked(row, parties, party_id)
    if party is not None and party_id is not None:
        _must_speak_for(tx, row, party)
    if party is None and not proposals.takes_part(tx, row):
        raise Forbidden(f"Expected to remark on {row.number}, but the actor's authorities are not asked")
    return consulting.remark(tx, row, party, text, (version_id, element))


def answer(tx: Transaction, comment_id: int, outcome: Outcome, text: str) -> None:
    """Say what becomes of a remark, and why; whoever may propose. Conflict when it has an answer already."""
    found = consultation.lock_comment(tx, comment_id)
    row = proposals.permitted(tx, found.proposal_id, Action.PROPOSE)
    if row.state not in {ProposalState.IN_CONSULTATION, ProposalState.READY, ProposalState.DRAFT}:
        raise Conflict(f"Expected to answer a remark on {row.number}, but it is {row.state}")
    if found.outcome is not None:
        raise Conflict(f"Expected to answer remark {comment_id}, but it has an answer")
    consulting.must_fit(text, "answer", needed=outcome is Outcome.NOT_TAKEN_UP)
    consultation.answer_comment(tx, comment_id, outcome, text.strip())
    proposal.note(tx, row.id, "comment_answered", number=comment_id, outcome=outcome.value)


def remind(tx: Transaction, proposal_id: int) -> int:
    """Remind every authority, and every body asked by mail, that has not answered, once a day at most; returns how
    many.
    """
    row = proposals.permitted(tx, proposal_id, Action.PROPOSE)
    consulting.must_run(row)
    return _remind(tx, row)


def turn(tx: Transaction) -> bool:
    """Close what its day is over for, and remind where three days are left; for the worker, no more to do then."""
    tx.actor.must_be_engine()
    for row in proposal.in_state(tx, ProposalState.IN_CONSULTATION):
        if row.answer_by is None:
            continue
        if row.answer_by < tx.today:
            waiting = len(_waiting(tx, row))
            proposals.take(tx, row.id, Step.CLOSE_CONSULTATION)
            proposal.note(tx, row.id, Step.CLOSE_CONSULTATION.value, count=waiting)
        elif row.answer_by - tx.today <= BEFORE_END:
            _remind(tx, row, once=True)
    return False


def _remind(tx: Transaction, row: ProposalRow, *, once: bool = False) -> int:
    by_link = party_links.asked(tx, row.id)
    late = [
        one
        for one in _waiting(tx, row)
        if (one.authority_id is not None or one.id in by_link)
        and (one.reminded_at is None or (not once and tx.now - one.reminded_at >= BETWEEN_REMINDERS))
    ]
    if late:
        consultation.reminded(tx, [one.id for one in late])
        proposal.note(tx, row.id, "reminded", count=len(late))
        party_links.ask_again(tx, row.id, [one.id for one in late], row.answer_by)
        _tell(tx, row, late, NoticeKind.CONSULTATION_REMINDER, row.answer_by)
    return len(late)


def _waiting(tx: Transaction, row: ProposalRow) -> list[Party]:
    """Who has not answered about the proposal as it stands."""
    digest = proposals.digest(proposal.versions(tx, row.id))
    return [one for one in consultation.parties(tx, row.id) if not consulting.has_answered(row, one, digest)]


def _missing(tx: Transaction, row: ProposalRow) -> dict[str, str]:
    """What a draft must say before anybody is asked about it."""
    wrong = {}
    if not row.reason:
        wrong["reason"] = "Bitte begründen Sie die Vorlage."
    if not row.legal_basis:
        wrong["legal_basis"] = "Bitte nennen Sie die Rechtsgrundlage."
    if not row.jurisdictions:
        wrong["jurisdictions"] = "Bitte wählen Sie mindestens ein Gebiet."
    if row.valid_from is None or row.valid_from < tx.today:
        wrong["valid_from"] = "Bitte geben Sie einen Stichtag ab heute an."
    if row.repeals_id is not None:
        wrong |= proposals.wrong_repeal(tx, row.repeals_id, row.jurisdictions)
    if (
        not proposal.versions(tx, row.id)
        and not row.parameters
        and row.repeals_id is None
        and not resolution.documents(tx, row.id)
    ):
        wrong["versions"] = (
            "Bitte wählen Sie, worüber beschlossen werden soll: Abläufe, Werte oder eine Datei."
        )
    return wrong


def _wrong_parties(tx: Transaction, parties: Sequence[PartyEntry], known: Sequence[Party]) -> dict[str, str]:
    if not parties and not known:
        return {"parties": "Bitte nennen Sie mindestens eine Stelle, die gehört wird."}
    if len(parties) + len(known) > MOST_PARTIES:
        return {"parties": f"Es können höchstens {MOST_PARTIES} Stellen gehört werden."}
    asked = {(one.kind, one.authority_id or one.name) for one in known}
    for one in parties:
        if one.authority_id is not None:
            authority.get(tx, one.authority_id)
        elif not one.name.strip() or len(one.name) > LONGEST_NAME:
            return {"parties": "Bitte wählen Sie eine Behörde oder nennen Sie die Stelle mit Namen."}
        key = (one.kind, one.authority_id or one.name.strip())
        if key in asked:
            return {"parties": "Diese Stelle wird schon gehört."}
        asked.add(key)
    return {}


def _wrong_note(person: str, paper: str) -> dict[str, str]:
    """What is missing of what is noted for a body: both are evidence of a resolution."""
    wrong = {}
    if not person:
        wrong["person"] = "Bitte nennen Sie, wer für die Stelle geantwortet hat."
    elif len(person) > LONGEST_NAME:
        wrong["person"] = f"Bitte geben Sie höchstens {LONGEST_NAME} Zeichen ein."
    if not paper:
        wrong["paper"] = (
            "Bitte geben Sie an, woher Sie die Antwort haben, zum Beispiel aus welchem Schreiben."
        )
    elif len(paper) > LONGEST_NAME:
        wrong["paper"] = f"Bitte geben Sie höchstens {LONGEST_NAME} Zeichen ein."
    return wrong


def _must_speak_for(tx: Transaction, row: ProposalRow, party: Party) -> None:
    proposes = proposals.is_mine(tx, Action.PROPOSE, row)
    if not proposals.speaks_for(tx, party, proposes=proposes):
        raise Forbidden(f"Expected to answer for {party.name}, but the actor has no such office there")


def _own_party(tx: Transaction, parties: Sequence[Party]) -> Party | None:
    own = {member.authority for member in tx.actor.memberships}
    return next((one for one in parties if one.authority_id in own), None)


def _asked(row: ProposalRow, parties: Sequence[Party], party_id: int) -> Party:
    for one in parties:
        if one.id == party_id:
            return one
    raise NotFound(f"Expected to find party {party_id} of {row.number}, but there is none")


def _tell(
    tx: Transaction, row: ProposalRow, parties: Sequence[Party], kind: NoticeKind, due: date | None
) -> None:
    authorities = {one.authority_id for one in parties if one.authority_id is not None}
    members = account.members(tx, authorities)
    speaking = PERMISSIONS[Action.CONSULT]
    people = sorted({one for (_at, role), ones in members.items() if role in speaking for one in ones})
    detail = {
        "task": f"{row.number} {row.title}",
        "proposal": row.id,
        "due": "" if due is None else due.isoformat(),
    }
    notify(tx, people, Notice(kind, detail=detail))
