"""Scenarios that somebody made of a case and offers to whoever owns the process: the text alone, of no case.

offer: open ──▶ taken | declined      with that its text is gone; the answer stays for whoever offered it, for a time

Nobody asks for one for long: it goes after a time, answered or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, delete, func, insert, select, update

from engine.errors import NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class Answer(StrEnum):
    """What has become of an offer."""

    TAKEN = "taken"
    DECLINED = "declined"


SCENARIO_OFFER = Table(
    "scenario_offer",
    METADATA,
    identity(),
    Column("process_key", Text, nullable=False),
    #: AGS prefix of the Kreis it comes from, for whom to tell
    Column("jurisdiction", Text, nullable=False, server_default=""),
    #: what is added by whoever offers it: what is special about it
    Column("remark", Text, nullable=False),
    Column("text", Text, nullable=False),
    instant("at"),
    #: for whoever looks into misuse, and to be answered; whoever takes the text does not see it
    reference("offered_by", "account"),
    Column("answer", Text),
    CheckConstraint(choice("answer", Answer)[1].sqltext, name="answer"),
    Column("reason", Text, nullable=False, server_default=""),
    instant("answered_at", nullable=True),
    Index("ix_scenario_offer_process_key", "process_key", "id"),
    Index("ix_scenario_offer_offered_by", "offered_by", "id"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer, as whoever owns the process sees it."""

    id: int
    process_key: str
    jurisdiction: str
    remark: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """One offer as whoever made it sees it: what has become of it, and why; its text is gone by then."""

    process_key: str
    at: datetime
    answer: Answer | None
    reason: str
    answered_at: datetime | None


_COLUMNS = tuple(
    SCENARIO_OFFER.c[name] for name in ("id", "process_key", "jurisdiction", "remark", "text", "at")
)
_OPEN = SCENARIO_OFFER.c.answer.is_(None)


def add(tx: Transaction, process_key: str, jurisdiction: str, text: str, remark: str) -> int:
    """Keep an offer of the actor."""
    known = {"process_key": process_key, "jurisdiction": jurisdiction, "text": text, "remark": remark}
    return tx.insert(insert(SCENARIO_OFFER).values(at=tx.now, offered_by=tx.actor.account, **known))


def of(tx: Transaction, process_key: str | None = None) -> tuple[Offer, ...]:
    """What is offered and not answered, for a process or for all, the oldest first."""
    wanted = select(*_COLUMNS).where(_OPEN).order_by(SCENARIO_OFFER.c.id)
    if process_key is not None:
        wanted = wanted.where(SCENARIO_OFFER.c.process_key == process_key)
    return tuple(Offer(**row._mapping) for row in tx.execute(wanted))


def by(tx: Transaction, account: int) -> tuple[Answered, ...]:
    """What somebody has offered, the newest first."""
    table = SCENARIO_OFFER.c
    rows = tx.execute(
        select(table.process_key, table.at, table.answer, table.reason, table.answered_at)
        .where(table.offered_by == account)
        .order_by(table.id.desc())
    )
    return tuple(
        Answered(
            row.process_key,
            row.at,
            None if row.answer is None else Answer(row.answer),
            row.reason,
            row.answered_at,
        )
        for row in rows
    )


def answer(tx: Transaction, number: int, said: Answer, reason: str) -> tuple[Offer, int]:
    """Answer an offer, whose text is gone with that; returns it and who made it. NotFound when somebody was faster."""
    found = tx.execute(
        select(*_COLUMNS, SCENARIO_OFFER.c.offered_by)
        .where(SCENARIO_OFFER.c.id == number, _OPEN)
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(f"Expected to find scenario offer {number}, but there is none any more")
    tx.execute(
        update(SCENARIO_OFFER)
        .where(SCENARIO_OFFER.c.id == number)
        .values(answer=said, reason=reason, answered_at=tx.now, text="", remark="")
    )
    known: dict[str, Any] = dict(found._mapping)
    maker = known.pop("offered_by")
    return Offer(**known), maker


def forget(tx: Transaction, before: datetime) -> None:
    """Delete what was offered, or answered, by then."""
    last = func.coalesce(SCENARIO_OFFER.c.answered_at, SCENARIO_OFFER.c.at)
    tx.execute(delete(SCENARIO_OFFER).where(last < before))
