"""Messages nobody took: those that still wait and those that expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.actor import Action
from engine.state.message import MESSAGE, MessageState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message without a taker; what it brings is not shown."""

    id: int
    name: str
    key: str
    state: MessageState
    published_at: datetime
    expires_at: datetime


def unclaimed(tx: Transaction, limit: int = 200) -> tuple[MessageRow, ...]:
    """Messages that wait for a catch or waited too long, the one that expires or expired last first."""
    tx.actor.must(Action.ADMINISTER)
    rows = tx.execute(
        select(MESSAGE)
        .where(MESSAGE.c.state.in_((MessageState.BUFFERED, MessageState.EXPIRED)))
        .order_by(MESSAGE.c.expires_at.desc(), MESSAGE.c.id.desc())
        .limit(limit)
    )
    return tuple(
        MessageRow(
            row.id,
            row.name,
            row.correlation_key,
            MessageState(row.state),
            row.published_at,
            row.expires_at,
        )
        for row in rows
    )
