"""Messages and who waits for them.

message:      buffered ──▶ correlated | expired
subscription: open     ──▶ correlated | cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    any_,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class MessageState(StrEnum):
    """Kept for a later catch, consumed by one, or too old."""

    BUFFERED = "buffered"
    CORRELATED = "correlated"
    EXPIRED = "expired"


class SubscriptionState(StrEnum):
    """Waiting, fulfilled, or left."""

    OPEN = "open"
    CORRELATED = "correlated"
    CANCELLED = "cancelled"


MESSAGE = Table(
    "message",
    METADATA,
    identity(),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    Column("message_id", Text),
    Column("variables", LargeBinary, nullable=False),
    *choice("state", MessageState),
    instant("published_at"),
    instant("expires_at"),
    reference("instance_id", "process_instance", nullable=True),
    UniqueConstraint("name", "message_id"),
    Index(
        "ix_message_buffered", "name", "correlation_key", "id", postgresql_where=text("state = 'buffered'")
    ),
)

SUBSCRIPTION = Table(
    "message_subscription",
    METADATA,
    identity(),
    reference("instance_id", "process_instance"),
    Column("subscription", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    *choice("state", SubscriptionState),
    instant("created_at"),
    UniqueConstraint("instance_id", "subscription"),
    Index(
        "ix_message_subscription_open",
        "name",
        "correlation_key",
        "id",
        postgresql_where=text("state = 'open'"),
    ),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One waiting catch."""

    id: int
    instance_id: int
    subscription: int


@dataclass(frozen=True, slots=True)
class Buffered:
    """A message nobody waited for when it arrived."""

    id: int
    variables: bytes


_LOCK_NAME = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))
_WAITING = (
    select(SUBSCRIPTION.c.id, SUBSCRIPTION.c.instance_id, SUBSCRIPTION.c.subscription)
    .where(
        SUBSCRIPTION.c.name == bindparam("name"),
        SUBSCRIPTION.c.correlation_key == bindparam("key"),
        SUBSCRIPTION.c.state == SubscriptionState.OPEN,
    )
    .order_by(SUBSCRIPTION.c.id)
    .limit(1)
)
_OLDEST = (
    select(MESSAGE.c.id)
    .where(
        MESSAGE.c.name == bindparam("wanted"),
        MESSAGE.c.correlation_key == bindparam("key"),
        MESSAGE.c.state == MessageState.BUFFERED,
        MESSAGE.c.expires_at > bindparam("now"),
    )
    .order_by(MESSAGE.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(MESSAGE)
    .where(MESSAGE.c.id == _OLDEST.scalar_subquery())
    .values(state=MessageState.CORRELATED, instance_id=bindparam("taker"))
    .returning(MESSAGE.c.id, MESSAGE.c.variables)
)
_SUBSCRIBE = insert(SUBSCRIPTION).inline()
_UNSUBSCRIBE = (
    update(SUBSCRIPTION)
    .where(
        SUBSCRIPTION.c.instance_id == bindparam("instance"),
        SUBSCRIPTION.c.subscription == any_(bindparam("subscriptions", type_=ARRAY(Integer))),
        SUBSCRIPTION.c.state == SubscriptionState.OPEN,
    )
    .values(state=bindparam("to"))
)


def lock_names(tx: Transaction, names: Sequence[tuple[str, str]]) -> None:
    """Serialise publishing and subscribing of the same name and key, so that neither misses the other."""
    for name, key in sorted(set(names)):
        tx.execute(_LOCK_NAME, {"name": f"{name}\x1f{key}"})


def create(tx: Transaction, **values: object) -> int:
    """Store a message; Conflict when its `message_id` was received before."""
    return tx.insert(insert(MESSAGE).values(published_at=tx.now, **values))


def waiting(tx: Transaction, name: str, key: str) -> Subscription | None:
    """The catch that has waited longest for that message."""
    row = tx.execute(_WAITING, {"name": name, "key": key}).first()
    return None if row is None else Subscription(row.id, row.instance_id, row.subscription)


def take_buffered(tx: Transaction, name: str, key: str, instance_id: int) -> Buffered | None:
    """The oldest buffered message that is still alive, marked as consumed by the instance."""
    row = tx.execute(_TAKE, {"wanted": name, "key": key, "now": tx.now, "taker": instance_id}).first()
    return None if row is None else Buffered(row.id, bytes(row.variables))


def expire(tx: Transaction) -> int:
    """Mark messages nobody caught in time; they stay visible."""
    return tx.execute(
        update(MESSAGE)
        .where(MESSAGE.c.state == MessageState.BUFFERED, MESSAGE.c.expires_at <= tx.now)
        .values(state=MessageState.EXPIRED)
    ).rowcount


def subscribe(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open subscriptions."""
    tx.execute(_SUBSCRIBE, [{"state": SubscriptionState.OPEN, "created_at": tx.now, **row} for row in rows])


def unsubscribe(
    tx: Transaction, instance_id: int, subscriptions: Sequence[int], state: SubscriptionState
) -> None:
    """Close subscriptions as correlated or cancelled."""
    tx.execute(_UNSUBSCRIBE, {"instance": instance_id, "subscriptions": list(subscriptions), "to": state})


def expiry(tx: Transaction, message_id: int) -> datetime:
    """When the message stops waiting for a catch."""
    expires: datetime = tx.execute(
        select(MESSAGE.c.expires_at).where(MESSAGE.c.id == message_id)
    ).scalar_one()
    return expires
