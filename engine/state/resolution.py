"""What a steering group has resolved about a proposal: signed by one, signed by another, then never changed.

draft: written ──first signature──▶ signed once ──second signature──▶ resolution
          ▲                             │                               (the draft is gone)
          └──────── changed ────────────┘

The canonical text of each resolution holds the digest of the one before it: whoever changes one breaks the chain.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Index,
    ScalarSelect,
    Select,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import NotFound
from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, any_of, choice, identity, instant, reference
from engine.state.proposal import PROPOSAL
from engine.transaction import Transaction


class Ruling(StrEnum):
    """What the group has said to a proposal."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    RETURNED = "returned"


class DocumentPurpose(StrEnum):
    """What a file of a proposal is."""

    ANNEX = "annex"
    MINUTES = "minutes"
    RULES = "rules"


#: a resolution that has not been signed by two
RESOLUTION_DRAFT = Table(
    "resolution_draft",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    *choice("ruling", Ruling),
    Column("decided_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    Column("paper", Text, nullable=False),
    #: [{"authority": …, "for": 3, "against": 0, "abstained": 1}]
    Column("votes", JSONB, nullable=False),
    Column("conditions", Text, nullable=False, server_default=""),
    Column("valid_from", Date),
    #: of everything that was signed first: changed since, the signature is void
    Column("digest", CHAR(64), nullable=False),
    #: what was signed first, character by character; NULL where an earlier release has kept its digest alone
    Column("content", Text),
    instant("signed_at"),
    reference("signed_by", "account", nullable=True),
    UniqueConstraint("proposal_id"),
)

RESOLUTION = Table(
    "resolution",
    METADATA,
    identity(),
    reference("proposal_id", "proposal", index=True),
    *choice("ruling", Ruling),
    Column("decided_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    Column("paper", Text, nullable=False),
    Column("valid_from", Date),
    #: canonical JSON: what was hashed, character by character
    Column("content", Text, nullable=False),
    Column("digest", CHAR(64), nullable=False),
    #: the digest of the resolution before it; empty for the first
    Column("previous", Text, nullable=False),
    instant("recorded_at"),
    reference("first_by", "account", nullable=True),
    reference("second_by", "account", nullable=True),
    UniqueConstraint("digest"),
    UniqueConstraint("previous"),
    CheckConstraint("first_by <> second_by", name="two_people"),
)

#: files of a proposal; their content lies in the store as that of documents does
PROPOSAL_DOCUMENT = Table(
    "proposal_document",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    *choice("purpose", DocumentPurpose),
    Column("submission", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("digest", CHAR(64), nullable=False),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    UniqueConstraint("submission"),
    Index("ix_proposal_document_proposal_id", "proposal_id", "id"),
    Index("ix_proposal_document_digest", "digest"),
)


@dataclass(frozen=True, slots=True)
class Vote:
    """How the members of one authority have voted."""

    authority: str
    agreed: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True)
class ResolutionDraft:
    """A resolution that one member has signed."""

    proposal_id: int
    ruling: Ruling
    decided_on: date
    body: str
    paper: str
    votes: tuple[Vote, ...]
    conditions: str
    valid_from: date | None
    digest: str
    content: str | None
    signed_at: datetime
    signed_by: int | None
    signed_name: str


@dataclass(frozen=True, slots=True)
class ResolutionRow:
    """A resolution as it stays."""

    id: int
    proposal_id: int
    ruling: Ruling
    decided_on: date
    body: str
    paper: str
    valid_from: date | None
    content: str
    digest: str
    previous: str
    recorded_at: datetime
    first_name: str
    second_name: str


@dataclass(frozen=True, slots=True)
class ProposalDocument:
    """A file of a proposal; `size` in bytes, `digest` the SHA-256 of its content."""

    id: int
    proposal_id: int
    purpose: DocumentPurpose
    name: str
    media_type: str
    size: int
    digest: str
    at: datetime


def draft(tx: Transaction, proposal_id: int) -> ResolutionDraft | None:
    """The resolution that waits for its second signature, if there is one."""
    table = RESOLUTION_DRAFT.c
    row = tx.execute(
        select(RESOLUTION_DRAFT, func.coalesce(ACCOUNT.c.name, "Laufweg").label("signed_name"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == table.signed_by)
        .where(table.proposal_id == proposal_id)
    ).first()
    if row is None:
        return None
    values = dict(row._mapping)
    del values["id"]
    values["ruling"] = Ruling(values["ruling"])
    values["votes"] = tuple(Vote(**one) for one in values["votes"])
    return ResolutionDraft(**values)


def signed(tx: Transaction, proposals: Collection[int]) -> dict[int, int | None]:
    """Who has signed what waits for its second signature, by proposal."""
    rows = tx.execute(
        select(RESOLUTION_DRAFT.c.proposal_id, RESOLUTION_DRAFT.c.signed_by).where(
            RESOLUTION_DRAFT.c.proposal_id == any_of(proposals)
        )
    )
    return {row.proposal_id: row.signed_by for row in rows}


def write_draft(
    tx: Transaction, proposal_id: int, values: Mapping[str, object], votes: Sequence[Vote]
) -> None:
    """Keep what the actor has signed, in place of what was there."""
    given = dict(values) | {
        "votes": [
            {
                "authority": one.authority,
                "agreed": one.agreed,
                "against": one.against,
                "abstained": one.abstained,
            }
            for one in votes
        ],
        "signed_at": tx.now,
        "signed_by": tx.actor.account,
    }
    tx.execute(
        upsert(RESOLUTION_DRAFT)
        .values(proposal_id=proposal_id, **given)
        .on_conflict_do_update(index_elements=[RESOLUTION_DRAFT.c.proposal_id], set_=given)
    )


def remove_draft(tx: Transaction, proposal_id: int) -> None:
    """Forget what was signed once."""
    tx.execute(delete(RESOLUTION_DRAFT).where(RESOLUTION_DRAFT.c.proposal_id == proposal_id))


def last_digest(tx: Transaction) -> str:
    """The digest of the newest resolution, empty before the first; nobody adds one until the transaction ends."""
    tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("resolution", 0))))
    found = tx.execute(select(RESOLUTION.c.digest).order_by(RESOLUTION.c.id.desc()).limit(1)).scalar()
    return found or ""


