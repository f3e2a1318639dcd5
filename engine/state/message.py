"""Messages and who waits for them.

message:      buffered ──▶ correlated | started | expired
subscription: open     ──▶ correlated | cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    and_,
    any_,
    bindparam,
    exists,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state.instance import INSTANCE, IS_ROOT, ROOT
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class MessageState(StrEnum):
    """Kept for a later catch, consumed by one, consumed by the start of an instance, or too old."""

    BUFFERED = "buffered"
    CORRELATED = "correlated"
    STARTED = "started"
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
    *choice("state", MessageState),
    instant("published_at"),
    instant("expires_at"),
    reference("instance_id", "process_instance", nullable=True),
    UniqueConstraint("name", "message_id"),
    Index(
        "ix_message_buffered", "name", "correlation_key", "id", postgresql_where=text("state = 'buffered'")
    ),
    Index(
        "ix_message_expires", "expires_at", "id", postgresql_where=text("state IN ('buffered', 'expired')")
    ),
)

#: what messages bring, apart from what operators see of them: behind the wall, for the engine alone
CONTENT = Table(
    "message_content",
    METADATA,
    Column("message_id", BigInteger, ForeignKey("message.id"), primary_key=True, autoincrement=False),
    Column("variables", LargeBinary, nullable=False),
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
    """One waiting catch; `suspended` says that its instance stands still."""

    id: int
    instance_id: int
    subscription: int
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class OpenCatch:
    """A catch with what it waits for."""

    instance_id: int
    subscription: int
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Buffered:
    """A message nobody waited for when it arrived."""

    id: int
    variables: bytes


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message and what became of it: `instance_id` took it or was started by it."""

    id: int
    name: str
    key: str
    variables: bytes
    state: MessageState
    instance_id: int | None
    expires_at: datetime


_LOCK_NAME = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))
_TRY_NAME = select(func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))
# who stands still gets a message only if nobody else waits for it
_WAITING = (
    select(
        SUBSCRIPTION.c.id,
        SUBSCRIPTION.c.instance_id,
        SUBSCRIPTION.c.subscription,
        ROOT.c.suspended_at.is_not(None).label("suspended"),
    )
    .join(INSTANCE, INSTANCE.c.id == SUBSCRIPTION.c.instance_id)
    .join(ROOT, IS_ROOT)
    .where(
        SUBSCRIPTION.c.name == bindparam("name"),
        SUBSCRIPTION.c.correlation_key == bindparam("key"),
        SUBSCRIPTION.c.state == SubscriptionState.OPEN,
    )
    .order_by(ROOT.c.suspended_at.is_not(None), SUBSCRIPTION.c.id)
    .limit(1)
)
_CAUGHT = and_(
    SUBSCRIPTION.c.name == MESSAGE.c.name,
    SUBSCRIPTION.c.correlation_key == MESSAGE.c.correlation_key,
    SUBSCRIPTION.c.state == SubscriptionState.OPEN,
)
#: its catch stands still: it waits with it, however long
_RESTS = exists().where(
    _CAUGHT, INSTANCE.c.id == SUBSCRIPTION.c.instance_id, IS_ROOT, ROOT.c.suspended_at.is_not(None)
)
_REVIVE = (
    update(MESSAGE)
    .where(
        MESSAGE.c.state == MessageState.BUFFERED,
        MESSAGE.c.expires_at < bindparam("until"),
        exists().where(
            _CAUGHT, SUBSCRIPTION.c.instance_id == any_(bindparam("instances", type_=ARRAY(BigInteger)))
        ),
    )
    .values(expires_at=bindparam("until"))
)
_COLUMNS = (
    MESSAGE.c.id,
    MESSAGE.c.name,
    MESSAGE.c.correlation_key,
    CONTENT.c.variables,
    MESSAGE.c.state,
    MESSAGE.c.instance_id,
    MESSAGE.c.expires_at,
)
_NEW = (
    upsert(MESSAGE)
    .values(
        name=bindparam("name"),
        correlation_key=bindparam("key"),
        message_id=bindparam("given"),
        state=MessageState.BUFFERED,
        published_at=bindparam("at"),
        expires_at=bindparam("until"),
    )
    .on_conflict_do_nothing(index_elements=["name", "message_id"])
    .returning(MESSAGE.c.id)
    .cte("new_message")
)
_CREATE = (
    insert(CONTENT)
    .from_select(["message_id", "variables"], select(_NEW.c.id, bindparam("brought", type_=LargeBinary)))
    .returning(CONTENT.c.message_id)
)
_BROUGHT = select(*_COLUMNS).join(CONTENT, CONTENT.c.message_id == MESSAGE.c.id)
_GET = _BROUGHT.where(MESSAGE.c.id == bindparam("message"))
_KNOWN = _BROUGHT.where(MESSAGE.c.name == bindparam("wanted"), MESSAGE.c.message_id == bindparam("given"))
_CONSUME = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("message"), MESSAGE.c.state == MessageState.BUFFERED)
    .values(state=bindparam("to"), instance_id=bindparam("taker"))
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
_TAKEN = (
    update(MESSAGE)
    .where(MESSAGE.c.id == _OLDEST.scalar_subquery())
    .values(state=MessageState.CORRELATED, instance_id=bindparam("taker"))
    .returning(MESSAGE.c.id)
    .cte("taken")
)
_TAKE = select(_TAKEN.c.id, CONTENT.c.variables).join(CONTENT, CONTENT.c.message_id == _TAKEN.c.id)
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
        tx.write(_LOCK_NAME, {"name": f"{name}\x1f{key}"})


