"""What a supervisor has handed out in one go: which tasks, to whom, what became of each, and whether it was taken back.

assignment: made ──take back──▶ undone
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table, Text, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import Conflict, NotFound
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction


class Outcome(StrEnum):
    """What became of one task of an assignment."""

    ASSIGNED = "assigned"
    #: the person had it already
    UNCHANGED = "unchanged"
    #: it was completed or taken away meanwhile
    CLOSED = "closed"
    #: somebody else has claimed, assigned or written it meanwhile
    CHANGED = "changed"
    #: the person has no role there that permits it
    UNFIT = "unfit"
    #: the actor does not assign tasks there
    FORBIDDEN = "forbidden"
    MISSING = "missing"


ASSIGNMENT = Table(
    "assignment",
    METADATA,
    identity(),
    #: given by the page, so that a double click makes one assignment
    Column("key", Text, nullable=False, unique=True),
    instant("at"),
    reference("actor_id", "account", index=True, nullable=True),
    #: whom the tasks went to
    reference("assignee_id", "account"),
    #: one for each task: number, revision afterwards, who had it before and since when, how often its day was
    #: moved, what became of it
    Column("results", JSONB, nullable=False),
    instant("undone_at", nullable=True),
    Column("undone", JSONB(none_as_null=True)),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task. `revision` is the task's afterwards, `before` the account that had it, `claimed` when
    somebody had taken it first, before; `moves` how often its agreed time had been moved.
    """

    task: int
    outcome: Outcome
    revision: int
    before: int | None
    claimed: datetime | None = None
    moves: int = 0


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One assignment. `undone` is what became of each task when it was taken back; empty when it was not."""

    id: int
    key: str
    at: datetime
    actor_id: int | None
    assignee_id: int
    results: tuple[Result, ...]
    undone_at: datetime | None
    undone: tuple[Result, ...]


def create(tx: Transaction, key: str, assignee_id: int, results: Sequence[Result]) -> int:
    """Keep an assignment and return its id; Conflict when one with that key was made already."""
    values = {"key": key, "at": tx.now, "actor_id": tx.actor.account, "assignee_id": assignee_id}
    return tx.insert(insert(ASSIGNMENT).values(**values, results=[_to_json(one) for one in results]))


def get(tx: Transaction, assignment_id: int) -> AssignmentRow:
    """The assignment, or NotFound."""
    row = tx.execute(select(ASSIGNMENT).where(ASSIGNMENT.c.id == assignment_id)).first()
    if row is None:
        raise NotFound(f"Expected to find assignment {assignment_id}, but there is none")
    return AssignmentRow(
        id=row.id,
        key=row.key,
        at=row.at,
        actor_id=row.actor_id,
        assignee_id=row.assignee_id,
        results=tuple(_from_json(one) for one in row.results),
        undone_at=row.undone_at,
        undone=tuple(_from_json(one) for one in row.undone or ()),
    )


def by_key(tx: Transaction, key: str) -> int | None:
    """The assignment that was made with this key, if there is one."""
    return tx.execute(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.key == key)).scalar()


def take_back(tx: Transaction, found: AssignmentRow, undone: Sequence[Result]) -> None:
    """Keep that it was taken back; Conflict when somebody has done that already."""
    result = tx.execute(
        update(ASSIGNMENT)
        .where(ASSIGNMENT.c.id == found.id, ASSIGNMENT.c.undone_at.is_(None))
        .values(undone_at=tx.now, undone=[_to_json(one) for one in undone])
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to take back assignment {found.id}, but that has been done already")


def _to_json(one: Result) -> dict[str, Any]:
    return {
        "task": one.task,
        "outcome": one.outcome,
        "revision": one.revision,
        "before": one.before,
        "claimed": None if one.claimed is None else one.claimed.isoformat(),
        "moves": one.moves,
    }


def _from_json(kept: Mapping[str, Any]) -> Result:
    claimed = kept["claimed"] and datetime.fromisoformat(kept["claimed"])
    return Result(
        kept["task"], Outcome(kept["outcome"]), kept["revision"], kept["before"], claimed, kept["moves"]
    )
