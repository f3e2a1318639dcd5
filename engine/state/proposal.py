"""Proposals (Vorlagen) to a steering group: what is to be in force where from when, and how far it has come.

proposal: draft ──▶ in consultation ──▶ ready ──▶ adopted ──▶ in force ──▶ superseded
            ▲  │          ▲                │├──▶ rejected        └───────▶ repealed
            │  └─▶        └─── reopened ───┘└──▶ returned ──▶ draft
            └── withdrawn: a draft, one in consultation, a ready or a returned one is given up

Which step leads where, and whose it is, says `engine.execution.proposals.STEPS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.errors import NotFound
from engine.state.account import ACCOUNT
from engine.state.definition import DEFINITION, VERSION
from engine.state.metadata import METADATA, any_of, choice, identity, instant, reference
from engine.state.serial import next_of_year
from engine.transaction import Transaction


class ProposalState(StrEnum):
    """How far a proposal has come."""

    DRAFT = "draft"
    IN_CONSULTATION = "in_consultation"
    READY = "ready"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    RETURNED = "returned"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"
    WITHDRAWN = "withdrawn"


class MigrationRule(StrEnum):
    """What becomes of cases that run in another version when the proposal comes into force."""

    KEEP = "keep"
    NEXT_PHASE = "next_phase"
    ALL = "all"
    SELECTED = "selected"


PROPOSAL = Table(
    "proposal",
    METADATA,
    identity(),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("legal_basis", Text, nullable=False, server_default=""),
    #: AGS prefixes: 05334 is the StädteRegion
    Column("jurisdictions", ARRAY(Text), nullable=False),
    Column("valid_from", Date),
    *choice("migration_rule", MigrationRule),
    #: months after coming into force until the group looks at it again
    Column("review_months", Integer, nullable=False, server_default="12"),
    #: values of `engine.execution.parameters` it sets
    Column("parameters", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    #: the proposal whose resolution it takes back
    reference("repeals_id", "proposal", nullable=True),
    *choice("state", ProposalState),
    Column("revision", Integer, nullable=False, server_default="1"),
    instant("created_at"),
    reference("created_by", "account", nullable=True),
    #: last day on which the consulted parties may answer
    Column("answer_by", Date),
    instant("opened_at", nullable=True),
    Column("asked_about", JSONB),  # what held there when the parties were asked: `engine.execution.holding`
    Column("review_on", Date),
    instant("review_told_at", nullable=True),
    UniqueConstraint("year", "serial"),
    CheckConstraint("review_months BETWEEN 0 AND 60", name="review_months"),
    Index("ix_proposal_state", "state", "id"),
)

#: the versions it brings into force; their digest is that of the moment consultation began
PROPOSAL_VERSION = Table(
    "proposal_version",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    reference("version_id", "version", index=True),
    #: what it agrees on otherwise than the version's process.toml proposes: element to ISO 8601 period, name to number
    Column("times", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("pinned_revision", Integer),
    Column("pinned_digest", Text),
    UniqueConstraint("proposal_id", "version_id"),
)

#: what happened to a proposal; the database lets nobody change or remove it
PROPOSAL_EVENT = Table(
    "proposal_event",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("kind", Text, nullable=False),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Index("ix_proposal_event_proposal_id", "proposal_id", "id"),
)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal as it stands."""

    id: int
    year: int
    serial: int
    title: str
    reason: str
    legal_basis: str
    jurisdictions: tuple[str, ...]
    valid_from: date | None
    migration_rule: MigrationRule
    review_months: int
    parameters: Mapping[str, int]
    repeals_id: int | None
    state: ProposalState
    revision: int
    created_at: datetime
    created_by: int | None
    author: str
    answer_by: date | None
    opened_at: datetime | None
    asked_about: tuple[Mapping[str, object], ...] | None
    review_on: date | None

    @property
    def number(self) -> str:
        """What people quote: „V 2026/3“."""
        return f"V {self.year}/{self.serial}"


