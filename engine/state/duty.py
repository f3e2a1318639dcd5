"""Duties by the clock on the wall (digests, sweeps): who begins one first writes its row, so that each runs once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Table, Text, UniqueConstraint, delete
from sqlalchemy.dialects.postgresql import insert

from engine.state.metadata import METADATA, identity, instant
from engine.transaction import Transaction

DUTY = Table(
    "duty",
    METADATA,
    identity(),
    Column("name", Text, nullable=False),
    #: which turn of it: a local day or day and minute
    Column("turn", Text, nullable=False),
    instant("at"),
    UniqueConstraint("name", "turn"),
)


def take(tx: Transaction, name: str, turn: str) -> bool:
    """Whether this transaction is the one that does the duty's turn; another one waits until that is certain."""
    found = tx.execute(
        insert(DUTY)
        .values(name=name, turn=turn, at=tx.now)
        .on_conflict_do_nothing(index_elements=[DUTY.c.name, DUTY.c.turn])
        .returning(DUTY.c.id)
    )
    return found.first() is not None


def remove_old(tx: Transaction, before: datetime) -> None:
    """Forget the turns that were begun before then."""
    tx.execute(delete(DUTY).where(DUTY.c.at < before))
