"""Posts (Stellen): who does the work of a role at an authority, where the post sits, who does it for a vacant one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Numeric,
    Table,
    Text,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    update,
)

from engine.actor import Role
from engine.errors import NotFound
from engine.state.absence import ABSENCE, COUNTS, AbsenceRow, absence_of
from engine.state.account import ACCOUNT
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
    # not read any more: an absence is a person's (engine.state.absence); they stay for the release before
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
    valid_from: date
    valid_to: date | None
    substitution: Substitution
    substitute_post_id: int | None
    substitute_authority_id: int | None
    agreement: str
    note: str
    #: those of its holder that concern the authority or where it sits
    absences: tuple[AbsenceRow, ...] = ()
    #: the account of its holder is closed
    left: bool = False

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it who can log in."""
        return self.holder_id is None or self.left

    def serves(self, topic: str, role: Role, ags: str, on: date) -> bool:
        """Whether tasks of that topic and role at the place are this post's on that day."""
        return (
            self.role is role
            and self.topic in ("", topic)
            and ags.startswith(self.territory)
            and self.is_valid(on)
        )

    def is_valid(self, on: date) -> bool:
        """Whether there is the post on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def is_absent(self, on: date) -> bool:
        """Whether whoever holds it is away on that day."""
        return self.absence(on) is not None

    def absence(self, on: date) -> AbsenceRow | None:
        """The absence of that day, of several the one that ends last."""
        found = [one for one in self.absences if one.covers(on, self.authority_id, self.seat_id)]
        return max(found, key=lambda one: (one.last_day is None, one.last_day or on, one.id), default=None)

    def next_absence(self, on: date) -> AbsenceRow | None:
        """The absence of that day, else the next one."""
        later = [one for one in self.absences if one.first_day > on]
        return self.absence(on) or min(later, key=lambda one: (one.first_day, one.id), default=None)

    def is_filled(self, on: date) -> bool:
        """Whether somebody holds it and is there on that day."""
        return not self.is_vacant and not self.is_absent(on)


_ABSENCES = (
    select(func.json_agg(func.row_to_json(literal_column("absence"))))
    .select_from(ABSENCE)
    .where(ABSENCE.c.account_id == POST.c.holder_id, COUNTS)
    .correlate(POST)
    .scalar_subquery()
    .label("absences")
)
_LEFT = (
    select(literal(True)).where(ACCOUNT.c.id == POST.c.holder_id, ~ACCOUNT.c.active).correlate(POST).exists()
).label("left")
SELECT = select(POST, _ABSENCES, _LEFT)
_NOT_OURS = frozenset({"absent_from", "absent_to"})


def post_of(row: Mapping[Any, Any], absences: Sequence[AbsenceRow] | None = None) -> PostRow:
    """A row of the table, also as JSON gives it; with the absences of its holder, if the row does not bring them."""
    values = {str(name): value for name, value in row.items() if str(name) not in _NOT_OURS}
    known = values.pop("absences", None) or ()
    left = bool(values.pop("left", False))
    for name in ("valid_from", "valid_to"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    values["role"] = Role(values["role"])
    values["substitution"] = Substitution(values["substitution"])
    values["share"] = Decimal(str(values["share"]))
    places = (None, values["authority_id"], values["seat_id"])
    away = [absence_of(one) for one in known] if absences is None else absences
    return PostRow(**values, absences=tuple(one for one in away if one.authority_id in places), left=left)


def get(tx: Transaction, post_id: int) -> PostRow:
    """The post, or NotFound."""
    row = tx.execute(SELECT.where(POST.c.id == post_id)).mappings().first()
    if row is None:
        raise NotFound(f"Expected to find post {post_id}, but there is none")
    return post_of(row)


def of_authority(tx: Transaction, authority_id: int) -> tuple[PostRow, ...]:
    """The posts of an authority, also past ones, by role, title and number."""
    rows = tx.execute(
        SELECT.where(POST.c.authority_id == authority_id).order_by(POST.c.role, POST.c.title, POST.c.id)
    ).mappings()
    return tuple(post_of(row) for row in rows)


def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert a post (columns of POST) and return its id."""
    return tx.insert(insert(POST).values(**values))


def change(tx: Transaction, post_id: int, values: Mapping[str, object]) -> None:
    """Write columns of a post; whoever changes one holds the register."""
    tx.execute(update(POST).where(POST.c.id == post_id).values(**values))


def remove(tx: Transaction, post_id: int) -> None:
    """Delete a post that never was."""
    tx.execute(delete(POST).where(POST.c.id == post_id))
