"""Authorities, the municipalities of the Land, and what an administrator says of who is competent where and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CHAR,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    delete,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import Conflict, NotFound
from engine.state.metadata import METADATA, identity, reference
from engine.transaction import Transaction

#: lengths of an official key: Land, Kreis, municipality
KEY_LENGTHS = (2, 5, 8)

AUTHORITY = Table(
    "authority",
    METADATA,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    #: AGS prefix: 05334 is the StädteRegion, 05334002 the city in it; what holds all of `territories`
    Column("territory", Text, nullable=False),
    Column("territories", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("land", CHAR(2), nullable=False, server_default="NW"),
    Column("kind", Text, nullable=False, server_default=""),
    reference("parent_id", "authority", nullable=True),
    Column("office_number", Text, nullable=False, server_default=""),
    Column("contact", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("attributes", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("valid_from", Date),
    Column("valid_to", Date),
    #: the key of the authority that goes on after the last day
    Column("successor", Text, nullable=False, server_default=""),
    #: what the official register said when it was last loaded; None for an authority it does not hold
    Column("official", JSONB(none_as_null=True)),
    #: counted by every change of the authority, its competences and posts
    Column("revision", Integer, nullable=False, server_default="1"),
)

#: what an administrator has entered, before the rules of the official register: topic, place (AGS prefix), group, days
COMPETENCE = Table(
    "competence",
    METADATA,
    identity(),
    reference("authority_id", "authority", index=True),
    Column("topic", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("groups", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
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


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One authority as a command sees it; `values` are its columns."""

    id: int
    key: str
    name: str
    territory: str
    valid_from: date | None
    valid_to: date | None
    revision: int
    official: Mapping[str, Any] | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    """What an administrator has entered: the authority is competent there from day to day, for these groups if any."""

    id: int
    authority_id: int
    topic: str
    territory: str
    groups: frozenset[str]
    norm: str
    note: str
    valid_from: date
    valid_to: date | None

    def holds(self, topic: str, ags: str, groups: frozenset[str], on: date) -> bool:
        """Whether it answers the question."""
        return (
            self.topic == topic
            and ags.startswith(self.territory)
            and self.groups <= groups
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )


def create(tx: Transaction, key: str, name: str, territory: str, **values: object) -> int:
    """Insert an authority (other columns of AUTHORITY as `values`) and return its id."""
    return tx.insert(insert(AUTHORITY).values(key=key, name=name, territory=territory, **values))


