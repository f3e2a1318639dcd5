"""Referrals to another authority: how far each is and who owns it, and the stops on its way.

Kept by `engine.execution.referrals` in the transaction of the step that moved the process; nobody else writes here.

referral: open, owned by exactly one authority ──the process ends──▶ closed, owned by nobody
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Row,
    SmallInteger,
    Table,
    Text,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.errors import NotFound
from engine.profile import ReferralParty, ReferralReason, ReferralState
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_OPEN = text("closed_at IS NULL")

REFERRAL = Table(
    "referral",
    METADATA,
    identity(),
    #: one run of a process that refers somebody is one referral
    reference("instance_id", "process_instance"),
    reference("case_id", "case", index=True),
    *choice("state", ReferralState),
    #: whose turn it is; the turn's element instance, None while a time runs or a message is waited for
    *choice("party", ReferralParty),
    Column("element_instance", Integer),
    #: who must act next and answers for it
    reference("owner_id", "authority", nullable=True),
    reference("sender_id", "authority"),
    #: the authority asked last; None before, and where it is handed over by hand
    reference("receiver_id", "authority", nullable=True),
    Column("by_hand", Boolean, nullable=False, server_default="false"),
    #: the element instances of open tasks that wait for an authority on the receiving side; a trigger marks the tasks
    Column("incoming", ARRAY(Integer), nullable=False, server_default="{}"),
    Column("topic", Text, nullable=False),
    Column("matter", Text, nullable=False),
    #: the day an application was received first, which stays on every hop (§ 16 (2) SGB I)
    Column("received_on", Date),
    #: what was given last, each category with what opened it
    Column("given", JSONB, nullable=False, server_default="[]"),
    #: how often it was offered
    Column("offers", SmallInteger, nullable=False, server_default="0"),
    Column("reason", Text),
    instant("begun_at"),
    #: since when the owner has it
    instant("since"),
    instant("closed_at", nullable=True),
    Index("uq_referral_instance_id", "instance_id", unique=True),
    CheckConstraint("(closed_at IS NULL) = (owner_id IS NOT NULL)", name="one_owner"),
    CheckConstraint("party NOT IN ('erster_traeger', 'daneben')", name="owned_by_a_side"),
    CheckConstraint(
        "reason IN (" + ", ".join(f"'{one.value}'" for one in ReferralReason) + ")", name="reason"
    ),
    Index(
        "ix_referral_owner_id",
        "owner_id",
        "since",
        "id",
        postgresql_where=_OPEN,
        postgresql_include=["case_id", "receiver_id", "sender_id"],  # what a list counts by
    ),
    Index("ix_referral_receiver_id", "receiver_id", "since", "id"),
    Index("ix_referral_sender_id", "sender_id", "since", "id"),
    #: what the inbox asks: the open ones in a state, by their tasks
    Index("ix_referral_state", "state", "instance_id", postgresql_where=_OPEN),
)

#: each change of state or owner; never changed
REFERRAL_STOP = Table(
    "referral_stop",
    METADATA,
    identity(),
    reference("referral_id", "referral", index=True),
    reference("case_id", "case"),
    instant("at"),
    *choice("state", ReferralState),
    *choice("party", ReferralParty),
    reference("owner_id", "authority", nullable=True),
    Column("topic", Text, nullable=False),
    Column("given", JSONB, nullable=False, server_default="[]"),
    #: the words of the answer, where there was one
    Column("said", Text),
    reference("actor_id", "account", nullable=True),
    #: who answered by a one-time link; they have no account
    Column("actor_name", Text),
)


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral as the steps of its process know it."""

    id: int
    state: ReferralState
    party: ReferralParty
    element_instance: int | None
    owner_id: int | None
    sender_id: int
    receiver_id: int | None
    by_hand: bool
    incoming: tuple[int, ...]
    topic: str
    matter: str
    received_on: date | None
    given: Sequence[Mapping[str, Any]]
    offers: int
    reason: str | None
    since: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an open task of a referral is."""

    element_instance: int
    element: str
    authority_id: int
    topic: str


_COLUMNS = tuple(REFERRAL.c[name] for name in ReferralRow.__dataclass_fields__)
_GET = select(REFERRAL.c.id, REFERRAL.c.instance_id, REFERRAL.c.case_id, REFERRAL.c.sender_id).where(
    REFERRAL.c.id == bindparam("referral")
)
_OF_INSTANCE = select(*_COLUMNS).where(REFERRAL.c.instance_id == bindparam("instance"))
_DESKS = (
    select(TASK.c.element_instance, TASK.c.element, TASK.c.authority_id, TASK.c.topic)
    .where(TASK.c.instance_id == bindparam("instance"), TASK.c.state == TaskState.ACTIVE)
    .order_by(TASK.c.element_instance)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a referral belongs."""

    id: int
    instance_id: int
    case_id: int
    sender_id: int


