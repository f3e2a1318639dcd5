"""What people have completed in a case: each task with the form it was done with, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from engine.bpmn import Node
from engine.execution.bundle import load_bundle
from engine.forms import Form
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.loaded import Loaded
from engine.state.account import ACCOUNT
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: tasks looked at, the newest ones
_MOST: Final = 5_000
_HOLDER = ACCOUNT.alias("holder")


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A completed task of a step that the actor reads; `represented` is for whom, who was away, somebody did it."""

    run: Loaded
    element_instance: int
    name: str
    node: Node | None
    form: Form | None
    at: datetime
    by: str
    represented: str


def done_tasks(tx: Transaction, front: CaseFront) -> tuple[DoneTask, ...]:
    """The completed tasks of the case, the newest first; asked once in a transaction."""
    return tx.once((done_tasks, front.head.id), lambda: _done(tx, front))


def _done(tx: Transaction, front: CaseFront) -> tuple[DoneTask, ...]:
    by_id = {one.id: one for one in front.loaded}
    rows = tx.execute(
        select(TASK, ACCOUNT.c.name.label("closer"), _HOLDER.c.name.label("holder"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.closed_by)
        .outerjoin(_HOLDER, _HOLDER.c.id == TASK.c.assignee_id)
        .where(TASK.c.case_id == front.head.id, TASK.c.state == TaskState.COMPLETED)
        .order_by(TASK.c.closed_at.desc(), TASK.c.id.desc())
        .limit(_MOST)
    )
    return tuple(
        _task(tx, row, by_id[row.instance_id])
        for row in rows
        if row.instance_id in by_id and front.sight.reads_element(row.instance_id, row.element)
    )


def _task(tx: Transaction, row: Any, run: Loaded) -> DoneTask:  # Any: a row of `_done`
    # a closed task may be of a version that its instance has left
    bundle = run.bundle if row.version_id == run.row.version_id else load_bundle(tx, row.version_id)
    graph = bundle.graphs.get(run.row.process_key)
    return DoneTask(
        run,
        row.element_instance,
        row.name,
        None if graph is None else graph.nodes.get(row.element),
        bundle.form(row.form),
        row.closed_at,
        row.closer or "Laufweg",
        row.holder if row.stand_in_id is not None and row.stand_in_id == row.closed_by else "",
    )
