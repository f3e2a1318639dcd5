"""One process instance as an operator repairs it: where its tokens are, what they wait for, its variables by scope."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from engine.bpmn import SCOPES, Graph, Kind, Node, kind_label
from engine.errors import Forbidden, NotFound
from engine.execution import codec
from engine.execution.bundle import ENGINE_VARIABLES, load_bundle
from engine.execution.course import must_repair, of_course
from engine.execution.instance import (
    ROOT,
    ElementInstance,
    Instance,
    Stage,
)
from engine.feel import Value
from engine.queries.instance_waits import Wait, WaitKind, waits
from engine.queries.records import (
    HistoryRow,
    IncidentRow,
    completed,
    instance_history,
    instance_incidents,
)
from engine.queries.sight import log, of_case
from engine.sight import Sight
from engine.state import definition, instance
from engine.state.definition import VersionRow
from engine.state.instance import INSTANCE, InstanceState
from engine.transaction import Transaction


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
    """One variable; `value` is None, and `is_shown` says so, when the actor does not read it."""

    name: str
    value: Value
    is_engine: bool
    is_shown: bool


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
    """One instance; `revision` is what commands compare. `may_read` tells whether the file opens to the actor,
    `is_whole` whether no step or fact is left out because their authority does not read it.
    """

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
    is_whole: bool
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


def is_told(tx: Transaction, instance_id: int) -> bool:
    """Whether the actor may repair the instance and is told that it runs."""
    try:
        must_repair(tx, instance_id)
    except (Forbidden, NotFound):
        return False
    return True


def show(tx: Transaction, instance_id: int) -> InstanceView:
    """One instance, as far as the actor's authorities read its course, and every element that has failed.

    Forbidden when no authority of the case gives the actor a role that may repair it, when none of these leads the
    case or reads anything of the instance and nothing in it has failed, and when there is none of that number.
    """
    must_repair(tx, instance_id)
    row = instance.get(tx, instance_id)
    version = definition.get(tx, row.version_id)
    graph = load_bundle(tx, row.version_id, row.digest).graphs[row.process_key]
    tokens = codec.load(row.tokens)
    sight = of_case(tx, row.case_id)
    course = of_course(tx, row.case_id)
    incidents = instance_incidents(tx, instance_id, sight)
    log(tx, sight)
    ended = tx.execute(
        select(INSTANCE.c.ended_at, INSTANCE.c.outcome).where(INSTANCE.c.id == instance_id)
    ).one()
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
        outcome=ended.outcome if course.reads_procedure(instance_id) else None,
        may_read=sight.exists,
        is_whole=course.reads_all(instance_id),
        waiting=tuple(_told(_waiting(tx, row.id, graph, tokens, incidents), row.id, course, sight)),
        scopes=tuple(_scopes(graph, tokens, row.id, course, sight)),
        incidents=incidents,
        history=instance_history(tx, instance_id, course, sight),
        completed=tuple(one for one in completed(tx, instance_id) if course.reads_element(row.id, one)),
    )


def targets(tx: Transaction, instance_id: int) -> tuple[Target, ...]:
    """What an operator may enter now: by the name of the place, then in the order of the diagram."""
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
    head = must_repair(tx, instance_id)
    log(tx, of_case(tx, head.case_id))
    version = definition.get(tx, head.version_id)
    return definition.file(tx, version.id, version.main_path)


def holds(tx: Transaction, instance_id: int, scope: int, name: str) -> bool:
    """Whether a scope of the instance has a variable of that name, also one that is not told of."""
    must_repair(tx, instance_id)
    return name in codec.load(instance.get(tx, instance_id).tokens).variables.get(scope, {})


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
    waiting_for = waits(tx, instance_id, graph, tokens)
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
            tuple(waiting_for.get(one.id, ())),
            stopped.get(one.id),
        )
        if one.id != ROOT:
            left.extend((child, depth + 1) for child in reversed(by_scope.get(one.id, [])))


def _told(entered: Iterable[Waiting], instance_id: int, course: Sight, sight: Sight) -> Iterator[Waiting]:
    """The elements the authority reads and those that have failed; of what they wait for what it reads, and the key of
    a message, which is a value, only to whoever reads the file there.
    """
    for one in entered:
        if one.has_failed or course.reads_element(instance_id, one.element):
            yield replace(
                one,
                waits=tuple(
                    wait
                    if not wait.key or wait.kind is not WaitKind.MESSAGE or reads
                    else replace(wait, key="")
                    for wait in one.waits
                    for reads in (sight.reads_element(instance_id, wait.element or one.element),)
                    if course.reads_element(instance_id, wait.element or one.element)
                ),
            )


def _scopes(
    graph: Graph, tokens: Instance, instance_id: int, course: Sight, sight: Sight
) -> Iterator[ScopeRow]:
    """The process first, then what keeps variables of its own, in the order it was entered; what is not read is left
    out, by roles that read no files the value.
    """
    for number in sorted({ROOT, *tokens.variables} & tokens.elements.keys()):
        held = tokens.variables.get(number, {})
        at = tokens.elements[number]
        if number != ROOT and not (at.failed or course.reads_element(instance_id, at.element)):
            continue
        yield ScopeRow(
            number,
            graph.nodes[tokens.elements[number].element].label,
            tuple(
                VariableRow(
                    name, held[name] if reads else None, number == ROOT and name in ENGINE_VARIABLES, reads
                )
                for name in sorted(held, key=lambda name: (name.casefold(), name))
                for reads in (sight.reads_variable(instance_id, name),)
                if reads or course.reads_variable(instance_id, name)
            ),
        )
