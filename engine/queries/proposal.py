"""Proposals to the steering group: the list with what waits for the actor, and everything one proposal holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select

from engine.actor import Action
from engine.execution import consulting, gates, proposals, signing
from engine.execution.bundle import load_bundle
from engine.execution.gates import Cause, Reason, Subject, Verdict
from engine.execution.parameters import PARAMETERS, Bounds, Parameter
from engine.execution.proposals import OVER
from engine.queries import awaited
from engine.queries.authority import own_territories
from engine.queries.awaited import RolloutTask
from engine.state import consultation, definition, gate, proposal, resolution
from engine.state.authority import AUTHORITY, territory_names
from engine.state.consultation import Comment, Outcome, Party, PartyKind, Stance
from engine.state.definition import DEFINITION, VERSION, VersionRow, version_row, versions
from engine.state.gate import Check
from engine.state.proposal import MigrationRule, ProposalEvent, ProposalRow, ProposalState, ProposedVersion
from engine.state.resolution import (
    DocumentPurpose,
    ProposalDocument,
    ResolutionDraft,
    ResolutionRow,
    Ruling,
    Vote,
)
from engine.transaction import Transaction

__all__ = [
    "OVER",
    "PARAMETERS",
    "Cause",
    "Choices",
    "DocumentPurpose",
    "MigrationRule",
    "Outcome",
    "Parameter",
    "PartyKind",
    "PartyView",
    "PlacedComment",
    "ProposalEvent",
    "ProposalLine",
    "ProposalState",
    "ProposalView",
    "Reason",
    "Ruling",
    "Stance",
    "Vote",
    "Waiting",
    "authorities",
    "choices",
    "document",
    "earliest_answer",
    "outlines",
    "overview",
    "show",
    "version",
]


class Waiting(StrEnum):
    """What a proposal wants of the actor."""

    SIGN = "sign"
    RESOLVE = "resolve"
    STATE = "state"
    ANSWER = "answer"
    FINISH = "finish"
    REVIEW = "review"
    #: cases follow no more: too many stayed
    GO_ON = "go_on"
    #: cases that stay in their version
    SETTLE = "settle"


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal in the list; `answered` of `asked` parties have said something."""

    row: ProposalRow
    jurisdictions: tuple[str, ...]
    processes: tuple[str, ...]
    #: the ids of its versions
    versions: tuple[int, ...]
    answered: int
    asked: int
    open_comments: int
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class PlacedComment:
    """A remark, and whether the element it is on is still there."""

    comment: Comment
    process: str
    lost: bool


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party, whether what it said counts, whether its time is over without that, and whether the actor speaks for
    it.
    """

    party: Party
    answered: bool
    late: bool
    may_state: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Everything a proposal holds, and what the actor may do with it."""

    row: ProposalRow
    jurisdictions: Mapping[str, str]
    versions: tuple[ProposedVersion, ...]
    parties: tuple[PartyView, ...]
    comments: tuple[PlacedComment, ...]
    events: tuple[ProposalEvent, ...]
    verdicts: tuple[Verdict, ...]
    digest: str
    check: Check | None
    draft: ResolutionDraft | None
    #: whether what its first signature is on is still the same
    draft_stands: bool
    resolutions: tuple[ResolutionRow, ...]
    documents: tuple[ProposalDocument, ...]
    repeals: ProposalRow | None
    #: whether it changes by which version cases run: there is an impact report of it
    concerns_cases: bool
    may_propose: bool
    may_adopt: bool
    may_comment: bool
    may_countersign: bool
    #: it is time to look at what is in force again, and the actor may write down the finding
    may_review: bool

    @property
    def passes(self) -> bool:
        """Whether every gate is open."""
        return all(one.is_open for one in self.verdicts)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a proposal of the actor may be about."""

    versions: tuple[VersionRow, ...]
    territories: tuple[tuple[str, str], ...]
    repealable: tuple[ProposalRow, ...]
    parameters: Mapping[Parameter, Bounds]


def overview(tx: Transaction) -> tuple[ProposalLine, ...]:
    """Every proposal, the newest first, with what waits for the actor."""
    tx.actor.must(Action.READ_MODEL)
    rows = proposal.everything(tx)
    names = territory_names(tx, tuple({one for row in rows for one in row.jurisdictions}))
    known = _gathered(tx, [row.id for row in rows])
    return tuple(_line(tx, row, names, known) for row in rows)


@dataclass(frozen=True, slots=True)
class _Known:
    """What belongs to the proposals of a list, by proposal, and where the actor may do what."""

    parties: Mapping[int, tuple[Party, ...]]
    unanswered: Mapping[int, int]
    versions: Mapping[int, tuple[ProposedVersion, ...]]
    #: who cannot sign what waits for a second signature
    signed: Mapping[int, frozenset[int]]
    territories: Mapping[Action, tuple[str, ...]]
    #: rollouts the actor looks after
    rollouts: Mapping[int, RolloutTask]

    def reaches(self, action: Action, jurisdictions: Iterable[str]) -> bool:
        """Whether the actor may do this at all, and in each of the jurisdictions."""
        return action in self.territories and proposals.covered(self.territories[action], jurisdictions)


def _gathered(tx: Transaction, ids: Collection[int]) -> _Known:
    return _Known(
        consultation.parties_of(tx, ids),
        consultation.unanswered(tx, ids),
        proposal.versions_of(tx, ids),
        {one: signing.barred(tx, first) for one, first in resolution.signed(tx, ids).items()},
        {one: proposals.territories(tx, one) for one in (Action.PROPOSE, Action.ADOPT) if tx.actor.may(one)},
        {one.proposal.id: one for one in awaited.rollouts(tx)},
    )


def _line(tx: Transaction, row: ProposalRow, names: Mapping[str, str], known: _Known) -> ProposalLine:
    parties = known.parties.get(row.id, ())
    unanswered = known.unanswered.get(row.id, 0)
    proposed = known.versions.get(row.id, ())
    digest = proposals.digest(proposed)
    return ProposalLine(
        row,
        tuple(names[one] for one in row.jurisdictions),
        tuple(one.name for one in proposed),
        tuple(one.version_id for one in proposed),
        sum(consulting.has_answered(row, one, digest) for one in parties),
        len(parties),
        unanswered,
        tuple(_waiting(tx, row, digest, known)),
    )


def _waiting(tx: Transaction, row: ProposalRow, digest: str, known: _Known) -> list[Waiting]:
    found = []
    proposes = known.reaches(Action.PROPOSE, row.jurisdictions)
    adopts = known.reaches(Action.ADOPT, row.jurisdictions)
    match row.state:
        case ProposalState.READY if adopts:
            if row.id not in known.signed:
                found.append(Waiting.RESOLVE)
            elif tx.actor.account not in known.signed[row.id]:
                found.append(Waiting.SIGN)
        case ProposalState.IN_CONSULTATION:
            if any(
                not consulting.has_answered(row, one, digest)
                and one.authority_id is not None
                and tx.actor.may(Action.CONSULT, one.authority_id)
                for one in known.parties.get(row.id, ())
            ):
                found.append(Waiting.STATE)
        case ProposalState.DRAFT | ProposalState.RETURNED if row.created_by == tx.actor.account:
            found.append(Waiting.FINISH)
        case ProposalState.IN_FORCE if (proposes or adopts) and proposals.is_to_be_reviewed(row, tx.today):
            found.append(Waiting.REVIEW)
        case _:
            pass
    if (
        known.unanswered.get(row.id)
        and proposes
        and tx.actor.may(Action.EDIT_MODEL)
        and row.state in {ProposalState.IN_CONSULTATION, ProposalState.READY}
    ):
        found.append(Waiting.ANSWER)
    rolling = known.rollouts.get(row.id)
    if rolling is not None:
        found += [Waiting.GO_ON] if rolling.stopped else []
        found += [Waiting.SETTLE] if rolling.open_cases else []
    return found


def show(tx: Transaction, proposal_id: int) -> ProposalView:
    """One proposal with everything that belongs to it; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    row = proposal.get(tx, proposal_id)
    subject = Subject(tx, row)
    parties = subject.parties
    own = {member.authority for member in tx.actor.memberships}
    may_propose = proposals.is_mine(tx, Action.PROPOSE, row)
    may_adopt = proposals.is_mine(tx, Action.ADOPT, row)
    draft = resolution.draft(tx, proposal_id)
    verdicts = tuple(judge(subject) for judge in gates.GATES.values())
    stands = draft is None or signing.stands(tx, row, draft, verdicts)
    runs = row.state is ProposalState.IN_CONSULTATION
    late = row.answer_by is not None and row.answer_by < tx.today
    return ProposalView(
        row=row,
        jurisdictions=territory_names(tx, row.jurisdictions),
        versions=subject.versions,
        parties=tuple(
            PartyView(
                one,
                answered := consulting.has_answered(row, one, subject.digest),
                late and not answered,
                runs and proposals.speaks_for(tx, one, proposes=may_propose),
            )
            for one in parties
        ),
        comments=_placed(subject),
        events=proposal.events(tx, proposal_id),
        verdicts=verdicts,
        digest=subject.digest,
        check=gate.check(tx, proposal_id),
        draft=draft,
        resolutions=resolution.of_proposal(tx, proposal_id),
        documents=resolution.documents(tx, proposal_id),
        repeals=None if row.repeals_id is None else proposal.get(tx, row.repeals_id),
        concerns_cases=proposals.concerns_cases(tx, row, subject.versions),
        may_propose=may_propose,
        may_adopt=may_adopt,
        may_comment=runs and (may_propose or may_adopt or any(one.authority_id in own for one in parties)),
        draft_stands=stands,
        may_countersign=may_adopt
        and stands
        and draft is not None
        and tx.actor.account not in signing.barred(tx, draft.signed_by),
        may_review=(may_propose or may_adopt) and proposals.is_to_be_reviewed(row, tx.today),
    )