@dataclass(frozen=True, slots=True)
class ProposedVersion:
    """A version of a proposal: as it is now, and as it was when consultation began."""

    version_id: int
    key: str
    name: str
    number: int
    digest: str
    revision: int
    main_path: str
    error_count: int
    times: Mapping[str, str]
    pinned_revision: int | None
    pinned_digest: str | None

    @property
    def changed(self) -> bool:
        """Whether it is another one than the parties were asked about."""
        return self.pinned_digest is not None and self.pinned_digest != self.digest


_ROWS = select(
    *(
        PROPOSAL.c[name]
        for name in (
            "id",
            "year",
            "serial",
            "title",
            "reason",
            "legal_basis",
            "jurisdictions",
            "valid_from",
            "migration_rule",
            "review_months",
            "parameters",
            "repeals_id",
            "state",
            "revision",
            "created_at",
            "created_by",
        )
    ),
    func.coalesce(ACCOUNT.c.name, "Laufweg").label("author"),
    PROPOSAL.c.answer_by,
    PROPOSAL.c.opened_at,
    PROPOSAL.c.asked_about,
    PROPOSAL.c.review_on,
).outerjoin(ACCOUNT, ACCOUNT.c.id == PROPOSAL.c.created_by)


def _row(row: Any) -> ProposalRow:  # a row of `_ROWS`
    values = dict(row._mapping)
    values["jurisdictions"] = tuple(values["jurisdictions"])
    values["asked_about"] = None if row.asked_about is None else tuple(row.asked_about)
    values["migration_rule"] = MigrationRule(values["migration_rule"])
    values["state"] = ProposalState(values["state"])
    return ProposalRow(**values)


def get(tx: Transaction, proposal_id: int) -> ProposalRow:
    """The proposal, or NotFound."""
    row = tx.execute(_ROWS.where(PROPOSAL.c.id == proposal_id)).first()
    if row is None:
        raise NotFound(f"Expected to find proposal {proposal_id}, but there is none")
    return _row(row)


def lock(tx: Transaction, proposal_id: int) -> ProposalRow:
    """The proposal, which nobody else changes until the transaction ends."""
    tx.execute(select(PROPOSAL.c.id).where(PROPOSAL.c.id == proposal_id).with_for_update())
    return get(tx, proposal_id)


def everything(tx: Transaction) -> tuple[ProposalRow, ...]:
    """Every proposal, the newest first."""
    rows = tx.execute(_ROWS.order_by(PROPOSAL.c.year.desc(), PROPOSAL.c.serial.desc()))
    return tuple(_row(row) for row in rows)


def in_state(tx: Transaction, *states: ProposalState) -> tuple[ProposalRow, ...]:
    """The proposals that stand there, the oldest first."""
    rows = tx.execute(_ROWS.where(PROPOSAL.c.state.in_(states)).order_by(PROPOSAL.c.id))
    return tuple(_row(row) for row in rows)


