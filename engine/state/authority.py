"""Authorities, the municipalities of the Land, and who is competent for which topic where and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    CHAR,
    Column,
    Date,
    Index,
    Table,
    Text,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state.metadata import METADATA, identity, reference
from engine.transaction import Transaction

AUTHORITY = Table(
    "authority",
    METADATA,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column(
        "territory", Text, nullable=False
    ),  # AGS prefix: 05334 is the StädteRegion, 05334002 the city in it
    Column("land", CHAR(2), nullable=False, server_default="NW"),
)

#: why an authority may act: the norm, the place (AGS prefix) and the days on which it holds
COMPETENCE = Table(
    "competence",
    METADATA,
    identity(),
    reference("authority_id", "authority", index=True),
    Column("topic", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("norm", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Index("ix_competence_topic_territory", "topic", "territory"),
)

MUNICIPALITY = Table(
    "municipality",
    METADATA,
    Column("ags", CHAR(8), primary_key=True),
    Column("name", Text, nullable=False),
    Column("district", Text, nullable=False),
)


_COMPETENT = (
    select(COMPETENCE.c.id, COMPETENCE.c.authority_id, COMPETENCE.c.norm, COMPETENCE.c.note)
    .where(
        COMPETENCE.c.topic == bindparam("topic"),
        bindparam("ags", type_=Text).startswith(COMPETENCE.c.territory),
        COMPETENCE.c.valid_from <= bindparam("on"),
        or_(COMPETENCE.c.valid_to.is_(None), COMPETENCE.c.valid_to >= bindparam("on")),
    )
    .order_by(func.length(COMPETENCE.c.territory).desc(), COMPETENCE.c.valid_from.desc(), COMPETENCE.c.id)
    .limit(1)
)


#: the authorities that are competent for anything at the place, the smallest territory first
_COVERING = (
    select(COMPETENCE.c.authority_id)
    .where(bindparam("ags", type_=Text).startswith(COMPETENCE.c.territory))
    .group_by(COMPETENCE.c.authority_id)
    .order_by(func.max(func.length(COMPETENCE.c.territory)).desc(), COMPETENCE.c.authority_id)
)
_PLACE = select(
    exists().where(MUNICIPALITY.c.ags == bindparam("ags", type_=Text)),
    func.array(_COVERING.scalar_subquery()),
    func.clock_timestamp(),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Whether it is a municipality of the register, and who is competent for anything there, the nearest first."""

    municipality: bool
    covering: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The competence that decides, and whose it is."""

    id: int
    authority: int
    norm: str
    note: str


def create(tx: Transaction, key: str, name: str, territory: str, land: str = "NW") -> int:
    """Insert an authority and return its id."""
    return tx.insert(insert(AUTHORITY).values(key=key, name=name, territory=territory, land=land))


def add_competence(tx: Transaction, **values: object) -> int:
    """Insert one competence (columns of COMPETENCE) and return its id."""
    return tx.insert(insert(COMPETENCE).values(**values))


def competent(tx: Transaction, topic: str, ags: str, on: date) -> Found | None:
    """Who is competent for `topic` at the place `ags` on that day, and why: the smallest territory wins."""
    row = tx.first(_COMPETENT, {"topic": topic, "ags": ags, "on": on})
    return None if row is None else Found(*row)


def is_territory(prefix: str) -> bool:
    """Whether the text is an official key: of a Land (2 digits), a Kreis (5) or a municipality (8)."""
    return len(prefix) in (2, 5, 8) and prefix.isascii() and prefix.isdecimal()


def place(tx: Transaction, ags: str) -> Place:
    """What the registers know of a place."""
    if not is_territory(ags):
        return Place(False, ())
    ((known, covering, now),) = tx.fetch(_PLACE, {"ags": ags})
    tx.seen(now)
    return Place(known, tuple(covering))


def set_municipalities(tx: Transaction, rows: Sequence[Mapping[str, str]]) -> None:
    """Store the municipalities of the register (ags, name, district); known ones are renamed."""
    statement = upsert(MUNICIPALITY)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[MUNICIPALITY.c.ags],
            set_={"name": statement.excluded.name, "district": statement.excluded.district},
        ),
        list(rows),
    )


def territories(tx: Transaction, authorities: Collection[int]) -> tuple[str, ...]:
    """The territories (AGS prefixes) of these authorities."""
    rows = tx.execute(
        select(AUTHORITY.c.territory).where(AUTHORITY.c.id.in_(authorities)).order_by(AUTHORITY.c.id)
    )
    return tuple(rows.scalars())
