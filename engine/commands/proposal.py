"""Proposals to the steering group: written, changed, withdrawn, taken up again; their files; their turn of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from engine.actor import Action
from engine.documents import Scan
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import adopting, parameters, problems, proposals, rollouts
from engine.execution.bundle import load_bundle
from engine.execution.proposals import OPEN_TO_CHANGE, Step
from engine.state import (
    adopted_parameter,
    adoption,
    authority,
    definition,
    document,
    proposal,
    proposal_history,
    resolution,
    standing,
)
from engine.state.proposal import MigrationRule, ProposalRow, ProposalState
from engine.state.resolution import DocumentPurpose
from engine.store import Received, Store, document_key
from engine.transaction import Transaction

#: characters of a title; of each longer text; processes at once
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 8000
MOST_VERSIONS: Final = 30
MOST_DOCUMENTS: Final = 20
#: what one person changes within so much time is one change of the history
IN_A_ROW: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Content:
    """What a proposal says. `times` holds for each version its agreed times by element and numbers by name, as people
    write them; kept are those that differ from what the version proposes, times as ISO 8601 periods.
    """

    title: str
    reason: str = ""
    legal_basis: str = ""
    jurisdictions: tuple[str, ...] = ()
    valid_from: date | None = None
    migration_rule: MigrationRule = MigrationRule.KEEP
    review_months: int = 12
    times: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    repeals: int | None = None


def create(tx: Transaction, content: Content) -> int:
    """Begin a draft with the next number of the year; returns its id.

    A title is all it needs: the rest is asked for when it goes into consultation. Invalid names what is wrong, by
    field; agreed times by `zeit-<version>-<element>`. Sent twice within a minute, it is begun once.
    """
    tx.actor.must(Action.PROPOSE)
    times = _check(tx, content)
    sent_before = proposals.written_already(tx, _columns(content), times)
    if sent_before is not None:
        return sent_before
    number = proposal.create(tx, _columns(content))
    proposal.set_versions(tx, number, times)
    proposal.note(tx, number, "created", title=content.title.strip())
    return number


def edit(tx: Transaction, proposal_id: int, revision: int, content: Content) -> int:
    """Change a draft that is as it was seen; returns its next revision. Conflict when it has moved on.

    Its history names what one person changes in a row once an hour: a form saves itself while it is filled in.
    """
    row = proposals.permitted(tx, proposal_id, Action.PROPOSE, revision)
    if row.state not in OPEN_TO_CHANGE:
        raise Conflict(f"Expected to change proposal {row.number}, but it is {row.state}")
    times = _check(tx, content)
    proposals.write(tx, row, **_columns(content))
    proposal.set_versions(tx, proposal_id, times)
    if not proposal_history.was_noted(tx, proposal_id, ("created", "changed"), tx.now - IN_A_ROW):
        proposal.note(tx, proposal_id, "changed", title=content.title.strip())
    return row.revision + 1


def withdraw(tx: Transaction, proposal_id: int, revision: int, reason: str) -> None:
    """Give a proposal up, with a reason; what was said about it stays on record."""
    proposals.must_say(
        reason, "Bitte geben Sie an, warum die Vorlage zurückgezogen wird.", proposals.TOO_LONG
    )
    row = proposals.take(tx, proposal_id, Step.WITHDRAW, revision)
    resolution.remove_draft(tx, proposal_id)
    proposal.note(tx, proposal_id, Step.WITHDRAW.value, reason=reason.strip())
    problems.hand_back(tx, row)


def revise(tx: Transaction, proposal_id: int, revision: int) -> None:
    """Make a returned proposal a draft again; its parties and remarks stay."""
    proposals.take(tx, proposal_id, Step.REVISE, revision)
    proposal.note(tx, proposal_id, Step.REVISE.value)


def attach(
    tx: Transaction,
    store: Store,
    proposal_id: int,
    received: Received,
    purpose: DocumentPurpose,
    submission: str,
) -> int:
    """Put a received file with a proposal: an annex or rules of procedure with a draft, minutes until it is resolved.

    Invalid for a file with a virus; Conflict when the proposal is over.
    """
    action = Action.ADOPT if purpose is DocumentPurpose.MINUTES else Action.PROPOSE
    row = proposals.permitted(tx, proposal_id, action)
    _must_take_files(row, purpose)
    if received.scan is Scan.INFECTED:
        raise Invalid(
            f"Expected to attach a file to proposal {row.number}, but it holds {received.finding}",
            {"file": "In der Datei wurde ein Virus gefunden. Sie ist nicht gespeichert."},
        )
    if len(resolution.documents(tx, proposal_id)) >= MOST_DOCUMENTS:
        raise Invalid(
            f"Expected to attach a file to proposal {row.number}, but it has {MOST_DOCUMENTS}",
            {"file": f"Eine Vorlage hat höchstens {MOST_DOCUMENTS} Dateien."},
        )
    document.hold(tx, received.digest)
    if store.find(document_key(received.digest)) is None:
        raise Conflict(f"Expected to find {received.digest} in the store, but it has been swept away")
    number = resolution.add_document(
        tx,
        proposal_id,
        {
            "purpose": purpose,
            "submission": submission,
            "name": received.name,
            "media_type": received.media.mime,
            "size": received.size,
            "digest": received.digest,
        },
    )
    if purpose is DocumentPurpose.MINUTES:
        resolution.remove_draft(tx, proposal_id)  # what was signed first had other annexes
    proposal.note(tx, proposal_id, "document_attached", name=received.name, purpose=purpose.value)
    return number


def detach(tx: Transaction, proposal_id: int, document_id: int) -> None:
    """Take a file from a proposal that may still get one."""
    found = resolution.document(tx, document_id)
    if found.proposal_id != proposal_id:
        raise NotFound(f"Expected document {document_id} to be one of proposal {proposal_id}, but it is not")
    action = Action.ADOPT if found.purpose is DocumentPurpose.MINUTES else Action.PROPOSE
    row = proposals.permitted(tx, proposal_id, action)
    _must_take_files(row, found.purpose)
    resolution.remove_document(tx, document_id)
    resolution.remove_draft(tx, proposal_id)
    proposal.note(tx, proposal_id, "document_removed", name=found.name)


def _must_take_files(row: ProposalRow, purpose: DocumentPurpose) -> None:
    states = {ProposalState.READY} if purpose is DocumentPurpose.MINUTES else OPEN_TO_CHANGE
    if row.state not in states:
        raise Conflict(f"Expected to change the files of proposal {row.number}, but it is {row.state}")


def _columns(content: Content) -> dict[str, object]:
    return {
        "title": content.title.strip(),
        "reason": content.reason.strip(),
        "legal_basis": content.legal_basis.strip(),
        "jurisdictions": sorted(set(content.jurisdictions)),
        "valid_from": content.valid_from,
        "migration_rule": content.migration_rule,
        "review_months": content.review_months,
        "parameters": dict(content.parameters),
        "repeals_id": content.repeals,
    }


def _check(tx: Transaction, content: Content) -> dict[int, dict[str, str]]:
    """Invalid names, by field, what a draft must not say; what it does not say yet is asked for later. Returns for each
    version what is agreed on otherwise than it proposes, as it is kept.
    """
    wrong: dict[str, str] = {}
    if not content.title.strip():
        wrong["title"] = "Bitte geben Sie der Vorlage einen Titel."
    elif len(content.title) > LONGEST_TITLE:
        wrong["title"] = f"Bitte geben Sie höchstens {LONGEST_TITLE} Zeichen ein."
    for name, text in (("reason", content.reason), ("legal_basis", content.legal_basis)):
        if len(text) > LONGEST_TEXT:
            wrong[name] = f"Bitte geben Sie höchstens {LONGEST_TEXT} Zeichen ein."
    if any(not authority.is_territory(one) for one in content.jurisdictions) or not proposals.within_reach(
        tx, Action.PROPOSE, content.jurisdictions
    ):
        wrong["jurisdictions"] = "Für dieses Gebiet können Sie nichts vorschlagen."
    if not 0 <= content.review_months <= proposals.LONGEST_REVIEW:
        wrong["review_months"] = f"Bitte geben Sie 0 bis {proposals.LONGEST_REVIEW} Monate an."
    if len(content.times) > MOST_VERSIONS:
        wrong["versions"] = f"Eine Vorlage hat höchstens {MOST_VERSIONS} Abläufe."
    keys: set[str] = set()
    agreed: dict[int, dict[str, str]] = {}
    for version_id, times in content.times.items():
        row = definition.get(tx, version_id)
        if row.key in keys:
            wrong["versions"] = f"Von „{row.name}“ ist mehr als eine Fassung gewählt. Bitte wählen Sie eine."
        keys.add(row.key)
        profile = load_bundle(tx, version_id, row.digest).profile
        agreed[version_id], faults = adopting.agreed_times(profile, times, f"zeit-{version_id}-")
        wrong |= faults
    if content.repeals is not None:
        wrong |= _check_repeal(tx, content, content.repeals)
    if wrong:
        raise Invalid("Expected to write a proposal, but the form has faults", wrong)
    parameters.check(content.parameters)
    return agreed


def _check_repeal(tx: Transaction, content: Content, repeals: int) -> dict[str, str]:
    if content.times:
        return {"repeals": "Eine Aufhebung bringt keine neuen Fassungen mit. Bitte wählen Sie keine."}
    # a draft may have no jurisdiction yet: then it is repealed at most where the author proposes
    places = content.jurisdictions or proposals.territories(tx, Action.PROPOSE)
    return proposals.wrong_repeal(tx, repeals, places)


def _replaced(tx: Transaction, proposal_id: int) -> bool:
    """Whether nothing the proposal has brought about holds any more; what brought about nothing goes on."""
    made = [one.id for one in resolution.of_proposal(tx, proposal_id)]
    if not made:
        return False
    parts = (
        adoption.replaced(tx, made[0], tx.today),
        adopted_parameter.replaced(tx, made[0], tx.today),
        standing.replaced(tx, proposal_id, tx.today),
    )
    return any(one is not None for one in parts) and all(one is not False for one in parts)


def turn(tx: Transaction) -> bool:
    """Let come into force what its day has come for, and supersede or repeal what that replaces; no more to do then.

    For the worker, each day. The versions themselves count from their day on without it (`state.adoption`).
    """
    tx.actor.must_be_engine()
    for row in proposal.in_state(tx, ProposalState.ADOPTED):
        if row.valid_from is not None and row.valid_from <= tx.today:
            proposals.take(tx, row.id, Step.COME_INTO_FORCE)
            proposal.note(tx, row.id, Step.COME_INTO_FORCE.value, day=row.valid_from.isoformat())
            rollouts.begin(tx, row)
            if row.repeals_id is not None and proposal.get(tx, row.repeals_id).state in proposals.IN_EFFECT:
                proposals.take(tx, row.repeals_id, Step.REPEAL)
                proposal.note(tx, row.repeals_id, Step.REPEAL.value, by=row.number)
    for row in proposal.in_state(tx, ProposalState.IN_FORCE):
        if _replaced(tx, row.id):
            proposals.take(tx, row.id, Step.SUPERSEDE)
            proposal.note(tx, row.id, Step.SUPERSEDE.value)
    return False
