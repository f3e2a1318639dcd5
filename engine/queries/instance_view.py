"""One process instance as an operator repairs it: where its tokens are, what they wait for, its variables by scope."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from engine.actor import Action
from engine.bpmn import SCOPES, Graph, Kind, Node, kind_label
from engine.errors import Forbidden, NotFound
from engine.execution import codec
from engine.execution.bundle import ENGINE_VARIABLES, load_bundle
from engine.execution.instance import (
    ROOT,
    ConditionSubscription,
    ElementInstance,
    Instance,
    MessageSubscription,
    SignalSubscription,
    Stage,
    TimerSubscription,
)
from engine.feel import Value
from engine.queries.instance import within_reach
from engine.queries.records import (
    HistoryRow,
    IncidentRow,
    completed,
    instance_history,
    instance_incidents,
)
from engine.queries.sight import of_case
from engine.state import definition, instance
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.definition import VersionRow
from engine.state.instance import INSTANCE, InstanceState
from engine.state.job import JOB, JobState
from engine.state.task import TASK, TaskState
from engine.state.timer import RUNNING, TIMER
from engine.transaction import Transaction


class WaitKind(StrEnum):
    """What an element instance waits for."""

    TASK = "task"
    JOB = "job"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    CONDITION = "condition"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing it waits for: `name` is the authority, type of job, message, signal or the event in the diagram.

    `timer_id` and `due` belong to a timer, `key` to a message, `instance_id` to a called process.
    """

    kind: WaitKind
    name: str
    key: str = ""
    due: datetime | None = None
    timer_id: int | None = None
    instance_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entered element. `depth` counts the scopes around it that have an entry of their own."""

    id: int
    element: str
    name: str
    kind_label: str
    depth: int
    is_scope: bool
    has_failed: bool
    is_joining: bool
    waits: tuple[Wait, ...]
    incident_id: int | None


@dataclass(frozen=True, slots=True)
class VariableRow:
    """One variable; `value` is None inside and out when the actor may not read the case."""

    name: str
    value: Value
    is_engine: bool


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """Variables of the process (`id` 0) or of one element instance."""

    id: int
    name: str
    variables: tuple[VariableRow, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """An element that can be entered; `scope` names the running scope where there are several, as `id`."""

    element: str
    name: str
    kind_label: str
    place: str
    scope: int | None

    @property
    def id(self) -> str:
        """What a form sends for it."""
        return self.element if self.scope is None else f"{self.element}:{self.scope}"


@dataclass(frozen=True, slots=True)
class InstanceView:
    """One instance; `revision` is what commands compare. `may_read` tells whether values are shown."""

    id: int
    reference: str
    case_id: int
    version: VersionRow
    process_key: str
    process: str
    state: InstanceState
    revision: int
    suspended_at: datetime | None
    parent_id: int | None
    root_id: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    may_read: bool
    waiting: tuple[Waiting, ...]
    scopes: tuple[ScopeRow, ...]
    incidents: tuple[IncidentRow, ...]
    history: tuple[HistoryRow, ...]
    completed: tuple[str, ...]

    @property
    def is_running(self) -> bool:
        """Whether it can be repaired."""
        return self.state is InstanceState.ACTIVE

    @property
    def active(self) -> tuple[str, ...]:
        """Elements with a token, for the diagram."""
        return tuple(sorted({one.element for one in self.waiting if not one.is_scope or one.has_failed}))

    @property
    def failed(self) -> tuple[str, ...]:
        """Elements with an incident."""
        return tuple(sorted({one.element for one in self.waiting if one.has_failed}))

    @property
    def counts(self) -> dict[str, int]:
        """How often an element waits, where it is more than once."""
        found = Counter(one.element for one in self.waiting if not one.is_scope)
        return {element: count for element, count in found.items() if count > 1}

    def find(self, element_instance: int) -> Waiting:
        """The entered element of that number, or NotFound."""
        for one in self.waiting:
            if one.id == element_instance:
                return one
        raise NotFound(f"Expected to find element instance {element_instance}, but it is not there")


def must_repair(tx: Transaction, instance_id: int) -> None:
    """Forbidden when no authority of the instance's case gives the actor a role that may repair it."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    statement = select(INSTANCE.c.id).where(INSTANCE.c.id == instance_id, within_reach(tx.actor))
    if tx.execute(statement).first() is None:
        raise Forbidden(f"Expected to repair process instance {instance_id}, but no role there permits it")