def try_name(tx: Transaction, name: str, key: str) -> bool:
    """As `lock_names`, without waiting; False when another transaction publishes or subscribes it just now."""
    ((free,),) = tx.fetch(_TRY_NAME, {"name": f"{name}\x1f{key}"})
    return bool(free)


def create(
    tx: Transaction, name: str, key: str, variables: bytes, expires_at: datetime, message_id: str | None
) -> int | None:
    """Store a message, buffered for now; None when its `message_id` was received before."""
    values = {"name": name, "key": key, "brought": variables, "at": tx.now, "until": expires_at}
    row = tx.first(_CREATE, values | {"given": message_id})
    return None if row is None else row[0]


def outlast(tx: Transaction, message_id: int, until: datetime) -> None:
    """Let the message live at least until then."""
    tx.execute(
        update(MESSAGE)
        .where(MESSAGE.c.id == message_id, MESSAGE.c.expires_at < until)
        .values(expires_at=until)
    )


def state_of_unwanted(tx: Transaction, message_id: int) -> MessageState:
    """Buffered, or expired when the message must not wait at all."""
    expired = tx.execute(
        update(MESSAGE)
        .where(
            MESSAGE.c.id == message_id,
            MESSAGE.c.state == MessageState.BUFFERED,
            MESSAGE.c.expires_at <= tx.now,
        )
        .values(state=MessageState.EXPIRED)
    )
    return MessageState.EXPIRED if expired.rowcount else MessageState.BUFFERED


def get(tx: Transaction, message_id: int) -> MessageRow | None:
    """The message, None when there is none."""
    tx.act()
    return _message(tx.first(_GET, {"message": message_id}))


def known(tx: Transaction, name: str, message_id: str) -> MessageRow | None:
    """The message that was received before under that id."""
    tx.act()
    return _message(tx.first(_KNOWN, {"wanted": name, "given": message_id}))


def _message(row: Sequence[Any] | None) -> MessageRow | None:
    if row is None:
        return None
    number, name, key, variables, state, taker, expires = row
    return MessageRow(number, name, key, bytes(variables), MessageState(state), taker, expires)


def consume(tx: Transaction, message_id: int, state: MessageState, instance_id: int | None) -> None:
    """Mark a buffered message as consumed by the instance, or by the engine; the caller holds its name, so nobody else
    takes it.
    """
    tx.write(_CONSUME, {"message": message_id, "to": state, "taker": instance_id})


def waiting(tx: Transaction, name: str, key: str) -> Subscription | None:
    """The catch that has waited longest for that message."""
    row = tx.first(_WAITING, {"name": name, "key": key})
    return None if row is None else Subscription(*row)


def take_buffered(tx: Transaction, name: str, key: str, instance_id: int) -> Buffered | None:
    """The oldest buffered message that is still alive, marked as consumed by the instance."""
    tx.act()
    row = tx.first(_TAKE, {"wanted": name, "key": key, "now": tx.now, "taker": instance_id})
    return None if row is None else Buffered(*row)


def expire(tx: Transaction, limit: int) -> int:
    """Mark up to `limit` messages nobody caught in time; they stay visible. Returns how many.

    What waits for a catch that stands still does not expire (`revive`).
    """
    late = (
        select(MESSAGE.c.id)
        .where(MESSAGE.c.state == MessageState.BUFFERED, MESSAGE.c.expires_at <= tx.now, ~_RESTS)
        .order_by(MESSAGE.c.expires_at, MESSAGE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tx.execute(
        update(MESSAGE).where(MESSAGE.c.id.in_(late.scalar_subquery())).values(state=MessageState.EXPIRED)
    ).rowcount


def revive(tx: Transaction, instances: Sequence[int], until: datetime) -> None:
    """Let what waits for these instances, which go on now, last until then."""
    tx.execute(_REVIVE, {"instances": list(instances), "until": until})


def open_of(tx: Transaction, instances: Sequence[int]) -> tuple[OpenCatch, ...]:
    """The open subscriptions of these instances."""
    rows = tx.execute(
        select(
            SUBSCRIPTION.c.instance_id,
            SUBSCRIPTION.c.subscription,
            SUBSCRIPTION.c.name,
            SUBSCRIPTION.c.correlation_key,
        )
        .where(SUBSCRIPTION.c.instance_id.in_(instances), SUBSCRIPTION.c.state == SubscriptionState.OPEN)
        .order_by(SUBSCRIPTION.c.id)
    )
    return tuple(OpenCatch(row.instance_id, row.subscription, row.name, row.correlation_key) for row in rows)


def subscribe(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open subscriptions."""
    tx.add(SUBSCRIPTION, [{"state": SubscriptionState.OPEN, "created_at": tx.now, **row} for row in rows])


def unsubscribe(
    tx: Transaction, instance_id: int, subscriptions: Sequence[int], state: SubscriptionState
) -> None:
    """Close subscriptions as correlated or cancelled."""
    tx.write(_UNSUBSCRIBE, {"instance": instance_id, "subscriptions": list(subscriptions), "to": state})


def expiry(tx: Transaction, message_id: int) -> datetime:
    """When the message stops waiting for a catch."""
    expires: datetime = tx.execute(
        select(MESSAGE.c.expires_at).where(MESSAGE.c.id == message_id)
    ).scalar_one()
    return expires
