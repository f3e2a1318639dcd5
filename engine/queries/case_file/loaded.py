"""The process instances of a case with their compiled versions and live tokens, read in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from engine import forms
from engine.bpmn import SCOPES, Graph
from engine.competence import TOPICS
from engine.execution import codec
from engine.execution.advance import environment
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.instance import ROOT, Instance, MessageSubscription
from engine.feel import Value
from engine.forms import Component
from engine.queries.case_file.rows import DataRow, InstanceRow, MessageOption, TimerRow
from engine.queries.records import completed_by
from engine.sight import Sight
from engine.state import instance as state
from engine.state.definition import VERSION
from engine.state.instance import INSTANCE, InstanceState
from engine.state.timer import RUNNING, TIMER
from engine.transaction import Transaction
from engine.wording import say


@dataclass(frozen=True, slots=True)
class Loaded:
    """One process instance of the case of which the actor reads anything."""

    row: Row[Any]
    bundle: Bundle
    graph: Graph
    live: Instance

    @property
    def id(self) -> int:
        """The number of the instance."""
        number: int = self.row.id
        return number


def load(tx: Transaction, sight: Sight) -> tuple[Loaded, ...]:
    """The instances of the case of which the actor reads anything, the oldest first."""
    rows = tx.execute(
        select(
            INSTANCE,
            state.STATE.c.tokens,
            VERSION.c.number,
            VERSION.c.main_path,
            VERSION.c.digest,
            state.ROOT.c.suspended_at.label("standing"),
        )
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .join(state.ROOT, state.IS_ROOT)
        .join(state.STATE, state.IS_STATE)
        .where(INSTANCE.c.case_id == sight.case_id)
        .order_by(INSTANCE.c.id)
    ).all()
    found = []
    for row in rows:
        if sight.reads_anything(row.id):
            bundle = load_bundle(tx, row.version_id, row.digest)
            found.append(Loaded(row, bundle, bundle.graphs[row.process_key], codec.load(bytes(row.tokens))))
    return tuple(found)


def graphs(loaded: Iterable[Loaded], sight: Sight) -> dict[int, Graph]:
    """The diagrams of the instances whose procedure is readable, by instance."""
    return {one.id: one.graph for one in loaded if sight.reads_procedure(one.id)}


def instance_rows(
    tx: Transaction, loaded: Sequence[Loaded], sight: Sight, overdue: Iterable[tuple[int, str]]
) -> tuple[InstanceRow, ...]:
    """Where the tokens of each are, and what it has been through; `overdue` are elements whose task is late."""
    passed = completed_by(tx, [one.id for one in loaded])
    late = set(overdue)
    return tuple(_instance_row(one, sight, passed[one.id], late) for one in loaded)


def _instance_row(
    one: Loaded, sight: Sight, passed: Sequence[str], late: set[tuple[int, str]]
) -> InstanceRow:
    row, graph = one.row, one.graph
    elements = [
        token
        for token in one.live.elements.values()
        if (graph.nodes[token.element].kind not in SCOPES or token.failed)
        and sight.reads_element(row.id, token.element)
    ]
    return InstanceRow(
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
        tuple(sorted({token.element for token in elements})),
        tuple(element for element in passed if sight.reads_element(row.id, element)),
        tuple(sorted({token.element for token in elements if token.failed})),
        tuple(sorted(element for number, element in late if number == row.id)),
        row.standing if InstanceState(row.state) is InstanceState.ACTIVE else None,
    )


def messages(loaded: Iterable[Loaded], sight: Sight) -> tuple[MessageOption, ...]:
    """The messages that readable steps wait for, each once."""
    found: dict[str, MessageOption] = {}
    for one in loaded:
        for waiting in one.live.subscriptions.values():
            if isinstance(waiting, MessageSubscription) and sight.reads_element(one.id, waiting.element):
                label = one.graph.nodes[waiting.element].name or waiting.name
                process = one.graph.name or one.graph.key
                option = MessageOption(
                    waiting.name, label, process, one.row.started_at, topic_name(one, sight)
                )
                found.setdefault(waiting.name, option)
    return tuple(found.values())


def topic_name(one: Loaded, sight: Sight) -> str:
    """Where a referral goes, to whoever reads that."""
    said = None if one.bundle.profile is None else one.bundle.profile.referral
    if said is None or not sight.reads_variable(one.id, said.topic):
        return ""
    topic = str(variables(one).get(said.topic) or "")
    return TOPICS.get(topic, topic)


def timers(tx: Transaction, loaded: Iterable[Loaded], sight: Sight) -> tuple[TimerRow, ...]:
    """The running timers of readable steps, instance by instance, the next one first."""
    by_id = {one.id: one for one in loaded if InstanceState(one.row.state) is InstanceState.ACTIVE}
    if not by_id:
        return ()
    rows = tx.execute(
        select(TIMER)
        .where(TIMER.c.instance_id.in_(sorted(by_id)), TIMER.c.state.in_(RUNNING))
        .order_by(TIMER.c.instance_id, TIMER.c.due_at, TIMER.c.id)
    )
    found = []
    for one in rows:
        if sight.reads_element(one.instance_id, one.element):
            graph = by_id[one.instance_id].graph
            name = graph.nodes[one.element].name or one.element
            found.append(TimerRow(one.element, name, one.due_at, graph.name or graph.key))
    return tuple(found)


def data(tx: Transaction, loaded: Iterable[Loaded], sight: Sight) -> tuple[DataRow, ...]:
    """The readable variables of the processes as their forms word them."""
    found: dict[str, DataRow] = {}
    for one in loaded:
        found.update((row.key, row) for row in _data(tx, one) if sight.reads_variable(one.id, row.key))
    return tuple(found.values())


def variables(one: Loaded) -> Mapping[str, Value]:
    """What the process itself holds, not its scopes; it stays when the process has ended."""
    return one.live.variables.get(ROOT, {})


def _data(tx: Transaction, one: Loaded) -> list[DataRow]:
    """The variables of the process as the forms word them; what no form asks for comes last, by name."""
    asked = {field.key: field for form in one.bundle.forms.values() for field in form.fields() if field.key}
    held = variables(one)
    rows = []
    for key in [*(key for key in asked if key in held), *sorted(held.keys() - asked.keys())]:
        field = asked.get(key)
        label = field.label.text({}, environment(tx)) if field else ""
        rows.append(DataRow(key, label or key, worded(held[key], field)))
    return rows


def worded(value: Value, field: Component | None) -> str:
    """A value in the words of its field's options, else as a German office writes it."""
    return (forms.wording(field, value) if field else "") or say(value)
