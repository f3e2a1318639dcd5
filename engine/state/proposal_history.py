"""What was noted of a proposal last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from engine.state.proposal import PROPOSAL_EVENT
from engine.transaction import Transaction


def was_noted(tx: Transaction, proposal_id: int, kinds: Collection[str], since: datetime) -> bool:
    """Whether the last thing that happened to the proposal is one of these, by the actor, and no older than that."""
    row = tx.execute(
        select(PROPOSAL_EVENT.c.kind, PROPOSAL_EVENT.c.actor_id, PROPOSAL_EVENT.c.at)
        .where(PROPOSAL_EVENT.c.proposal_id == proposal_id)
        .order_by(PROPOSAL_EVENT.c.id.desc())
        .limit(1)
    ).first()
    return row is not None and row.kind in kinds and row.actor_id == tx.actor.account and row.at >= since


def last(tx: Transaction, proposal_id: int, kinds: Collection[str]) -> datetime | None:
    """When one of these happened to the proposal last; None: never."""
    found: datetime | None = tx.execute(
        select(func.max(PROPOSAL_EVENT.c.at)).where(
            PROPOSAL_EVENT.c.proposal_id == proposal_id, PROPOSAL_EVENT.c.kind.in_(tuple(kinds))
        )
    ).scalar_one()
    return found