def show(tx: Transaction, instance_id: int) -> InstanceView:
    """One instance. Forbidden when no authority of the case gives the actor a role that may repair it."""
    instance.head(tx, instance_id)
    must_repair(tx, instance_id)
    row = instance.get(tx, instance_id)
    version = definition.get(tx, row.version_id)
    graph = load_bundle(tx, row.version_id, row.digest).graphs[row.process_key]
    tokens = codec.load(row.tokens)
    sight = of_case(tx, row.case_id)
    may_read = sight.exists
    ended = tx.execute(
        select(INSTANCE.c.ended_at, INSTANCE.c.outcome).where(INSTANCE.c.id == instance_id)
    ).one()
    history = instance_history(tx, instance_id, None)
    incidents = instance_incidents(tx, instance_id, sight)
    return InstanceView(
        id=row.id,
        reference=row.reference,
        case_id=row.case_id,
        version=version,
        process_key=row.process_key,
        process=graph.name or graph.key,
        state=row.state,
        revision=row.revision,
        suspended_at=row.suspended_at if row.state is InstanceState.ACTIVE else None,
        parent_id=row.parent_id,
        root_id=row.root_id,
        started_at=row.started_at,
        ended_at=ended.ended_at,
        outcome=ended.outcome,
        may_read=may_read,
        waiting=tuple(_waiting(tx, row.id, graph, tokens, incidents)),
        scopes=tuple(_scopes(graph, tokens, lambda name: sight.reads_variable(instance_id, name))),
        incidents=incidents,
        history=history,
        completed=completed(tx, instance_id),
    )


def targets(tx: Transaction, instance_id: int) -> tuple[Target, ...]:
    """What an operator may enter now: by the name of the place, then in the order of the diagram."""
    instance.head(tx, instance_id)
    must_repair(tx, instance_id)
    row = instance.get(tx, instance_id)
    graph = load_bundle(tx, row.version_id, row.digest).graphs[row.process_key]
    tokens = codec.load(row.tokens)
    running: dict[str, list[int]] = defaultdict(list)
    for one in tokens.elements.values():
        node = graph.nodes[one.element]
        if node.kind in SCOPES and (node.loop is None or _is_turn(tokens, one)):
            running[one.element].append(one.id)
    found: list[Target] = []
    for node in graph.nodes.values():
        if _can_be_entered(graph, node, running):
            scopes = running.get(node.scope, [])
            place = "" if node.scope == graph.key else graph.nodes[node.scope].label
            several: list[int | None] = [*scopes] if len(scopes) > 1 else [None]
            found.extend(Target(node.id, node.label, kind_label(node), place, scope) for scope in several)
    return tuple(sorted(found, key=lambda one: (one.place, one.scope or 0)))


def diagram(tx: Transaction, instance_id: int) -> bytes:
    """The diagram of the instance's version."""
    must_repair(tx, instance_id)
    version = definition.get(tx, instance.head(tx, instance_id).version_id)
    return definition.file(tx, version.id, version.main_path)


def _can_be_entered(graph: Graph, node: Node, running: Mapping[str, list[int]]) -> bool:
    if node.kind in (Kind.PROCESS, Kind.BOUNDARY_EVENT, Kind.START_EVENT):
        return False
    if node.triggered_by_event or node.for_compensation:
        return False
    scope = graph.nodes[node.scope]
    while scope.kind is not Kind.PROCESS and scope.id not in running:
        if scope.triggered_by_event or scope.loop is not None or scope.for_compensation:
            return False
        scope = graph.nodes[scope.scope]
    return True


def _is_turn(tokens: Instance, one: ElementInstance) -> bool:
    return one.id != ROOT and tokens.elements[one.scope].element == one.element


