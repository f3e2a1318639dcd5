"""Cases that belong together: a family, a case and its part. Two rows, one for each side, begin and end together.

relation: holds ──▶ ended
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, Index, Table, bindparam, insert, select, text, update

from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class RelationKind(StrEnum):
    """What the other case is to this one: its person is the spouse of this one's; it is a part of this one …"""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GUARDIAN = "guardian"
    WARD = "ward"
    HOUSEHOLD = "household"
    WHOLE = "whole"
    PART = "part"


#: how the relation is called on the other side, where it is not the same
_OPPOSITE: Final = {
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.GUARDIAN: RelationKind.WARD,
    RelationKind.WARD: RelationKind.GUARDIAN,
    RelationKind.WHOLE: RelationKind.PART,
    RelationKind.PART: RelationKind.WHOLE,
}

RELATION = Table(
    "case_relation",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("other_id", "case", index=True),
    *choice("kind", RelationKind),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    instant("ended_at", nullable=True),
    CheckConstraint("case_id <> other_id", name="two_cases"),
    Index(
        "uq_case_relation_current",
        "case_id",
        "other_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What another case is to this one, since when."""

    other_id: int
    kind: RelationKind
    at: datetime


def opposite(kind: RelationKind) -> RelationKind:
    """What this case is to the other one."""
    return _OPPOSITE.get(kind, kind)


_OF_CASE = (
    select(RELATION.c.other_id, RELATION.c.kind, RELATION.c.at)
    .where(RELATION.c.case_id == bindparam("it"), RELATION.c.ended_at.is_(None))
    .order_by(RELATION.c.id)
)


def of_case(tx: Transaction, case_id: int) -> Sequence[Relation]:
    """The relations of the case that hold, the oldest first."""
    rows = tx.execute(_OF_CASE, {"it": case_id})
    return [Relation(row.other_id, RelationKind(row.kind), row.at) for row in rows]


def relate(tx: Transaction, case_id: int, other_id: int, kind: RelationKind) -> None:
    """Write both sides. Conflict by the index when they are related already."""
    both = ((case_id, other_id, kind), (other_id, case_id, opposite(kind)))
    tx.execute(
        insert(RELATION),
        [
            {"case_id": one, "other_id": other, "kind": is_, "at": tx.now, "actor_id": tx.actor.account}
            for one, other, is_ in both
        ],
    )


def end(tx: Transaction, case_id: int, other_id: int) -> bool:
    """End both sides; False when they were not related."""
    ended = [
        tx.execute(
            update(RELATION)
            .where(RELATION.c.case_id == one, RELATION.c.other_id == other, RELATION.c.ended_at.is_(None))
            .values(ended_at=tx.now)
        ).rowcount
        for one, other in ((case_id, other_id), (other_id, case_id))
    ]
    return all(ended)
