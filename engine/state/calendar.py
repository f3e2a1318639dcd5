"""When an authority is closed beside the public holidays, and when it is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from engine.errors import Conflict, NotFound
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction

#: local closures move no legal deadline; they count for agreed times in working days
CLOSURE = Table(
    "closure",
    METADATA,
    identity(),
    reference("authority_id", "authority"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("name", Text, nullable=False),
    #: counted by every change
    Column("revision", Integer, nullable=False, server_default="1"),
    instant("entered_at"),
    reference("entered_by", "account", nullable=True),
    Index("ix_closure_authority_id", "authority_id", "first_day"),
)

OFFICE_HOURS = Table(
    "office_hours",
    METADATA,
    identity(),
    reference("authority_id", "authority"),
    #: 0 is Monday
    Column("weekday", SmallInteger, nullable=False),
    Column("opens", Time, nullable=False),
    Column("closes", Time, nullable=False),
    UniqueConstraint("authority_id", "weekday", "opens"),
)


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Days on which an authority is closed, both included."""

    id: int
    authority_id: int
    first_day: date
    last_day: date
    name: str
    revision: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When an authority is open on a weekday (Monday is 0), by the wall clock."""

    weekday: int
    opens: time
    closes: time


_COLUMNS = tuple(CLOSURE.c[name] for name in ClosureRow.__dataclass_fields__)


def get(tx: Transaction, closure_id: int) -> ClosureRow:
    """The closure, or NotFound."""
    row = tx.execute(select(*_COLUMNS).where(CLOSURE.c.id == closure_id)).first()
    if row is None:
        raise NotFound(f"Expected to find closure {closure_id}, but there is none")
    return ClosureRow(*tuple(row))


def closures(
    tx: Transaction, authorities: Collection[int], first: date, last: date
) -> tuple[ClosureRow, ...]:
    """The closures of these authorities that touch these days, the earliest first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(
            CLOSURE.c.authority_id.in_(sorted(authorities)),
            CLOSURE.c.first_day <= last,
            CLOSURE.c.last_day >= first,
        )
        .order_by(CLOSURE.c.first_day, CLOSURE.c.authority_id, CLOSURE.c.id)
    )
    return tuple(ClosureRow(*tuple(row)) for row in rows)


def add(tx: Transaction, authority_id: int, first: date, last: date, name: str) -> int:
    """Insert a closure and return its id."""
    return tx.insert(
        insert(CLOSURE).values(
            authority_id=authority_id,
            first_day=first,
            last_day=last,
            name=name,
            entered_at=tx.now,
            entered_by=tx.actor.account,
        )
    )


def change(tx: Transaction, found: ClosureRow, revision: int, first: date, last: date, name: str) -> None:
    """Compare-and-set; Conflict when somebody else has changed it."""
    result = tx.execute(
        update(CLOSURE)
        .where(CLOSURE.c.id == found.id, CLOSURE.c.revision == revision)
        .values(first_day=first, last_day=last, name=name, revision=revision + 1)
    )
    _only_one(result.rowcount, found.id, "change")


def remove(tx: Transaction, found: ClosureRow, revision: int) -> None:
    """Delete it; Conflict when somebody else has changed it."""
    result = tx.execute(delete(CLOSURE).where(CLOSURE.c.id == found.id, CLOSURE.c.revision == revision))
    _only_one(result.rowcount, found.id, "remove")


def _only_one(rows: int, closure_id: int, deed: str) -> None:
    if rows != 1:
        raise Conflict(f"Expected to {deed} closure {closure_id}, but someone else has changed it")


def hours(tx: Transaction, authority_id: int) -> tuple[Hours, ...]:
    """The office hours of an authority, from Monday on."""
    rows = tx.execute(
        select(OFFICE_HOURS.c.weekday, OFFICE_HOURS.c.opens, OFFICE_HOURS.c.closes)
        .where(OFFICE_HOURS.c.authority_id == authority_id)
        .order_by(OFFICE_HOURS.c.weekday, OFFICE_HOURS.c.opens)
    )
    return tuple(Hours(*tuple(row)) for row in rows)


def set_hours(tx: Transaction, authority_id: int, new: Sequence[Hours]) -> None:
    """Replace the office hours of an authority."""
    tx.execute(delete(OFFICE_HOURS).where(OFFICE_HOURS.c.authority_id == authority_id))
    if new:
        rows = [
            {"authority_id": authority_id, "weekday": one.weekday, "opens": one.opens, "closes": one.closes}
            for one in new
        ]
        tx.execute(insert(OFFICE_HOURS), rows)
