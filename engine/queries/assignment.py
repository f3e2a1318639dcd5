"""What became of each task of an assignment, in words a page can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.errors import Forbidden
from engine.state import assignment
from engine.state.account import ACCOUNT
from engine.state.assignment import Outcome, Result
from engine.state.case import CASE
from engine.state.task import TASK
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One task of an assignment. `before` is who had it, None for nobody; `name` is empty where there is no task."""

    task: int
    name: str
    case_reference: str
    outcome: Outcome
    before: str | None
    assignee: str | None


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """One assignment; `undone` says of each task what became of it when it was taken back."""

    id: int
    at: datetime
    assignee_id: int
    assignee: str
    results: tuple[ResultRow, ...]
    undone_at: datetime | None
    undone: tuple[ResultRow, ...]

    def number(self, outcome: Outcome) -> int:
        """How many tasks ended so."""
        return sum(one.outcome is outcome for one in self.results)

    @property
    def may_undo(self) -> bool:
        """Whether there is something to take back."""
        return self.undone_at is None and any(one.outcome is Outcome.ASSIGNED for one in self.results)


def show(tx: Transaction, assignment_id: int) -> AssignmentView:
    """One's own assignment; Forbidden for anybody else's."""
    found = assignment.get(tx, assignment_id)
    if found.actor_id != tx.actor.account:
        raise Forbidden(f"Expected to read assignment {assignment_id}, but somebody else made it")
    people = {one.before for one in (*found.results, *found.undone)} | {found.assignee_id}
    rows = tx.execute(select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.id.in_(people - {None})))
    names = {row.id: row.name for row in rows}
    tasks = {
        row.id: row
        for row in tx.execute(
            select(TASK.c.id, TASK.c.name, CASE.c.reference, ACCOUNT.c.name.label("assignee"))
            .join(CASE, CASE.c.id == TASK.c.case_id)
            .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
            .where(TASK.c.id.in_([one.task for one in found.results]))
        )
    }

    def told(one: Result) -> ResultRow:
        row = None if one.outcome is Outcome.FORBIDDEN else tasks.get(one.task)
        return ResultRow(
            one.task,
            row.name if row else "",
            row.reference if row else "",
            one.outcome,
            names.get(one.before) if one.before and row else None,
            row.assignee if row else None,
        )

    return AssignmentView(
        found.id,
        found.at,
        found.assignee_id,
        names[found.assignee_id],
        tuple(map(told, found.results)),
        found.undone_at,
        tuple(map(told, found.undone)),
    )
