"""Scenarios that somebody made of a case and offers to whoever owns the process: the text alone, of no case.

An offer is taken into a draft or declined; either way it is gone from here. Nobody asks for one for long: it goes after
a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Table, Text, delete, insert, select

from engine.errors import NotFound
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction

SCENARIO_OFFER = Table(
    "scenario_offer",
    METADATA,
    identity(),
    Column("process_key", Text, nullable=False),
    #: what is added by whoever offers it: what is special about it
    Column("remark", Text, nullable=False),
    Column("text", Text, nullable=False),
    instant("at"),
    #: for whoever looks into misuse; whoever takes the text does not see it
    reference("offered_by", "account"),
    Index("ix_scenario_offer_process_key", "process_key", "id"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer, as whoever owns the process sees it."""

    id: int
    process_key: str
    remark: str
    text: str
    at: datetime


_COLUMNS = tuple(SCENARIO_OFFER.c[name] for name in ("id", "process_key", "remark", "text", "at"))


def add(tx: Transaction, process_key: str, text: str, remark: str) -> int:
    """Keep an offer of the actor."""
    known = {"process_key": process_key, "text": text, "remark": remark}
    return tx.insert(insert(SCENARIO_OFFER).values(at=tx.now, offered_by=tx.actor.account, **known))


def of(tx: Transaction, process_key: str) -> tuple[Offer, ...]:
    """What is offered for a process, the oldest first."""
    rows = tx.execute(
        select(*_COLUMNS).where(SCENARIO_OFFER.c.process_key == process_key).order_by(SCENARIO_OFFER.c.id)
    )
    return tuple(Offer(**row._mapping) for row in rows)


def take(tx: Transaction, number: int) -> Offer:
    """The offer, which is gone with that; NotFound when somebody was faster."""
    row = tx.execute(delete(SCENARIO_OFFER).where(SCENARIO_OFFER.c.id == number).returning(*_COLUMNS)).first()
    if row is None:
        raise NotFound(f"Expected to find scenario offer {number}, but there is none any more")
    return Offer(**row._mapping)


def forget(tx: Transaction, before: datetime) -> None:
    """Delete what was offered by then."""
    tx.execute(delete(SCENARIO_OFFER).where(SCENARIO_OFFER.c.at < before))