def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert a resolution; returns its id."""
    return tx.insert(insert(RESOLUTION).values(recorded_at=tx.now, **values))


_FIRST, _SECOND = ACCOUNT.alias("first"), ACCOUNT.alias("second")


def _resolutions() -> Select[tuple[Any, ...]]:
    return (
        select(
            *(one for one in RESOLUTION.c if one.name not in {"first_by", "second_by"}),
            func.coalesce(_FIRST.c.name, "Laufweg").label("first_name"),
            func.coalesce(_SECOND.c.name, "Laufweg").label("second_name"),
        )
        .outerjoin(_FIRST, _FIRST.c.id == RESOLUTION.c.first_by)
        .outerjoin(_SECOND, _SECOND.c.id == RESOLUTION.c.second_by)
    )


def _row(row: Any) -> ResolutionRow:  # a row of `_resolutions`
    return ResolutionRow(**(dict(row._mapping) | {"ruling": Ruling(row.ruling)}))


def repealed_from(proposal_id: ColumnElement[int]) -> ScalarSelect[date | None]:
    """The first day on which nothing holds any more that the proposal has brought about; null while no resolution says
    so.
    """
    ended, repealing = RESOLUTION.alias("ended"), PROPOSAL.alias("repealing")
    return (
        select(func.min(ended.c.valid_from))
        .join(repealing, repealing.c.id == ended.c.proposal_id)
        .where(repealing.c.repeals_id == proposal_id, ended.c.ruling == Ruling.ADOPTED)
        .scalar_subquery()
    )


def of_proposal(tx: Transaction, proposal_id: int) -> tuple[ResolutionRow, ...]:
    """What was resolved about the proposal, the newest first."""
    rows = tx.execute(
        _resolutions().where(RESOLUTION.c.proposal_id == proposal_id).order_by(RESOLUTION.c.id.desc())
    )
    return tuple(_row(row) for row in rows)


def everything(tx: Transaction) -> tuple[ResolutionRow, ...]:
    """Every resolution in the order of the chain."""
    return tuple(_row(row) for row in tx.execute(_resolutions().order_by(RESOLUTION.c.id)))


def add_document(tx: Transaction, proposal_id: int, values: Mapping[str, object]) -> int:
    """Attach a file, in the actor's name; sent twice by one page it is stored once."""
    found = tx.execute(
        upsert(PROPOSAL_DOCUMENT)
        .values(proposal_id=proposal_id, at=tx.now, actor_id=tx.actor.account, **values)
        .on_conflict_do_nothing(index_elements=[PROPOSAL_DOCUMENT.c.submission])
        .returning(PROPOSAL_DOCUMENT.c.id)
    ).scalar()
    if found is None:
        known = select(PROPOSAL_DOCUMENT.c.id).where(PROPOSAL_DOCUMENT.c.submission == values["submission"])
        found = tx.execute(known).scalar_one()
    return int(found)


def remove_document(tx: Transaction, document_id: int) -> None:
    """Take a file from a proposal."""
    tx.execute(delete(PROPOSAL_DOCUMENT).where(PROPOSAL_DOCUMENT.c.id == document_id))


def documents(tx: Transaction, proposal_id: int) -> tuple[ProposalDocument, ...]:
    """The files of a proposal, in the order they came."""
    rows = tx.execute(_DOCUMENTS.where(PROPOSAL_DOCUMENT.c.proposal_id == proposal_id))
    return tuple(_document(row) for row in rows)


def document(tx: Transaction, document_id: int) -> ProposalDocument:
    """One file of a proposal, or NotFound."""
    row = tx.execute(_DOCUMENTS.where(PROPOSAL_DOCUMENT.c.id == document_id)).first()
    if row is None:
        raise NotFound(f"Expected to find document {document_id} of a proposal, but there is none")
    return _document(row)


_DOCUMENTS = select(
    *(one for one in PROPOSAL_DOCUMENT.c if one.name not in {"submission", "actor_id"})
).order_by(PROPOSAL_DOCUMENT.c.id)


def _document(row: Any) -> ProposalDocument:  # a row of `_DOCUMENTS`
    return ProposalDocument(**(dict(row._mapping) | {"purpose": DocumentPurpose(row.purpose)}))


def holds_content(tx: Transaction, digest: str) -> bool:
    """Whether a file of a proposal has that content."""
    found = select(PROPOSAL_DOCUMENT.c.id).where(PROPOSAL_DOCUMENT.c.digest == digest).limit(1)
    return tx.execute(found).first() is not None
