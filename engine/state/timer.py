"""Timers: rows with a due time, found through an index and fired by a worker.

timer: armed ──due──▶ queued ──▶ fired
         └──────────────┴──────▶ cancelled       the element was left first
                        └──────▶ held            due while its instance was suspended; armed again when that goes on
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    any_,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class TimerState(StrEnum):
    """Where the timer is between armed and over."""

    ARMED = "armed"
    QUEUED = "queued"
    FIRED = "fired"
    CANCELLED = "cancelled"
    HELD = "held"


#: not over yet
RUNNING = (TimerState.ARMED, TimerState.QUEUED, TimerState.HELD)

TIMER = Table(
    "timer",
    METADATA,
    identity(),
    reference("instance_id", "process_instance"),
    Column("subscription", Integer, nullable=False),
    Column("element", Text, nullable=False),
    *choice("state", TimerState),
    instant("due_at"),
    instant("created_at"),
    instant("changed_at"),
    UniqueConstraint("instance_id", "subscription"),
    Index("ix_timer_due", "due_at", "id", postgresql_where=text("state = 'armed'")),
    Index("ix_timer_queued", "changed_at", postgresql_where=text("state = 'queued'")),
    Index("ix_timer_held", "instance_id", postgresql_where=text("state = 'held'")),
)


@dataclass(frozen=True, slots=True)
class Timer:
    """One timer as a command sees it."""

    id: int
    instance_id: int
    subscription: int
    due_at: datetime
    element: str
    state: TimerState


_GET = select(
    TIMER.c.id, TIMER.c.instance_id, TIMER.c.subscription, TIMER.c.due_at, TIMER.c.element, TIMER.c.state
).where(TIMER.c.id == bindparam("timer"))
_CLOSE = (
    update(TIMER)
    .where(
        TIMER.c.instance_id == bindparam("instance"),
        TIMER.c.subscription == any_(bindparam("subscriptions", type_=ARRAY(Integer))),
        TIMER.c.state.in_(RUNNING),
    )
    .values(state=bindparam("to"), changed_at=bindparam("at"))
)


def get(tx: Transaction, timer_id: int) -> Timer | None:
    """The timer, or None when its instance was erased."""
    row = tx.first(_GET, {"timer": timer_id})
    if row is None:
        return None
    *first, state = row
    return Timer(*(*first, TimerState(state)))


def create(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Arm timers."""
    stamps = {"state": TimerState.ARMED, "created_at": tx.now, "changed_at": tx.now}
    tx.add(TIMER, [{**stamps, **row} for row in rows])


def close(tx: Transaction, instance_id: int, subscriptions: Sequence[int], state: TimerState) -> None:
    """Mark timers as fired or cancelled."""
    tx.write(
        _CLOSE,
        {"instance": instance_id, "subscriptions": list(subscriptions), "to": state, "at": tx.now},
    )


def hold(tx: Transaction, timer_id: int) -> None:
    """Keep a due timer until its suspended instance goes on; the caller holds the instance."""
    tx.execute(
        update(TIMER)
        .where(TIMER.c.id == timer_id, TIMER.c.state.in_(RUNNING))
        .values(state=TimerState.HELD, changed_at=tx.now)
    )


def release_held(tx: Transaction, instances: Sequence[int]) -> None:
    """Arm again what fell due while these instances were suspended."""
    tx.execute(
        update(TIMER)
        .where(TIMER.c.instance_id.in_(instances), TIMER.c.state == TimerState.HELD)
        .values(state=TimerState.ARMED, changed_at=tx.now)
    )


def move(tx: Transaction, instance_id: int, subscription: int, due: datetime) -> None:
    """Let a running timer be due at another instant."""
    tx.execute(
        update(TIMER)
        .where(
            TIMER.c.instance_id == instance_id,
            TIMER.c.subscription == subscription,
            TIMER.c.state.in_(RUNNING),
        )
        .values(state=TimerState.ARMED, due_at=due, changed_at=tx.now)
    )


def claim_due(tx: Transaction, limit: int) -> list[int]:
    """Move up to `limit` due timers to queued, oldest first; other workers skip the rows claimed here."""
    return claim(tx, TIMER, limit)


def release_stale(tx: Transaction, older_than: timedelta, limit: int) -> int:
    """Arm up to `limit` again that were queued long ago and never fired: the queue is not trusted. Returns how many."""
    return release(tx, TIMER, older_than, limit)


def claim(tx: Transaction, table: Table, limit: int) -> list[int]:
    """As `claim_due`, for any table of timers."""
    due = (
        select(table.c.id)
        .where(table.c.state == TimerState.ARMED, table.c.due_at <= tx.now)
        .order_by(table.c.due_at, table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = tx.execute(
        update(table)
        .where(table.c.id.in_(due.scalar_subquery()))
        .values(state=TimerState.QUEUED, changed_at=tx.now)
        .returning(table.c.id)
    )
    return sorted(claimed.scalars())


def release(tx: Transaction, table: Table, older_than: timedelta, limit: int) -> int:
    """As `release_stale`, for any table of timers."""
    stale = (
        select(table.c.id)
        .where(table.c.state == TimerState.QUEUED, table.c.changed_at < tx.now - older_than)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tx.execute(
        update(table)
        .where(table.c.id.in_(stale.scalar_subquery()))
        .values(state=TimerState.ARMED, changed_at=tx.now)
    ).rowcount