def create_all(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert authorities with the same columns."""
    if rows:
        tx.execute(insert(AUTHORITY), list(rows))


def set_parents(tx: Transaction, parents: Mapping[str, str | None]) -> None:
    """Put authorities below others, by key, where nothing is said yet of whom they are below."""
    ids = {row.key: row.id for row in tx.execute(select(AUTHORITY.c.key, AUTHORITY.c.id))}
    below: dict[int, list[str]] = {}
    for key, parent in parents.items():
        if parent in ids:
            below.setdefault(ids[parent], []).append(key)
    for above, keys in sorted(below.items()):
        tx.execute(
            update(AUTHORITY)
            .where(AUTHORITY.c.key.in_(keys), AUTHORITY.c.parent_id.is_(None))
            .values(parent_id=above)
        )


def get(tx: Transaction, authority_id: int) -> AuthorityRow:
    """The authority, or NotFound."""
    row = tx.execute(select(AUTHORITY).where(AUTHORITY.c.id == authority_id)).mappings().first()
    if row is None:
        raise NotFound(f"Expected to find authority {authority_id}, but there is none")
    return _row(row)


def names(tx: Transaction, numbers: Collection[int]) -> dict[int, str]:
    """What authorities are called, by their numbers, in the order of their names; nothing is asked for none."""
    if not numbers:
        return {}
    wanted = select(AUTHORITY.c.id, AUTHORITY.c.name).where(AUTHORITY.c.id.in_(sorted(set(numbers))))
    rows = tx.execute(wanted.order_by(AUTHORITY.c.name, AUTHORITY.c.id))
    return {row.id: row.name for row in rows}


def lock(tx: Transaction, authority_id: int) -> None:
    """Let nobody else enter what hangs on the authority until the transaction ends."""
    tx.execute(select(AUTHORITY.c.id).where(AUTHORITY.c.id == authority_id).with_for_update(key_share=True))


def by_key(tx: Transaction, key: str) -> AuthorityRow:
    """The authority with that key, or NotFound."""
    row = tx.execute(select(AUTHORITY).where(AUTHORITY.c.key == key)).mappings().first()
    if row is None:
        raise NotFound(f"Expected to find authority {key}, but there is none")
    return _row(row)


def everything(tx: Transaction) -> tuple[AuthorityRow, ...]:
    """Every authority, by its key."""
    rows = tx.execute(select(AUTHORITY).order_by(AUTHORITY.c.key)).mappings()
    return tuple(_row(row) for row in rows)


def covering(tx: Transaction, places: Collection[str]) -> tuple[int, ...]:
    """The authorities whose territory holds each of the places (AGS prefixes), without those that are closed."""
    return tuple(
        one.id
        for one in everything(tx)
        if places
        and (one.valid_to is None or one.valid_to >= tx.today)
        and all(place.startswith(one.territory) for place in places)
    )


def _row(row: Mapping[Any, Any]) -> AuthorityRow:
    names = (*AuthorityRow.__dataclass_fields__,)[:-1]
    return AuthorityRow(**{name: row[name] for name in names}, values={str(key): row[key] for key in row})


def change(tx: Transaction, authority_id: int, revision: int, values: Mapping[str, object]) -> None:
    """Compare-and-set; without values it only counts. Conflict when somebody else has changed it."""
    result = tx.execute(
        update(AUTHORITY)
        .where(AUTHORITY.c.id == authority_id, AUTHORITY.c.revision == revision)
        .values(**values, revision=revision + 1)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to change authority {authority_id}, but someone else has changed it")


def write(tx: Transaction, authority_id: int, values: Mapping[str, object]) -> None:
    """Write columns; whoever does holds the register."""
    tx.execute(
        update(AUTHORITY)
        .where(AUTHORITY.c.id == authority_id)
        .values(**values, revision=AUTHORITY.c.revision + 1)
    )


def add_competence(tx: Transaction, **values: object) -> int:
    """Insert one competence (columns of COMPETENCE) and return its id."""
    return tx.insert(insert(COMPETENCE).values(**values))


def get_competence(tx: Transaction, competence_id: int) -> CompetenceRow:
    """The competence, or NotFound."""
    row = tx.execute(select(COMPETENCE).where(COMPETENCE.c.id == competence_id)).mappings().first()
    if row is None:
        raise NotFound(f"Expected to find competence {competence_id}, but there is none")
    return competence_of(row)


def competences(tx: Transaction, topic: str, territory: str) -> tuple[CompetenceRow, ...]:
    """What is entered for exactly that topic and territory, the earliest first."""
    rows = tx.execute(
        select(COMPETENCE)
        .where(COMPETENCE.c.topic == topic, COMPETENCE.c.territory == territory)
        .order_by(COMPETENCE.c.valid_from, COMPETENCE.c.id)
    ).mappings()
    return tuple(competence_of(row) for row in rows)


def competence_of(row: Mapping[Any, Any]) -> CompetenceRow:
    """A row of the table, also as JSON gives it."""
    values = {name: row[name] for name in CompetenceRow.__dataclass_fields__}
    for name in ("valid_from", "valid_to"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    values["groups"] = frozenset(values["groups"])
    return CompetenceRow(**values)


def end_competence(tx: Transaction, competence_id: int, last_day: date | None) -> None:
    """Let a competence end with that day, or with none."""
    tx.execute(update(COMPETENCE).where(COMPETENCE.c.id == competence_id).values(valid_to=last_day))


def remove_competence(tx: Transaction, competence_id: int) -> None:
    """Delete a competence that never was."""
    tx.execute(delete(COMPETENCE).where(COMPETENCE.c.id == competence_id))


def is_territory(prefix: str) -> bool:
    """Whether the text is an official key: of a Land (2 digits), a Kreis (5) or a municipality (8)."""
    return len(prefix) in KEY_LENGTHS and prefix.isascii() and prefix.isdecimal()


def common_territory(prefixes: Collection[str]) -> str:
    """The longest official key that holds all of these; empty when nothing but the country does."""
    for length in reversed(KEY_LENGTHS):
        heads = {prefix[:length] for prefix in prefixes}
        if len(heads) == 1 and all(len(prefix) >= length for prefix in prefixes):
            return heads.pop()
    return ""


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


def territory_names(tx: Transaction, prefixes: tuple[str, ...]) -> dict[str, str]:
    """A readable name for each AGS prefix: the municipality, the authority whose territory it is, or the prefix."""
    if not prefixes:
        return {}
    names: dict[str, str] = {}
    places = tx.execute(
        select(MUNICIPALITY.c.ags, MUNICIPALITY.c.name, MUNICIPALITY.c.district).where(
            or_(*(MUNICIPALITY.c.ags.startswith(literal(prefix)) for prefix in prefixes))
        )
    ).all()
    for prefix in prefixes:
        inside = [place for place in places if place.ags.startswith(prefix)]
        districts = {place.district for place in inside}
        if prefix == "05":
            names[prefix] = "Nordrhein-Westfalen"
        elif len(prefix) == len("05334002") and inside:
            names[prefix] = inside[0].name
        elif len(districts) == 1:
            names[prefix] = districts.pop()
        else:
            names[prefix] = prefix
    return names


def territories(tx: Transaction, authorities: Collection[int]) -> tuple[str, ...]:
    """The territories (AGS prefixes) of these authorities, also of closed ones, whose register is still set right."""
    rows = tx.execute(
        select(AUTHORITY.c.territory).where(AUTHORITY.c.id.in_(authorities)).order_by(AUTHORITY.c.id)
    )
    return tuple(rows.scalars())


def acting_territories(tx: Transaction, authorities: Collection[int]) -> tuple[str, ...]:
    """The territories of those of these authorities whose last day is not over: who is at a closed one acts for no
    place any more.
    """
    rows = tx.execute(
        select(AUTHORITY.c.territory)
        .where(
            AUTHORITY.c.id.in_(authorities),
            or_(AUTHORITY.c.valid_to.is_(None), AUTHORITY.c.valid_to >= tx.today),
        )
        .order_by(AUTHORITY.c.id)
    )
    return tuple(rows.scalars())