def _placed(subject: Subject) -> tuple[PlacedComment, ...]:
    elements = {
        number: {node for graph in bundle.graphs.values() for node in graph.nodes}
        for number, bundle in subject.bundles.items()
    }
    names = {one.version_id: one.name for one in subject.versions}
    return tuple(
        PlacedComment(
            one,
            names.get(one.version_id or 0, ""),
            one.version_id is not None
            and (
                one.version_id not in elements
                or (one.element is not None and one.element not in elements[one.version_id])
            ),
        )
        for one in subject.comments
    )


def outlines(tx: Transaction, proposal_id: int) -> dict[int, list[tuple[str, str]]]:
    """By version the elements of its diagrams that have a name: id and name, in the order of the diagram."""
    tx.actor.must(Action.READ_MODEL)
    return {
        one.version_id: [
            (node.id, node.name)
            for graph in load_bundle(tx, one.version_id, one.digest).graphs.values()
            for node in graph.nodes.values()
            if node.name
        ]
        for one in proposal.versions(tx, proposal_id)
    }


def choices(tx: Transaction) -> Choices:
    """The newest versions with how many findings forbid them, the own territories, and what holds only there and can
    be repealed.
    """
    tx.actor.must(Action.PROPOSE)
    newest = (
        select(func.max(VERSION.c.number))
        .where(VERSION.c.definition_id == DEFINITION.c.id)
        .correlate(DEFINITION)
        .scalar_subquery()
    )
    rows = tx.execute(
        versions().where(VERSION.c.number > newest - 5).order_by(VERSION.c.name, VERSION.c.number.desc())
    )
    own = own_territories(tx, Action.PROPOSE)
    wider = tuple(one for one in own if len(one) <= len("05334002"))
    names = territory_names(tx, wider)
    held = [one for one in proposal.in_state(tx, *proposals.IN_EFFECT) if one.repeals_id is None]
    reach = proposals.territories(tx, Action.PROPOSE)
    return Choices(
        tuple(version_row(row) for row in rows),
        tuple((one, names[one]) for one in wider),
        tuple(one for one in held if one.jurisdictions and proposals.covered(reach, one.jurisdictions)),
        PARAMETERS,
    )


