"""What was measured of the versions of a proposal, and which differences somebody has looked at.

check: asked ──▶ running ──▶ done | failed        asked for again, it begins anew
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class CheckState(StrEnum):
    """How far a check has come."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


PROPOSAL_CHECK = Table(
    "proposal_check",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    #: of all its versions and what is proposed for them: another one, and what was measured counts no more
    Column("digest", Text, nullable=False),
    *choice("state", CheckState),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("results", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    instant("asked_at"),
    reference("asked_by", "account", nullable=True),
    instant("ended_at", nullable=True),
    UniqueConstraint("proposal_id"),
)

#: differences to the second interpreter that somebody has looked at and takes for right
PROPOSAL_ACKNOWLEDGEMENT = Table(
    "proposal_acknowledgement",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    Column("digest", Text, nullable=False),
    Column("reason", Text, nullable=False),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    UniqueConstraint("proposal_id", "digest"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a proposal: `results` has one entry for each version (`engine.proof`)."""

    digest: str
    state: CheckState
    done: int
    total: int
    results: tuple[Mapping[str, Any], ...]
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who has looked at the differences, and why they are right."""

    reason: str
    at: datetime
    name: str


def check(tx: Transaction, proposal_id: int) -> Check | None:
    """The last check of the proposal, if it was ever asked for."""
    row = tx.execute(select(PROPOSAL_CHECK).where(PROPOSAL_CHECK.c.proposal_id == proposal_id)).first()
    if row is None:
        return None
    return Check(
        row.digest,
        CheckState(row.state),
        row.done,
        row.total,
        tuple(row.results),
        row.asked_at,
        row.ended_at,
    )


def ask(tx: Transaction, proposal_id: int, digest: str) -> None:
    """A check begins anew for these versions."""
    values = {
        "digest": digest,
        "state": CheckState.ASKED,
        "done": 0,
        "total": 0,
        "results": [],
        "asked_at": tx.now,
        "asked_by": tx.actor.account,
        "ended_at": None,
    }
    tx.execute(
        insert(PROPOSAL_CHECK)
        .values(proposal_id=proposal_id, **values)
        .on_conflict_do_update(index_elements=[PROPOSAL_CHECK.c.proposal_id], set_=values)
    )


def progress(tx: Transaction, proposal_id: int, digest: str, **values: object) -> bool:
    """Write how far the check has come; False when another one has been asked for meanwhile."""
    changed = tx.execute(
        update(PROPOSAL_CHECK)
        .where(PROPOSAL_CHECK.c.proposal_id == proposal_id, PROPOSAL_CHECK.c.digest == digest)
        .values(**values)
    )
    return changed.rowcount == 1


def acknowledgement(tx: Transaction, proposal_id: int, digest: str) -> Acknowledgement | None:
    """Who has acknowledged the differences of these versions."""
    row = tx.execute(
        select(
            PROPOSAL_ACKNOWLEDGEMENT.c.reason,
            PROPOSAL_ACKNOWLEDGEMENT.c.at,
            func.coalesce(ACCOUNT.c.name, "Laufweg").label("name"),
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == PROPOSAL_ACKNOWLEDGEMENT.c.actor_id)
        .where(
            PROPOSAL_ACKNOWLEDGEMENT.c.proposal_id == proposal_id,
            PROPOSAL_ACKNOWLEDGEMENT.c.digest == digest,
        )
    ).first()
    return None if row is None else Acknowledgement(row.reason, row.at, row.name)


def acknowledge(tx: Transaction, proposal_id: int, digest: str, reason: str) -> None:
    """Keep that the actor has looked at the differences; the last reason counts."""
    values = {"reason": reason, "at": tx.now, "actor_id": tx.actor.account}
    tx.execute(
        insert(PROPOSAL_ACKNOWLEDGEMENT)
        .values(proposal_id=proposal_id, digest=digest, **values)
        .on_conflict_do_update(
            index_elements=[PROPOSAL_ACKNOWLEDGEMENT.c.proposal_id, PROPOSAL_ACKNOWLEDGEMENT.c.digest],
            set_=values,
        )
    )
