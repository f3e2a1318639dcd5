"""Posts (Stellen): who does the work of a role at an authority, where the post sits, who does it for a vacant one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Numeric, Table, Text, delete, insert, or_, select, update

from engine.actor import Role
from engine.errors import NotFound
from engine.state.metadata import METADATA, choice, identity, reference
from engine.transaction import Transaction


class Substitution(StrEnum):
    """Who does the work of a post that nobody fills."""

    NONE = "none"
    TEAM_LEAD = "team_lead"
    POST = "post"
    AUTHORITY = "authority"


#: `seat_id` is where the post sits: the authority itself, or the welfare organisation that employs whoever holds it
POST = Table(
    "post",
    METADATA,
    identity(),
    reference("authority_id", "authority", index=True),
    Column("title", Text, nullable=False),
    Column("topic", Text, nullable=False, server_default=""),
    Column("role", Text, nullable=False),
    Column("territory", Text, nullable=False, server_default=""),
    Column("share", Numeric(4, 2), nullable=False),
    reference("seat_id", "authority"),
    reference("holder_id", "account", nullable=True),
    Column("absent_from", Date),
    Column("absent_to", Date),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    *choice("substitution", Substitution),
    reference("substitute_post_id", "post", nullable=True),
    reference("substitute_authority_id", "authority", nullable=True),
    Column("agreement", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post. `topic` and `territory` (AGS prefix) are empty when it serves every one of its authority's.

    `holder_id` is None for a vacant post. `agreement` is what another authority's substitution rests on.
    """

    id: int
    authority_id: int
    title: str
    topic: str
    role: Role
    territory: str
    share: Decimal
    seat_id: int
    holder_id: int | None
    absent_from: date | None
    absent_to: date | None
    valid_from: date
    valid_to: date | None
    substitution: Substitution
    substitute_post_id: int | None
    substitute_authority_id: int | None
    agreement: str
    note: str

    def serves(self, topic: str, role: Role, ags: str, on: date) -> bool:
        """Whether tasks of that topic and role at the place are this post's on that day."""
        return (
            self.role is role
            and self.topic in ("", topic)
            and ags.startswith(self.territory)
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )

    def is_absent(self, on: date) -> bool:
        """Whether whoever holds it is away on that day."""
        begun = self.absent_from is not None and self.absent_from <= on
        return begun and (self.absent_to is None or on <= self.absent_to)

    def is_filled(self, on: date) -> bool:
        """Whether somebody holds it and is there on that day."""
        return self.holder_id is not None and not self.is_absent(on)


_SELECT = select(POST)


def post_of(row: Mapping[Any, Any]) -> PostRow:
    """A row of the table, also as JSON gives it."""
    values = {str(name): value for name, value in row.items()}
    for name in ("absent_from", "absent_to", "valid_from", "valid_to"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    values["role"] = Role(values["role"])
    values["substitution"] = Substitution(values["substitution"])
    values["share"] = Decimal(str(values["share"]))
    return PostRow(**values)


def get(tx: Transaction, post_id: int) -> PostRow:
    """The post, or NotFound."""
    row = tx.execute(_SELECT.where(POST.c.id == post_id)).mappings().first()
    if row is None:
        raise NotFound(f"Expected to find post {post_id}, but there is none")
    return post_of(row)


def of_authority(tx: Transaction, authority_id: int) -> tuple[PostRow, ...]:
    """The posts of an authority, also past ones, by role, title and number."""
    rows = tx.execute(
        _SELECT.where(POST.c.authority_id == authority_id).order_by(POST.c.role, POST.c.title, POST.c.id)
    ).mappings()
    return tuple(post_of(row) for row in rows)


def away(tx: Transaction, which: ColumnElement[bool]) -> dict[int, date | None]:
    """Who is away today from a post of those the condition names, until which day; None without an end."""
    rows = tx.execute(
        select(POST.c.holder_id, POST.c.absent_to)
        .where(
            which,
            POST.c.holder_id.is_not(None),
            POST.c.valid_from <= tx.today,
            or_(POST.c.valid_to.is_(None), POST.c.valid_to >= tx.today),
            POST.c.absent_from <= tx.today,
            or_(POST.c.absent_to.is_(None), POST.c.absent_to >= tx.today),
        )
        .order_by(POST.c.absent_to, POST.c.id)  # the latest end last, and none behind every day
    )
    return {row.holder_id: row.absent_to for row in rows}


def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert a post (columns of POST) and return its id."""
    return tx.insert(insert(POST).values(**values))


def change(tx: Transaction, post_id: int, values: Mapping[str, object]) -> None:
    """Write columns of a post; whoever changes one holds the register."""
    tx.execute(update(POST).where(POST.c.id == post_id).values(**values))


def remove(tx: Transaction, post_id: int) -> None:
    """Delete a post that never was."""
    tx.execute(delete(POST).where(POST.c.id == post_id))