def get(tx: Transaction, referral_id: int) -> Kept:
    """The referral, or NotFound; whoever may not see it does not find it."""
    row = tx.first(_GET, {"referral": referral_id})
    if row is None:
        raise NotFound(f"Expected to find referral {referral_id}, but there is none")
    return Kept(*row)


def of_instance(tx: Transaction, instance_id: int) -> ReferralRow | None:
    """The referral of a process instance, if it keeps one; the instance is locked."""
    row = tx.first(_OF_INSTANCE, {"instance": instance_id})
    return None if row is None else _row(row)


def _row(row: Sequence[Any]) -> ReferralRow:
    number, state, party, *more = row
    incoming = 5
    more[incoming] = tuple(more[incoming])
    return ReferralRow(number, ReferralState(state), ReferralParty(party), *more)


def desks(tx: Transaction, instance_id: int) -> tuple[Desk, ...]:
    """The open tasks of a process instance, the oldest first."""
    return tuple(Desk(*row) for row in tx.fetch(_DESKS, {"instance": instance_id}))


def create(tx: Transaction, instance_id: int, case_id: int, values: Mapping[str, Any]) -> int:
    """Begin to keep a referral; returns its id."""
    return tx.insert(
        insert(REFERRAL).values(instance_id=instance_id, case_id=case_id, begun_at=tx.now, **values)
    )


def change(tx: Transaction, referral_id: int, values: Mapping[str, Any]) -> None:
    """Write columns of a referral whose instance is locked."""
    tx.execute(update(REFERRAL).where(REFERRAL.c.id == referral_id).values(**values))


def stop(tx: Transaction, referral_id: int, case_id: int, values: Mapping[str, Any]) -> None:
    """Append a stop on its way."""
    tx.append(
        REFERRAL_STOP,
        [
            {
                "referral_id": referral_id,
                "case_id": case_id,
                "at": tx.now,
                "actor_id": tx.actor.account,
                **values,
            }
        ],
    )


def replace_sender(tx: Transaction, case_id: int, gone: int, leading: int) -> Sequence[Row[Any]]:
    """Let the leading authority be the sender of what an authority that leaves the case has under way.

    Where that one owned them without a task, so that only a time ran, the leading one owns them now. Returns state,
    party, owner, topic and what was given of each.
    """
    owned = case((REFERRAL.c.owner_id == gone, leading), else_=REFERRAL.c.owner_id)
    since = case((REFERRAL.c.owner_id == gone, tx.now), else_=REFERRAL.c.since)
    found = tx.execute(
        update(REFERRAL)
        .where(
            REFERRAL.c.case_id == case_id,
            REFERRAL.c.closed_at.is_(None),
            or_(REFERRAL.c.sender_id == gone, REFERRAL.c.owner_id == gone),
        )
        .values(
            sender_id=case((REFERRAL.c.sender_id == gone, leading), else_=REFERRAL.c.sender_id),
            owner_id=owned,
            since=func.coalesce(since, tx.now),
        )
        .returning(
            REFERRAL.c.id,
            REFERRAL.c.state,
            REFERRAL.c.party,
            REFERRAL.c.owner_id,
            REFERRAL.c.topic,
            REFERRAL.c.given,
        )
    )
    return sorted(found.all(), key=lambda row: row.id)
