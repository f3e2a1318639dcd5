"""The case file: everything about one case that its authorities may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import bpmn, feel
from engine.actor import Action
from engine.bpmn import SCOPES, Graph, OutlineStep
from engine.execution import codec
from engine.execution.advance import environment
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.instance import ROOT, Instance, MessageSubscription
from engine.feel import Value
from engine.forms import Component
from engine.queries.cases import CaseHead, CasePage, case_head, search
from engine.queries.milestones import MilestoneRow, milestones
from engine.queries.records import (
    DecisionRow,
    HistoryRow,
    IncidentRow,
    case_incidents,
    completed,
    decisions,
    history,
)
from engine.queries.sight import log, of_case
from engine.queries.tasks import TaskRow, Urgency, task_row, tasks
from engine.sight import Sight
from engine.state.definition import VERSION
from engine.state.instance import INSTANCE, InstanceState
from engine.state.task import TASK, TaskState
from engine.state.timer import RUNNING, TIMER
from engine.transaction import Transaction
from engine.wording import say


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One run of a process in the case, and where its tokens are (element ids of the diagram)."""

    id: int
    version_id: int
    process_key: str
    process: str
    number: int
    main_path: str
    state: InstanceState
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    active: tuple[str, ...]
    completed: tuple[str, ...]
    incidents: tuple[str, ...]
    overdue: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A running timer of the case."""

    element: str
    element_name: str
    due: datetime


@dataclass(frozen=True, slots=True)
class MessageOption:
    """A message the case waits for now."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class DataRow:
    """One variable of a running process, with the label of the form field it came from."""

    key: str
    label: str
    value: str


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
    overdue = {
        (row.instance_id, row.element)
        for row, one in zip(task_rows, shown, strict=True)
        if one.state is TaskState.ACTIVE and one.urgency is Urgency.OVERDUE
    }
    instances: list[InstanceRow] = []
    graphs: dict[int, Graph] = {}
    messages: dict[str, MessageOption] = {}
    data: dict[str, DataRow] = {}
    timers: list[TimerRow] = []
    rows = tx.execute(
        select(INSTANCE, VERSION.c.number, VERSION.c.main_path)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .where(INSTANCE.c.case_id == head.id)
        .order_by(INSTANCE.c.id)
    ).all()
    for row in rows:
        if not sight.reads_anything(row.id):
            continue
        bundle = load_bundle(tx, row.version_id)
        graph = bundle.graphs[row.process_key]
        if sight.reads_procedure(row.id):
            graphs[row.id] = graph
        live = codec.load(bytes(row.tokens))
        elements = [
            one
            for one in live.elements.values()
            if (graph.nodes[one.element].kind not in SCOPES or one.failed)
            and sight.reads_element(row.id, one.element)
        ]
        instances.append(
            InstanceRow(
                row.id,
                row.version_id,
                row.process_key,
                graph.name or graph.key,
                row.number,
                row.main_path,
                InstanceState(row.state),
                row.started_at,
                row.ended_at,
                row.outcome if sight.reads_procedure(row.id) else None,
                tuple(sorted({one.element for one in elements})),
                tuple(one for one in completed(tx, row.id) if sight.reads_element(row.id, one)),
                tuple(sorted({one.element for one in elements if one.failed})),
                tuple(sorted(element for number, element in overdue if number == row.id)),
            )
        )
        for waiting in live.subscriptions.values():
            if isinstance(waiting, MessageSubscription) and sight.reads_element(row.id, waiting.element):
                label = graph.nodes[waiting.element].name or waiting.name
                messages.setdefault(waiting.name, MessageOption(waiting.name, label))
        data.update(
            (one.key, one) for one in _data(tx, live, bundle) if sight.reads_variable(row.id, one.key)
        )
        timers.extend(
            TimerRow(one.element, graph.nodes[one.element].name or one.element, one.due_at)
            for one in tx.execute(
                select(TIMER)
                .where(TIMER.c.instance_id == row.id, TIMER.c.state.in_(RUNNING))
                .order_by(TIMER.c.due_at, TIMER.c.id)
            )
            if sight.reads_element(row.id, one.element)
        )
    return CaseFile(
        head=head,
        tasks=shown,
        history=history(tx, sight, most_history),
        instances=tuple(instances),
        decisions=decisions(tx, sight),
        incidents=case_incidents(tx, sight),
        timers=tuple(timers),
        messages=tuple(messages.values()),
        data=tuple(data.values()),
        milestones=milestones(tx, graphs),
        sight=sight,
    )


def outline(
    tx: Transaction, version_id: int, process_key: str | None = None, *, expressions: bool = True
) -> tuple[OutlineStep, ...]:
    """The diagram of a version as numbered steps in words; empty when the draft has no readable process.

    Without `expressions` a named way is told by its name alone, for readers who do not write conditions.
    """
    tx.actor.must(Action.READ_MODEL)
    bundle = load_bundle(tx, version_id)
    graph = bundle.graphs.get(process_key or bundle.main)
    return () if graph is None else bpmn.outline(graph, expressions=expressions)


def _data(tx: Transaction, live: Instance, bundle: Bundle) -> list[DataRow]:
    """The variables of the process as the forms word them; what no form asks for comes last, by name."""
    asked = {field.key: field for form in bundle.forms.values() for field in form.fields() if field.key}
    variables = live.variables.get(ROOT, {})
    rows = []
    for key in [*(key for key in asked if key in variables), *sorted(variables.keys() - asked.keys())]:
        field = asked.get(key)
        label = field.label.text({}, environment(tx)) if field else ""
        rows.append(DataRow(key, label or key, _worded(variables[key], field)))
    return rows


def _worded(value: Value, field: Component | None) -> str:
    """A value in the words of its field's options, else as a German office writes it."""
    labels = {option.code: option.label for option in field.options} if field else {}
    items = value if isinstance(value, list) else [value]
    if labels and value is not None:
        return ", ".join(labels.get(feel.text(item)) or say(item) for item in items) or say(value)
    return say(value)


__all__ = [
    "CaseFile",
    "CasePage",
    "DataRow",
    "InstanceRow",
    "MessageOption",
    "MilestoneRow",
    "TimerRow",
    "outline",
    "search",
    "show",
]