def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert a draft with the next number of the year."""
    year, serial = next_of_year(tx, PROPOSAL)
    return tx.insert(
        insert(PROPOSAL).values(
            year=year,
            serial=serial,
            state=ProposalState.DRAFT,
            created_at=tx.now,
            created_by=tx.actor.account,
            **values,
        )
    )


def change(tx: Transaction, row: ProposalRow, **values: object) -> bool:
    """Change a proposal that still has that revision; False when someone else was first."""
    changed = tx.execute(
        update(PROPOSAL)
        .where(PROPOSAL.c.id == row.id, PROPOSAL.c.revision == row.revision)
        .values(revision=row.revision + 1, **values)
    )
    return changed.rowcount == 1


def versions(tx: Transaction, proposal_id: int) -> tuple[ProposedVersion, ...]:
    """The versions of a proposal, by the name of their process."""
    return versions_of(tx, [proposal_id]).get(proposal_id, ())


def versions_of(tx: Transaction, proposals: Collection[int]) -> dict[int, tuple[ProposedVersion, ...]]:
    """By proposal its versions, by the name of their process."""
    rows = tx.execute(
        select(
            PROPOSAL_VERSION.c.proposal_id,
            VERSION.c.id.label("version_id"),
            DEFINITION.c.key,
            VERSION.c.name,
            VERSION.c.number,
            VERSION.c.digest,
            VERSION.c.revision,
            VERSION.c.main_path,
            VERSION.c.error_count,
            PROPOSAL_VERSION.c.times,
            PROPOSAL_VERSION.c.pinned_revision,
            PROPOSAL_VERSION.c.pinned_digest,
        )
        .select_from(PROPOSAL_VERSION)
        .join(VERSION, VERSION.c.id == PROPOSAL_VERSION.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(PROPOSAL_VERSION.c.proposal_id == any_of(proposals))
        .order_by(VERSION.c.name, VERSION.c.id)
    )
    found: dict[int, tuple[ProposedVersion, ...]] = {}
    for row in rows:
        values = dict(row._mapping)
        number = values.pop("proposal_id")
        found[number] = (*found.get(number, ()), ProposedVersion(**values))
    return found


def set_versions(tx: Transaction, proposal_id: int, times: Mapping[int, Mapping[str, str]]) -> None:
    """Let the proposal have exactly these versions, each with its agreed times; nothing is pinned any more."""
    tx.execute(delete(PROPOSAL_VERSION).where(PROPOSAL_VERSION.c.proposal_id == proposal_id))
    if times:
        tx.execute(
            insert(PROPOSAL_VERSION),
            [
                {"proposal_id": proposal_id, "version_id": version, "times": dict(agreed)}
                for version, agreed in times.items()
            ],
        )


def pin(tx: Transaction, proposal_id: int, versions: Iterable[ProposedVersion]) -> None:
    """Remember the versions as they are now."""
    for one in versions:
        tx.execute(
            update(PROPOSAL_VERSION)
            .where(
                PROPOSAL_VERSION.c.proposal_id == proposal_id,
                PROPOSAL_VERSION.c.version_id == one.version_id,
            )
            .values(pinned_revision=one.revision, pinned_digest=one.digest)
        )


def holding(tx: Transaction, version_id: int) -> tuple[ProposalRow, ...]:
    """The proposals that hold a version, the oldest first."""
    rows = tx.execute(
        _ROWS.join(PROPOSAL_VERSION, PROPOSAL_VERSION.c.proposal_id == PROPOSAL.c.id)
        .where(PROPOSAL_VERSION.c.version_id == version_id)
        .order_by(PROPOSAL.c.id)
    )
    return tuple(_row(row) for row in rows)


def note(tx: Transaction, proposal_id: int, kind: str, **detail: object) -> None:
    """Add a row to what happened to the proposal, in the actor's name."""
    tx.append(
        PROPOSAL_EVENT,
        [
            {
                "proposal_id": proposal_id,
                "at": tx.now,
                "actor_id": tx.actor.account,
                "kind": kind,
                "detail": detail,
            }
        ],
    )


@dataclass(frozen=True, slots=True)
class ProposalEvent:
    """One thing that happened to a proposal."""

    id: int
    at: datetime
    actor: str
    kind: str
    detail: Mapping[str, Any]


def events(tx: Transaction, proposal_id: int) -> tuple[ProposalEvent, ...]:
    """What happened to the proposal, the newest first."""
    rows = tx.execute(
        select(
            PROPOSAL_EVENT.c.id,
            PROPOSAL_EVENT.c.at,
            func.coalesce(ACCOUNT.c.name, PROPOSAL_EVENT.c.detail["person"].astext, "Laufweg").label("actor"),
            PROPOSAL_EVENT.c.kind,
            PROPOSAL_EVENT.c.detail,
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == PROPOSAL_EVENT.c.actor_id)
        .where(PROPOSAL_EVENT.c.proposal_id == proposal_id)
        .order_by(PROPOSAL_EVENT.c.id.desc())
    )
    return tuple(ProposalEvent(**row._mapping) for row in rows)


def reviews(tx: Transaction, on: date) -> tuple[ProposalRow, ...]:
    """What is in force and is to be looked at again by that day, of which nobody has been told; the oldest first."""
    rows = tx.execute(
        _ROWS.where(
            PROPOSAL.c.state == ProposalState.IN_FORCE,
            PROPOSAL.c.review_on <= on,
            PROPOSAL.c.review_told_at.is_(None),
        ).order_by(PROPOSAL.c.id)
    )
    return tuple(_row(row) for row in rows)
