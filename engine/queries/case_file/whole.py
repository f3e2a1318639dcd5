"""The whole file at once: for print and export, and for whoever tells the story of a case."""

from __future__ import annotations

from dataclasses import dataclass

from engine.queries.case_file import loaded as runs
from engine.queries.case_file.line import passed
from engine.queries.case_file.rows import DataRow, InstanceRow, MessageOption, TimerRow
from engine.queries.cases import CaseHead, case_head
from engine.queries.milestones import MilestoneRow
from engine.queries.records import DecisionRow, HistoryRow, IncidentRow, case_incidents, decisions, history
from engine.queries.sight import log, of_case
from engine.queries.tasks import TaskRow, Urgency, task_row, tasks
from engine.sight import Sight
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The whole file: open tasks first, history newest first."""

    head: CaseHead
    tasks: tuple[TaskRow, ...]
    history: tuple[HistoryRow, ...]
    instances: tuple[InstanceRow, ...]
    decisions: tuple[DecisionRow, ...]
    incidents: tuple[IncidentRow, ...]
    timers: tuple[TimerRow, ...]
    messages: tuple[MessageOption, ...]
    data: tuple[DataRow, ...]
    milestones: tuple[MilestoneRow, ...]
    #: what the actor reads of it, and why
    sight: Sight


def show(tx: Transaction, reference: str, most_history: int = 500) -> CaseFile:
    """The file of the case as far as the actor reads it, with the newest facts of its history.

    Forbidden when none of the actor's authorities takes part in it.
    """
    head = case_head(tx, reference)
    sight = of_case(tx, head.id)
    log(tx, sight)
    found = tx.execute(
        tasks().where(TASK.c.case_id == head.id).order_by(TASK.c.state, TASK.c.due_at, TASK.c.id)
    ).all()
    task_rows = [row for row in found if sight.reads_element(row.instance_id, row.element)]
    shown = tuple(task_row(tx, row) for row in task_rows)
    overdue = [
        (row.instance_id, row.element)
        for row, one in zip(task_rows, shown, strict=True)
        if one.state is TaskState.ACTIVE and one.urgency is Urgency.OVERDUE
    ]
    loaded = runs.load(tx, sight)
    return CaseFile(
        head=head,
        tasks=shown,
        history=history(tx, sight, most_history),
        instances=runs.instance_rows(tx, loaded, sight, overdue),
        decisions=decisions(tx, sight),
        incidents=case_incidents(tx, sight),
        timers=runs.timers(tx, loaded, sight),
        messages=runs.messages(loaded, sight),
        data=runs.data(tx, loaded, sight),
        milestones=passed(tx, loaded, sight),
        sight=sight,
    )
