"""One-time links of a consultation: what whoever proposes sees of them, what the mail says, what a party reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import consulting, party_links, proposals
from engine.mail import settings
from engine.queries import definition, proposal_changes
from engine.queries import proposal as shown
from engine.queries.comparison import ComparedVersions
from engine.queries.proposal_changes import ProposalChanges
from engine.queries.referral_link import contact_phone
from engine.state import account, consultation, party_link, proposal, resolution
from engine.state.account import MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.consultation import Comment, Party
from engine.state.one_time import OPEN, LinkState
from engine.state.party_link import LINKS, PartyLink
from engine.state.proposal import ProposalRow, ProposalState, ProposedVersion
from engine.state.resolution import ProposalDocument
from engine.transaction import Transaction

__all__ = [
    "Asked",
    "Asking",
    "Consulted",
    "PartyLinkRow",
    "asked",
    "asking",
    "called_off",
    "document",
    "model",
    "show",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the mail of a link says: who asks, how they are reached, about what, by when to answer."""

    sender: str
    phone: str
    number: str
    title: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PartyLinkRow:
    """The newest link of a party as whoever proposes sees it. `expired` is a sent one whose time has run out."""

    id: int
    address: str
    state: LinkState
    expired: bool
    created_at: datetime
    created_by: str
    opened_at: datetime | None
    answered_by: str
    failure: str

    @property
    def is_open(self) -> bool:
        """Whether somebody may still answer by it."""
        return self.state in OPEN and not self.expired


@dataclass(frozen=True, slots=True)
class Asking:
    """Which parties of a proposal can be asked by link, and what became of those that were, by the id of the party."""

    parties: frozenset[int]
    links: dict[int, PartyLinkRow]
    has_server: bool


@dataclass(frozen=True, slots=True)
class Consulted:
    """A proposal as a party reads it by link: nothing of what others said, and nothing of a case.

    `answered` says whether what it said counts, `named` who said it by a link; `digest` is that of the versions.
    """

    row: ProposalRow
    party: Party
    answered: bool
    named: str
    digest: str
    changes: ProposalChanges
    versions: tuple[ProposedVersion, ...]
    compared: tuple[ComparedVersions, ...]
    outlines: dict[int, list[tuple[str, str]]]
    remarks: tuple[Comment, ...]
    documents: tuple[ProposalDocument, ...]
    sender: str
    phone: str
    expires_at: datetime


def asked(tx: Transaction, link_id: int) -> Asked | None:
    """What the mail of a link says; None for none."""
    found = LINKS.get(tx, link_id)
    if found is None:
        return None
    row = proposal.get(tx, found.proposal_id)
    sender, phone = _sender(tx, found.created_by)
    return Asked(sender, phone, row.number, row.title, found.expires_at)


def called_off(tx: Transaction, proposal_id: int, sender_id: int) -> Asked:
    """What the mail says to whoever is asked no more by the account that asked."""
    row = proposal.get(tx, proposal_id)
    sender, phone = _sender(tx, sender_id)
    return Asked(sender, phone, row.number, row.title, tx.now)


def asking(tx: Transaction, proposal_id: int) -> Asking:
    """Who can be asked by link, and who was; nothing for whoever may not propose there."""
    row = proposal.get(tx, proposal_id)
    if not proposals.is_mine(tx, Action.PROPOSE, row):
        return Asking(frozenset(), {}, has_server=False)
    newest = {one.party_id: one for one in reversed(party_link.of_proposal(tx, proposal_id))}
    return Asking(
        frozenset(one.id for one in consultation.parties(tx, proposal_id) if party_links.needs_link(tx, one)),
        {party: _row(tx, one) for party, one in newest.items()},
        settings() is not None,
    )


def show(tx: Transaction, link_id: int) -> Consulted:
    """What a party reads and has remarked. NotFound when the link is over.

    Whoever calls has unlocked the link.
    """
    tx.actor.must_be_engine()
    link, row = _open(tx, link_id)
    changes = proposal_changes.show(tx, row.id)
    sender, phone = _sender(tx, link.created_by)
    party = next(one for one in consultation.parties(tx, row.id) if one.id == link.party_id)
    versions = proposal.versions(tx, row.id)
    digest = proposals.digest(versions)
    earlier = [one.answered_by for one in party_link.of_proposal(tx, row.id) if one.party_id == party.id]
    return Consulted(
        row,
        party,
        consulting.has_answered(row, party, digest),
        next((one for one in earlier if one), ""),
        digest,
        changes,
        versions,
        proposal_changes.compared(tx, changes),
        shown.outlines(tx, row.id),
        tuple(one for one in consultation.comments(tx, row.id) if one.party_id == link.party_id),
        resolution.documents(tx, row.id),
        sender,
        phone,
        link.expires_at,
    )


def model(tx: Transaction, link_id: int, version_id: int) -> bytes:
    """The diagram of one of the versions that the party reads; NotFound for another one."""
    tx.actor.must_be_engine()
    _link, row = _open(tx, link_id)
    for one in proposal.versions(tx, row.id):
        if one.version_id == version_id:
            return definition.file(tx, version_id, one.main_path)
    raise NotFound(f"Expected to find version {version_id} in {row.number}, but it is not there")


def document(tx: Transaction, link_id: int, document_id: int) -> ProposalDocument:
    """One of the files of the proposal; NotFound for another one."""
    tx.actor.must_be_engine()
    _link, row = _open(tx, link_id)
    found = next((one for one in resolution.documents(tx, row.id) if one.id == document_id), None)
    if found is None:
        raise NotFound(f"Expected to find document {document_id} of a proposal, but there is none")
    return found


def _open(tx: Transaction, link_id: int) -> tuple[PartyLink, ProposalRow]:
    link = LINKS.get(tx, link_id)
    row = None if link is None else proposal.get(tx, link.proposal_id)
    if (
        link is None
        or row is None
        or not link.is_open(tx.now)
        or row.state is not ProposalState.IN_CONSULTATION
    ):
        raise NotFound(f"Expected to answer by link {link_id}, but it is over")
    return link, row


def _row(tx: Transaction, one: PartyLink) -> PartyLinkRow:
    return PartyLinkRow(
        one.id,
        one.address,
        one.state,
        one.state in OPEN and one.expires_at <= tx.now,
        one.created_at,
        account.get(tx, one.created_by).name,
        one.opened_at,
        one.answered_by or "",
        one.failure or "",
    )


def _sender(tx: Transaction, account_id: int) -> tuple[str, str]:
    """The authority of whoever asks, and its telephone; their name where they have none any more."""
    found = tx.execute(
        select(AUTHORITY.c.name, AUTHORITY.c.contact)
        .join(MEMBERSHIP, MEMBERSHIP.c.authority_id == AUTHORITY.c.id)
        .where(MEMBERSHIP.c.account_id == account_id)
        .order_by(AUTHORITY.c.id)
    ).first()
    return (
        (account.get(tx, account_id).name, "")
        if found is None
        else (found.name, contact_phone(found.contact))
    )
