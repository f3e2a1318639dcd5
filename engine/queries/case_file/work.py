"""The tasks of a case: what is open, and page by page what is done or has fallen away."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import true

from engine.errors import Invalid
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.paging import Part, part
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: closed tasks on a page
PAGE = 25
#: open tasks on a page
OPEN = 50


@dataclass(frozen=True, slots=True)
class CaseTasks:
    """Open tasks, the most urgent first; closed ones, the newest first; where the next page of each begins."""

    open: Part[TaskRow]
    closed: tuple[TaskRow, ...]
    next: str | None


def case_tasks(
    tx: Transaction, front: CaseFront, after: str | None = None, open_after: str | None = None
) -> CaseTasks:
    """The readable tasks of the case; `after` is where a page of closed ones ended, `open_after` one of open ones."""
    place: int | None = None
    if after:
        if not after.isdecimal() or len(after) > 18:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave")
        place = int(after)
    closed: list[TaskRow] = []
    while len(closed) <= PAGE:
        batch = tx.execute(
            tasks()
            .where(
                TASK.c.case_id == front.head.id,
                TASK.c.state != TaskState.ACTIVE,
                true() if place is None else TASK.c.id < place,
            )
            .order_by(TASK.c.id.desc())
            .limit(2 * PAGE)
        ).all()
        closed.extend(
            task_row(tx, row) for row in batch if front.sight.reads_element(row.instance_id, row.element)
        )
        if len(batch) < 2 * PAGE:
            break
        place = batch[-1].id
    following = str(closed[PAGE - 1].id) if len(closed) > PAGE else None
    return CaseTasks(part(front.tasks, OPEN, open_after), tuple(closed[:PAGE]), following)
