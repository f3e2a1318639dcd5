"""What became of each task of an assignment, in words a page can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engine.state import assignment
from engine.state.account import ACCOUNT
from engine.state.assignment import Outcome, Result
from engine.state.case import CASE
from engine.state.task import TASK
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One task of an assignment. `before` is who had it, None for nobody; `day_before` its agreed time before.

    `assignee` and `day` are what they are now. `undone` is what became of it when it was to be taken back, None when
    it never was. `name` is empty where there is no task, or none the actor may see.
    """

    task: int
    name: str
    case_reference: str
    outcome: Outcome
    before: str | None
    assignee: str | None
    day_before: datetime | None
    day: datetime | None
    undone: Outcome | None

    @property
    def stands(self) -> bool:
        """Whether it was done and is still to be taken back."""
        return self.outcome is Outcome.ASSIGNED and self.undone is None


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """One assignment: `due` is the day that was agreed on and `reason` why; without one the tasks went to `assignee`,
    empty for their group.
    """

    id: int
    at: datetime
    assignee_id: int | None
    assignee: str
    due: date | None
    reason: str
    results: tuple[ResultRow, ...]
    undone_at: datetime | None

    def number(self, outcome: Outcome) -> int:
        """How many tasks ended so."""
        return sum(one.outcome is outcome for one in self.results)

    @property
    def undone(self) -> tuple[ResultRow, ...]:
        """What was to be taken back."""
        return tuple(one for one in self.results if one.undone is not None)

    @property
    def returned(self) -> int:
        """How many tasks are again as they were."""
        return sum(one.undone is Outcome.ASSIGNED for one in self.results)

    @property
    def standing(self) -> int:
        """How many tasks there are to take back."""
        return sum(one.stands for one in self.results)


def show(tx: Transaction, assignment_id: int) -> AssignmentView:
    """One's own assignment; NotFound for anybody else's."""
    found = assignment.get(tx, assignment_id)
    people = {one.before for one in found.results} | {found.assignee_id}
    rows = tx.execute(select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.id.in_(people - {None})))
    names = {row.id: row.name for row in rows}
    tasks = {
        row.id: row
        for row in tx.execute(
            select(
                TASK.c.id,
                TASK.c.name,
                TASK.c.agreed_due_at,
                CASE.c.reference,
                ACCOUNT.c.name.label("assignee"),
            )
            .join(CASE, CASE.c.id == TASK.c.case_id)
            .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
            .where(TASK.c.id.in_([one.task for one in found.results]))
        )
    }
    undone = {one.task: one.outcome for one in found.undone}

    def told(one: Result) -> ResultRow:
        row = None if one.outcome is Outcome.FORBIDDEN else tasks.get(one.task)
        return ResultRow(
            one.task,
            row.name if row else "",
            row.reference if row else "",
            one.outcome,
            names.get(one.before) if one.before and row else None,
            row.assignee if row else None,
            one.due if row else None,
            row.agreed_due_at if row else None,
            undone.get(one.task),
        )

    return AssignmentView(
        found.id,
        found.at,
        found.assignee_id,
        "" if found.assignee_id is None else names[found.assignee_id],
        found.due,
        found.reason,
        tuple(map(told, found.results)),
        found.undone_at,
    )