def version(tx: Transaction, version_id: int) -> tuple[VersionRow, tuple[ProposalRow, ...]]:
    """A version, and the proposals that hold it."""
    tx.actor.must(Action.READ_MODEL)
    return definition.get(tx, version_id), proposal.holding(tx, version_id)


def authorities(tx: Transaction, proposal_id: int) -> tuple[tuple[int, str], ...]:
    """The authorities whose territory meets the jurisdictions of a proposal, by name: who can be asked."""
    tx.actor.must(Action.PROPOSE)
    row = proposal.get(tx, proposal_id)
    found = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name, AUTHORITY.c.territory).order_by(AUTHORITY.c.name)
    )
    return tuple(
        (one.id, one.name)
        for one in found
        if any(
            place.startswith(one.territory) or one.territory.startswith(place) for place in row.jurisdictions
        )
    )


def document(tx: Transaction, proposal_id: int, document_id: int) -> ProposalDocument | None:
    """A file of a proposal, if it has one of that id."""
    tx.actor.must(Action.READ_MODEL)
    return next((one for one in resolution.documents(tx, proposal_id) if one.id == document_id), None)


def earliest_answer(tx: Transaction, proposal_id: int) -> date:
    """The first day on which a consultation that begins today may end."""
    tx.actor.must(Action.READ_MODEL)
    return consulting.earliest(tx, proposal.get(tx, proposal_id))
