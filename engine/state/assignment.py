"""What a supervisor has done to many tasks in one go: given them to a person or back to their group, or agreed on
another day for them; what became of each, and what of it was taken back.

task of an assignment: given ──take back──▶ undone
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Select, Table, Text, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import NotFound
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction


class Outcome(StrEnum):
    """What became of one task of an assignment."""

    #: given, or agreed on
    ASSIGNED = "assigned"
    #: the person or the group had it already, or it had that day
    UNCHANGED = "unchanged"
    #: it was completed or taken away meanwhile
    CLOSED = "closed"
    #: somebody else has claimed, assigned, written or put it on another day meanwhile
    CHANGED = "changed"
    #: the person has no role there that permits it
    UNFIT = "unfit"
    #: the person did an earlier task, and this one asks for another pair of eyes
    FOUR_EYES = "four_eyes"
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
    #: whom the tasks went to; none when to their group, or when another day was agreed on
    reference("assignee_id", "account", nullable=True),
    #: the day that was agreed on, and why
    Column("due", Date),
    Column("reason", Text),
    #: one for each task: number, revision afterwards, who had it before and since when, its day before and how often
    #: that was moved, what became of it
    Column("results", JSONB, nullable=False),
    #: when something of it was taken back last, and what became of each task that was
    instant("undone_at", nullable=True),
    Column("undone", JSONB(none_as_null=True)),
    CheckConstraint("(due IS NULL) = (reason IS NULL) AND (due IS NULL OR assignee_id IS NULL)", name="deed"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task. `revision` is the task's afterwards, `before` the account that had it, `claimed` when
    somebody had taken it first, before. `moves` is how often its agreed time has been moved; where that was done here,
    `due` is what it was before, and `was_set` whether the case had set it.
    """

    task: int
    outcome: Outcome
    revision: int
    before: int | None
    claimed: datetime | None = None
    moves: int = 0
    due: datetime | None = None
    was_set: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One assignment. `due` is the day that was agreed on; without one the tasks went to `assignee_id`, None for their
    group. `undone` is what became of each task that was taken back, the first one first.
    """

    id: int
    key: str
    at: datetime
    actor_id: int | None
    assignee_id: int | None
    due: date | None
    reason: str
    results: tuple[Result, ...]
    undone_at: datetime | None
    undone: tuple[Result, ...]

    @property
    def standing(self) -> tuple[Result, ...]:
        """What was done and nobody has asked to take back."""
        asked = {one.task for one in self.undone}
        return tuple(one for one in self.results if one.outcome is Outcome.ASSIGNED and one.task not in asked)


def create(
    tx: Transaction,
    key: str,
    results: Sequence[Result],
    assignee_id: int | None = None,
    agreed: tuple[date, str] | None = None,
) -> int:
    """Keep what was done: to whom the tasks went, or which day was agreed on and why; returns the assignment's id.

    Conflict when one with that key was made already.
    """
    due, reason = agreed or (None, None)
    values = {"key": key, "at": tx.now, "actor_id": tx.actor.account, "assignee_id": assignee_id}
    kept = [_to_json(one) for one in results]
    return tx.insert(insert(ASSIGNMENT).values(**values, due=due, reason=reason, results=kept))


def get(tx: Transaction, assignment_id: int) -> AssignmentRow:
    """One's own assignment, or NotFound."""
    return _found(tx, assignment_id, select(ASSIGNMENT))


def lock(tx: Transaction, assignment_id: int) -> AssignmentRow:
    """As `get`, and nobody else takes anything of it back before this transaction ends."""
    return _found(tx, assignment_id, select(ASSIGNMENT).with_for_update())


def _found(tx: Transaction, assignment_id: int, statement: Select[Any]) -> AssignmentRow:
    own = ASSIGNMENT.c.actor_id == tx.actor.account
    row = tx.execute(statement.where(ASSIGNMENT.c.id == assignment_id, own)).first()
    if row is None:
        raise NotFound(f"Expected to find assignment {assignment_id}, but there is none")
    return AssignmentRow(
        id=row.id,
        key=row.key,
        at=row.at,
        actor_id=row.actor_id,
        assignee_id=row.assignee_id,
        due=row.due,
        reason=row.reason or "",
        results=tuple(_from_json(one) for one in row.results),
        undone_at=row.undone_at,
        undone=tuple(_from_json(one) for one in row.undone or ()),
    )


def by_key(tx: Transaction, key: str) -> int | None:
    """The assignment the actor made with this key, if there is one."""
    own = ASSIGNMENT.c.actor_id == tx.actor.account
    return tx.execute(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.key == key, own)).scalar()


def take_back(tx: Transaction, found: AssignmentRow, undone: Sequence[Result]) -> None:
    """Keep what became of the tasks that were taken back now; the assignment is locked."""
    kept = [_to_json(one) for one in (*found.undone, *undone)]
    tx.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == found.id).values(undone_at=tx.now, undone=kept))


def _to_json(one: Result) -> dict[str, Any]:
    return {
        "task": one.task,
        "outcome": one.outcome,
        "revision": one.revision,
        "before": one.before,
        "claimed": None if one.claimed is None else one.claimed.isoformat(),
        "moves": one.moves,
        **({} if one.due is None else {"due": one.due.isoformat()}),
        **({"set": True} if one.was_set else {}),
    }


def _from_json(kept: Mapping[str, Any]) -> Result:
    claimed, due = (kept.get(name) and datetime.fromisoformat(kept[name]) for name in ("claimed", "due"))
    return Result(
        kept["task"],
        Outcome(kept["outcome"]),
        kept["revision"],
        kept["before"],
        claimed,
        kept["moves"],
        due,
        "set" in kept,
    )
