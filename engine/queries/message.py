"""Messages nobody took, those that still wait and those that expired, and how far signals have got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import jobs
from engine.actor import Action
from engine.state.message import MESSAGE, MessageState
from engine.state.signal import SIGNAL
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


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal: how many catches it was thrown to, how many jobs have not reached yet, and how many never will."""

    id: int
    name: str
    thrown_at: datetime
    hearers: int
    waiting: int
    failed: int


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


def signals(tx: Transaction, limit: int = 50) -> tuple[SignalRow, ...]:
    """The signals thrown last, the newest first."""
    tx.actor.must(Action.ADMINISTER)
    held = jobs.held(tx, jobs.BROADCAST, "signal_id", "subscriptions")
    rows = tx.execute(select(SIGNAL).order_by(SIGNAL.c.id.desc()).limit(limit))
    return tuple(
        SignalRow(row.id, row.name, row.thrown_at, row.hearers, *held.get(row.id, (0, 0))) for row in rows
    )
