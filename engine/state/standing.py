"""What resolutions have set for the steering groups themselves: values, and rules of procedure as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.state import resolution
from engine.state.adopted_parameter import ADOPTED_PARAMETER
from engine.state.proposal import PROPOSAL
from engine.state.resolution import (
    PROPOSAL_DOCUMENT,
    RESOLUTION,
    DocumentPurpose,
    ProposalDocument,
    Ruling,
)
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AdoptedValue:
    """A value a resolution has set in a jurisdiction from a day on, and the proposal it was about."""

    id: int
    name: str
    value: int
    jurisdiction: str
    valid_from: date
    proposal_id: int
    proposal: str
    repealed_from: date | None
    body: str
    decided_on: date
    paper: str


@dataclass(frozen=True, slots=True)
class AdoptedRules:
    """The files of rules of procedure that one resolution has adopted; `content` is its text."""

    proposal_id: int
    jurisdictions: tuple[str, ...]
    valid_from: date
    repealed_from: date | None
    content: str
    documents: tuple[ProposalDocument, ...]


def values(tx: Transaction) -> tuple[AdoptedValue, ...]:
    """Every value that was set, the latest first."""
    rows = tx.execute(
        select(
            ADOPTED_PARAMETER.c.id,
            ADOPTED_PARAMETER.c.name,
            ADOPTED_PARAMETER.c.value,
            ADOPTED_PARAMETER.c.jurisdiction,
            ADOPTED_PARAMETER.c.valid_from,
            PROPOSAL.c.id.label("proposal_id"),
            PROPOSAL.c.year,
            PROPOSAL.c.serial,
            resolution.repealed_from(PROPOSAL.c.id).label("repealed_from"),
            RESOLUTION.c.body,
            RESOLUTION.c.decided_on,
            RESOLUTION.c.paper,
        )
        .join(RESOLUTION, RESOLUTION.c.id == ADOPTED_PARAMETER.c.resolution_id)
        .join(PROPOSAL, PROPOSAL.c.id == RESOLUTION.c.proposal_id)
        .order_by(ADOPTED_PARAMETER.c.valid_from.desc(), ADOPTED_PARAMETER.c.id.desc())
    )
    return tuple(
        AdoptedValue(
            row.id,
            row.name,
            row.value,
            row.jurisdiction,
            row.valid_from,
            row.proposal_id,
            f"V {row.year}/{row.serial}",
            row.repealed_from,
            row.body,
            row.decided_on,
            row.paper,
        )
        for row in rows
    )


def rules(tx: Transaction) -> tuple[AdoptedRules, ...]:
    """All rules of procedure that were adopted, the latest first."""
    rows = tx.execute(
        select(
            PROPOSAL.c.id,
            PROPOSAL.c.jurisdictions,
            RESOLUTION.c.valid_from,
            RESOLUTION.c.content,
            resolution.repealed_from(PROPOSAL.c.id).label("repealed_from"),
        )
        .join(RESOLUTION, RESOLUTION.c.proposal_id == PROPOSAL.c.id)
        .where(
            RESOLUTION.c.ruling == Ruling.ADOPTED,
            RESOLUTION.c.valid_from.is_not(None),
            PROPOSAL.c.id.in_(
                select(PROPOSAL_DOCUMENT.c.proposal_id).where(
                    PROPOSAL_DOCUMENT.c.purpose == DocumentPurpose.RULES
                )
            ),
        )
        .order_by(RESOLUTION.c.valid_from.desc(), RESOLUTION.c.id.desc())
    ).all()
    return tuple(
        AdoptedRules(
            row.id,
            tuple(row.jurisdictions),
            row.valid_from,
            row.repealed_from,
            row.content,
            tuple(one for one in resolution.documents(tx, row.id) if one.purpose is DocumentPurpose.RULES),
        )
        for row in rows
    )


def replaced(tx: Transaction, proposal_id: int, on: date) -> bool | None:
    """Whether later rules of procedure hold on that day wherever those of the proposal did; None without any."""
    found = rules(tx)
    mine = [number for number, one in enumerate(found) if one.proposal_id == proposal_id]
    if not mine:
        return None
    later = {
        place
        for one in found[: mine[0]]
        if one.valid_from <= on and (one.repealed_from is None or one.repealed_from > on)
        for place in one.jurisdictions
    }
    return later.issuperset(found[mine[0]].jurisdictions)