def _waiting(
    tx: Transaction, instance_id: int, graph: Graph, tokens: Instance, incidents: tuple[IncidentRow, ...]
) -> Iterator[Waiting]:
    """Every entered element but the process, scopes before what is in them."""
    by_scope = tokens.by_scope()
    waits = _waits(tx, instance_id, graph, tokens)
    stopped = {one.element_instance: one.id for one in incidents if one.state == "open"}
    left = [(one, 0) for one in reversed(by_scope.get(ROOT, []))]
    root = tokens.elements.get(ROOT)
    if root is not None and root.failed:
        left.append((root, 0))
    while left:
        one, depth = left.pop()
        node = graph.nodes[one.element]
        yield Waiting(
            one.id,
            one.element,
            node.label,
            kind_label(node),
            depth,
            node.kind in SCOPES or (node.loop is not None and not _is_turn(tokens, one)),
            one.failed,
            one.stage is Stage.JOINING,
            tuple(waits.get(one.id, ())),
            stopped.get(one.id),
        )
        if one.id != ROOT:
            left.extend((child, depth + 1) for child in reversed(by_scope.get(one.id, [])))


def _waits(tx: Transaction, instance_id: int, graph: Graph, tokens: Instance) -> dict[int, list[Wait]]:
    found: dict[int, list[Wait]] = defaultdict(list)
    tasks = tx.execute(
        select(TASK.c.element_instance, TASK.c.due_at, AUTHORITY.c.name, ACCOUNT.c.name.label("assignee"))
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
        .where(TASK.c.instance_id == instance_id, TASK.c.state == TaskState.ACTIVE)
        .order_by(TASK.c.id)
    )
    for row in tasks:
        found[row.element_instance].append(Wait(WaitKind.TASK, row.name, row.assignee or "", row.due_at))
    jobs = tx.execute(
        select(JOB.c.element_instance, JOB.c.type, JOB.c.worker)
        .where(JOB.c.instance_id == instance_id, JOB.c.state.in_((JobState.CREATED, JobState.LOCKED)))
        .order_by(JOB.c.id)
    )
    for row in jobs:
        found[row.element_instance].append(Wait(WaitKind.JOB, row.type, row.worker or ""))
    called = tx.execute(
        select(INSTANCE.c.id, INSTANCE.c.parent_element, INSTANCE.c.process_key)
        .where(INSTANCE.c.parent_id == instance_id, INSTANCE.c.state == InstanceState.ACTIVE)
        .order_by(INSTANCE.c.id)
    )
    for row in called:
        found[row.parent_element].append(Wait(WaitKind.CALL, row.process_key, instance_id=row.id))
    rows = tx.execute(
        select(TIMER.c.id, TIMER.c.subscription).where(
            TIMER.c.instance_id == instance_id, TIMER.c.state.in_(RUNNING)
        )
    )
    timers = {row.subscription: row.id for row in rows}
    for waiting in tokens.subscriptions.values():
        name = graph.nodes[waiting.element].label
        match waiting:
            case TimerSubscription(id=number, due=due):
                one = Wait(WaitKind.TIMER, name, due=due, timer_id=timers.get(number))
            case MessageSubscription(name=message, key=key):
                one = Wait(WaitKind.MESSAGE, message, key)
            case SignalSubscription(name=signal):
                one = Wait(WaitKind.SIGNAL, signal)
            case ConditionSubscription():
                one = Wait(WaitKind.CONDITION, name)
        found[waiting.host].append(one)
    return found


def _scopes(graph: Graph, tokens: Instance, may_read: Callable[[str], bool]) -> Iterator[ScopeRow]:
    """The process first, then what keeps variables of its own, in the order it was entered."""
    for number in sorted({ROOT, *tokens.variables} & tokens.elements.keys()):
        held = tokens.variables.get(number, {})
        yield ScopeRow(
            number,
            graph.nodes[tokens.elements[number].element].label,
            tuple(
                VariableRow(
                    name, held[name] if may_read(name) else None, number == ROOT and name in ENGINE_VARIABLES
                )
                for name in sorted(held, key=lambda name: (name.casefold(), name))
            ),
        )
