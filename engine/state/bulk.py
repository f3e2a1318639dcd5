"""What somebody did with one or many tasks in one go: what became of each, and whether it was taken back.

bulk action: made ──take back──▶ undone
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table, Text, UniqueConstraint, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import Conflict, NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class BulkKind(StrEnum):
    """What is done with each task."""

    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    DELEGATE = "delegate"
    RETURN = "return"
    FOLLOW_UP = "follow_up"
    PRIORITY = "priority"
    COMMENT = "comment"


class Effect(StrEnum):
    """What became of one task."""

    DONE = "done"
    #: there was nothing to do: the person has it already, the day is the same
    UNCHANGED = "unchanged"
    #: it was completed or taken away meanwhile
    CLOSED = "closed"
    #: somebody else has written it meanwhile
    CHANGED = "changed"
    #: somebody else has it
    HELD = "held"
    #: nobody has it, and only whoever has it does that
    UNCLAIMED = "unclaimed"
    #: the person has no role there that permits it
    UNFIT = "unfit"
    #: the person did an earlier task, and this one asks for another pair of eyes
    FOUR_EYES = "four_eyes"
    #: the release it rests on has ended
    RELEASE_OVER = "release_over"
    #: the actor may not do that there
    FORBIDDEN = "forbidden"
    MISSING = "missing"


BULK_ACTION = Table(
    "bulk_action",
    METADATA,
    identity(),
    #: given by the page, so that a double click does it once
    Column("key", Text, nullable=False),
    instant("at"),
    reference("actor_id", "account"),
    *choice("kind", BulkKind),
    #: to whom, until when, why: never a person's data but what the actor wrote
    Column("detail", JSONB, nullable=False),
    Column("results", JSONB, nullable=False),
    instant("undone_at", nullable=True),
    Column("undone", JSONB(none_as_null=True)),
    UniqueConstraint("actor_id", "key"),
)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one task: `revision` is its own afterwards, `before` the columns that were changed, as they were,
    `holder` who has it where somebody else does.
    """

    task: int
    effect: Effect
    revision: int
    before: Mapping[str, Any]
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One go. `undone` is what became of each task when it was taken back; None when it was not."""

    id: int
    actor_id: int
    kind: BulkKind
    detail: Mapping[str, Any]
    results: tuple[BulkResult, ...]
    undone: tuple[BulkResult, ...] | None


def create(
    tx: Transaction, key: str, kind: BulkKind, detail: Mapping[str, Any], results: Sequence[BulkResult]
) -> int:
    """Keep what was done and return its id; Conflict when the actor has used that key already."""
    values = {"key": key, "at": tx.now, "actor_id": tx.actor.account, "kind": kind, "detail": dict(detail)}
    return tx.insert(insert(BULK_ACTION).values(**values, results=[asdict(one) for one in results]))


def get(tx: Transaction, action_id: int) -> BulkAction:
    """The action, or NotFound."""
    row = tx.execute(select(BULK_ACTION).where(BULK_ACTION.c.id == action_id)).first()
    if row is None:
        raise NotFound(f"Expected to find bulk action {action_id}, but there is none")
    undone = None if row.undone_at is None else _results(row.undone)
    return BulkAction(row.id, row.actor_id, BulkKind(row.kind), row.detail, _results(row.results), undone)


def by_key(tx: Transaction, key: str) -> int | None:
    """What the actor did with this key, if anything."""
    return tx.execute(
        select(BULK_ACTION.c.id).where(BULK_ACTION.c.actor_id == tx.actor.account, BULK_ACTION.c.key == key)
    ).scalar()


def take_back(tx: Transaction, action_id: int, undone: Sequence[BulkResult]) -> None:
    """Keep that it was taken back; Conflict when that has been done already."""
    result = tx.execute(
        update(BULK_ACTION)
        .where(BULK_ACTION.c.id == action_id, BULK_ACTION.c.undone_at.is_(None))
        .values(undone_at=tx.now, undone=[asdict(one) for one in undone])
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to take back bulk action {action_id}, but that has been done already")


def _results(kept: Sequence[Mapping[str, Any]]) -> tuple[BulkResult, ...]:
    return tuple(
        BulkResult(one["task"], Effect(one["effect"]), one["revision"], one["before"], one["holder"])
        for one in kept
    )
