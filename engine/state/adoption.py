"""Adoptions (Beschlüsse): which version is in force where from which day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import (
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
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import Conflict, NotFound
from engine.state.definition import DEFINITION, VERSION, VersionRow, latest, version_row, versions
from engine.state.metadata import METADATA, any_given, identity, instant, reference
from engine.transaction import Transaction

ADOPTION = Table(
    "adoption",
    METADATA,
    identity(),
    reference("definition_id", "definition"),
    reference("version_id", "version", index=True),
    Column("jurisdiction", Text, nullable=False),  # AGS prefix: 05 is the Land, 05334 the StädteRegion
    Column("valid_from", Date, nullable=False),
    Column("resolution", Text, nullable=False),
    #: what it agrees on otherwise than the version's process.toml proposes: element to ISO 8601 period, name to number
    Column("times", JSONB, nullable=False, server_default="{}"),
    instant("adopted_at"),
    reference("adopted_by", "account", nullable=True),
    #: None for one that was recorded from the command line
    reference("resolution_id", "resolution", nullable=True, index=True),
    #: from that day on it holds no more, because a later resolution takes it back
    Column("repealed_from", Date),
    Index("ix_adoption_definition_id_valid_from", "definition_id", "valid_from"),
)


def create(
    tx: Transaction,
    version_id: int,
    jurisdiction: str,
    valid_from: date,
    resolution: str,
    times: Mapping[str, str],
    resolution_id: int | None = None,
) -> int:
    """Record that a version is in force by a resolution; earlier ones stay on record."""
    definition = select(VERSION.c.definition_id).where(VERSION.c.id == version_id).scalar_subquery()
    return tx.insert(
        insert(ADOPTION).values(
            definition_id=definition,
            version_id=version_id,
            jurisdiction=jurisdiction,
            valid_from=valid_from,
            resolution=resolution,
            times=dict(times),
            resolution_id=resolution_id,
            adopted_at=tx.now,
            adopted_by=tx.actor.account,
        )
    )


#: a later resolution has not taken it back by then
_HOLDS = or_(ADOPTION.c.repealed_from.is_(None), ADOPTION.c.repealed_from > bindparam("on"))

#: the narrower jurisdiction wins, then the later day, then the later resolution
_ORDER = (func.length(ADOPTION.c.jurisdiction).desc(), ADOPTION.c.valid_from.desc(), ADOPTION.c.id.desc())
_IN_FORCE = (
    versions()
    .join(ADOPTION, ADOPTION.c.version_id == VERSION.c.id)
    .where(
        DEFINITION.c.key == bindparam("process"),
        bindparam("ags", type_=Text).startswith(ADOPTION.c.jurisdiction),
        ADOPTION.c.valid_from <= bindparam("on"),
        _HOLDS,
    )
    .order_by(*_ORDER)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Held:
    """The resolution that holds somewhere, from which day on: its version, and the times it sets otherwise than the
    version proposes.
    """

    adoption_id: int
    version_id: int
    jurisdiction: str
    times: Mapping[str, str]
    valid_from: date


_NOT_OF = or_(ADOPTION.c.resolution_id.is_(None), ~(ADOPTION.c.resolution_id == any_given("without")))
_HELD = _IN_FORCE.where(_NOT_OF).with_only_columns(
    ADOPTION.c.id,
    ADOPTION.c.version_id,
    ADOPTION.c.jurisdiction,
    ADOPTION.c.times,
    ADOPTION.c.valid_from,
    maintain_column_froms=True,
)


def held(tx: Transaction, key: str, ags: str, on: date, without: Collection[int] = ()) -> Held | None:
    """The resolution about `key` that holds at the place `ags` on that day, found as `in_force` finds its version;
    `without` those that are to be repealed.
    """
    row = tx.first(_HELD, {"process": key, "ags": ags, "on": on, "without": sorted(without)})
    return None if row is None else Held(*row)


def brought(tx: Transaction, resolution_ids: Collection[int]) -> tuple[Held, ...]:
    """What these resolutions have brought into force, or will, and nobody has repealed."""
    rows = tx.execute(
        select(
            ADOPTION.c.id,
            ADOPTION.c.version_id,
            ADOPTION.c.jurisdiction,
            ADOPTION.c.times,
            ADOPTION.c.valid_from,
        )
        .where(ADOPTION.c.resolution_id.in_(sorted(resolution_ids)), ADOPTION.c.repealed_from.is_(None))
        .order_by(ADOPTION.c.version_id, ADOPTION.c.jurisdiction)
    )
    return tuple(Held(*tuple(row)) for row in rows)


def keys(tx: Transaction) -> tuple[str, ...]:
    """The processes that somebody has adopted somewhere."""
    adopted = select(DEFINITION.c.key).join(ADOPTION, ADOPTION.c.definition_id == DEFINITION.c.id)
    return tuple(tx.execute(adopted.distinct().order_by(DEFINITION.c.key)).scalars())


@dataclass(frozen=True, slots=True)
class Claim:
    """One adoption that holds on a day: what decides between it and others, and the resolution it rests on."""

    jurisdiction: str
    valid_from: date
    adoption_id: int
    resolution_id: int | None


_CLAIMS = (
    select(ADOPTION.c.jurisdiction, ADOPTION.c.valid_from, ADOPTION.c.id, ADOPTION.c.resolution_id)
    .join(DEFINITION, DEFINITION.c.id == ADOPTION.c.definition_id)
    .where(DEFINITION.c.key == bindparam("process"), ADOPTION.c.valid_from <= bindparam("on"), _HOLDS)
    .order_by(*_ORDER)
)


def claims(tx: Transaction, key: str, on: date) -> tuple[Claim, ...]:
    """Every adoption about `key` that holds on that day somewhere, in the order in which one wins at a place."""
    return tuple(Claim(*row) for row in tx.fetch(_CLAIMS, {"process": key, "on": on}))


def in_force(tx: Transaction, key: str, ags: str, on: date) -> VersionRow | None:
    """The version in force for `key` at the place `ags` on that day.

    The narrower jurisdiction wins, then the later date, then the later resolution.
    """
    row = tx.first(_IN_FORCE, {"process": key, "ags": ags, "on": on})
    return None if row is None else version_row(row)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a resolution is called, and which times and numbers it sets otherwise than the version proposes. Without a
    name: nobody has resolved anything.
    """

    resolution: str = ""
    times: Mapping[str, str] = field(default_factory=dict)


