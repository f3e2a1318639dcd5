"""Signals and who waits for them: every catch of the name that is open when a signal is thrown hears it.

subscription: open ──▶ received | cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    any_,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class SignalState(StrEnum):
    """Waiting, fulfilled, or left."""

    OPEN = "open"
    RECEIVED = "received"
    CANCELLED = "cancelled"


SIGNAL = Table(
    "signal",
    METADATA,
    identity(),
    Column("name", Text, nullable=False),
    instant("thrown_at"),
    reference("instance_id", "process_instance", nullable=True),
    #: catches that waited for it when it was thrown
    Column("hearers", Integer, nullable=False, server_default="0"),
)

#: what signals bring, apart from what operators see of them: behind the wall, for the engine alone
CONTENT = Table(
    "signal_content",
    METADATA,
    Column("signal_id", BigInteger, ForeignKey("signal.id"), primary_key=True, autoincrement=False),
    Column("variables", LargeBinary, nullable=False),
)

SIGNAL_SUBSCRIPTION = Table(
    "signal_subscription",
    METADATA,
    identity(),
    reference("instance_id", "process_instance"),
    Column("subscription", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    *choice("state", SignalState),
    instant("created_at"),
    #: thrown while the instance was suspended; heard when it goes on
    reference("pending_id", "signal", nullable=True),
    UniqueConstraint("instance_id", "subscription"),
    Index("ix_signal_subscription_open", "name", "id", postgresql_where=text("state = 'open'")),
)


@dataclass(frozen=True, slots=True)
class Hearer:
    """One waiting catch."""

    id: int
    instance_id: int
    subscription: int


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal that was thrown."""

    id: int
    name: str
    variables: bytes


_HEARER = (SIGNAL_SUBSCRIPTION.c.id, SIGNAL_SUBSCRIPTION.c.instance_id, SIGNAL_SUBSCRIPTION.c.subscription)
_HEARING = (
    select(*_HEARER)
    .where(SIGNAL_SUBSCRIPTION.c.name == bindparam("name"), SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN)
    .order_by(SIGNAL_SUBSCRIPTION.c.id)
)
_STILL = (
    select(*_HEARER)
    .where(
        SIGNAL_SUBSCRIPTION.c.id == any_(bindparam("hearers", type_=ARRAY(BigInteger))),
        SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN,
    )
    .order_by(SIGNAL_SUBSCRIPTION.c.id)
)
_UNSUBSCRIBE = (
    update(SIGNAL_SUBSCRIPTION)
    .where(
        SIGNAL_SUBSCRIPTION.c.instance_id == bindparam("instance"),
        SIGNAL_SUBSCRIPTION.c.subscription == any_(bindparam("subscriptions", type_=ARRAY(Integer))),
        SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN,
    )
    .values(state=bindparam("to"))
)


def create(tx: Transaction, name: str, variables: bytes, instance_id: int | None, hearers: int) -> int:
    """Record a signal thrown by the instance, or by an operator, to so many catches."""
    values = {"name": name, "thrown_at": tx.now, "instance_id": instance_id, "hearers": hearers}
    number = tx.insert(insert(SIGNAL).values(**values))
    tx.execute(insert(CONTENT).values(signal_id=number, variables=variables))
    return number


def get(tx: Transaction, signal_id: int) -> SignalRow | None:
    """The signal, None when there is none."""
    tx.act()
    statement = select(SIGNAL.c.id, SIGNAL.c.name, CONTENT.c.variables).join(
        CONTENT, CONTENT.c.signal_id == SIGNAL.c.id
    )
    row = tx.execute(statement.where(SIGNAL.c.id == signal_id)).first()
    return None if row is None else SignalRow(row.id, row.name, bytes(row.variables))


def hearing(tx: Transaction, name: str) -> tuple[Hearer, ...]:
    """Every catch that waits for the signal, the one that has waited longest first."""
    return tuple(Hearer(*row) for row in tx.fetch(_HEARING, {"name": name}))


def still_open(tx: Transaction, hearers: Sequence[int]) -> tuple[Hearer, ...]:
    """Those of the catches that still wait."""
    return tuple(Hearer(*row) for row in tx.fetch(_STILL, {"hearers": list(hearers)}))


def keep(tx: Transaction, hearer: int, signal_id: int) -> None:
    """Let the catch of a suspended instance hear the signal when the instance goes on; the first one counts."""
    tx.execute(
        update(SIGNAL_SUBSCRIPTION)
        .where(SIGNAL_SUBSCRIPTION.c.id == hearer, SIGNAL_SUBSCRIPTION.c.pending_id.is_(None))
        .values(pending_id=signal_id)
    )


def kept(tx: Transaction, instances: Sequence[int]) -> tuple[tuple[Hearer, bytes], ...]:
    """The open catches of these instances that a signal waits for, with what it brings."""
    tx.act()
    rows = tx.execute(
        select(*_HEARER, CONTENT.c.variables)
        .join(CONTENT, CONTENT.c.signal_id == SIGNAL_SUBSCRIPTION.c.pending_id)
        .where(
            SIGNAL_SUBSCRIPTION.c.instance_id.in_(instances), SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN
        )
        .order_by(SIGNAL_SUBSCRIPTION.c.id)
    )
    return tuple((Hearer(row.id, row.instance_id, row.subscription), bytes(row.variables)) for row in rows)


def subscribe(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open subscriptions."""
    tx.add(SIGNAL_SUBSCRIPTION, [{"state": SignalState.OPEN, "created_at": tx.now, **row} for row in rows])


def unsubscribe(tx: Transaction, instance_id: int, subscriptions: Sequence[int], state: SignalState) -> None:
    """Close subscriptions as received or cancelled."""
    tx.write(_UNSUBSCRIBE, {"instance": instance_id, "subscriptions": list(subscriptions), "to": state})