_TIMES = (
    select(ADOPTION.c.resolution, ADOPTION.c.times)
    .where(
        ADOPTION.c.version_id == bindparam("version"),
        bindparam("ags", type_=Text).startswith(ADOPTION.c.jurisdiction),
        ADOPTION.c.valid_from <= bindparam("on"),
    )
    .order_by(_HOLDS.desc(), *_ORDER)
    .limit(1)
)


_TIMES_BUT = _TIMES.where(_NOT_OF)


def times(tx: Transaction, version_id: int, ags: str, on: date, without: Collection[int] = ()) -> Resolved:
    """What the resolution that holds for the version at the place `ags` on that day sets otherwise than the profile.

    Which one holds is decided as in `in_force`, among the resolutions of this version alone: a running case keeps the
    version it began with, and what was agreed with it. One that was repealed counts only where no other one holds.
    Those `without` do not count. Without a name when there is none.
    """
    asked = {"version": version_id, "ags": ags, "on": on}
    row = tx.first(_TIMES_BUT, asked | {"without": sorted(without)}) if without else tx.first(_TIMES, asked)
    return Resolved() if row is None else Resolved(row[0], dict(row[1]))


def binding(tx: Transaction, key: str, ags: str) -> VersionRow:
    """The version a new case at the place starts on today.

    NotFound when no process has the key; Conflict when no version is in force there, or the process is suspended.
    """
    found = in_force(tx, key, ags, tx.today)
    if found is None and latest(tx, key) is None:
        raise NotFound(f"Expected to start {key}, but no process has that key")
    if found is None:
        raise Conflict(f"Expected to start {key} in {ags}, but no version is in force there today")
    if found.suspended_at is not None:
        raise Conflict(f"Expected to start {key}, but it is suspended")
    return found


def repeal(tx: Transaction, resolution_ids: Collection[int], on: date) -> tuple[int, ...]:
    """Let what these resolutions have brought into force hold no more from that day; the adoptions concerned."""
    changed = tx.execute(
        update(ADOPTION)
        .where(ADOPTION.c.resolution_id.in_(sorted(resolution_ids)), ADOPTION.c.repealed_from.is_(None))
        .values(repealed_from=on)
        .returning(ADOPTION.c.id)
    )
    return tuple(row.id for row in changed)


def replaced(tx: Transaction, resolution_id: int, on: date) -> bool | None:
    """Whether each version the resolution has brought into force has a later one in its jurisdiction on that day; None
    where it has brought none.
    """
    later = ADOPTION.alias("later")
    standing = (
        select(ADOPTION.c.id)
        .where(
            ADOPTION.c.resolution_id == resolution_id,
            ~exists().where(
                later.c.definition_id == ADOPTION.c.definition_id,
                later.c.jurisdiction == ADOPTION.c.jurisdiction,
                later.c.valid_from <= on,
                or_(later.c.repealed_from.is_(None), later.c.repealed_from > on),
                tuple_(later.c.valid_from, later.c.id) > tuple_(ADOPTION.c.valid_from, ADOPTION.c.id),
            ),
        )
        .limit(1)
    )
    made = select(ADOPTION.c.id).where(ADOPTION.c.resolution_id == resolution_id).limit(1)
    return None if tx.execute(made).first() is None else tx.execute(standing).first() is None
