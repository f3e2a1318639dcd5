"""What SpiffWorkflow 3.2 cannot run of a compiled process: measured, case by case (docs/crosscheck.md)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import (
    SCOPES,
    THROWING,
    Cancel,
    Compensate,
    Conditional,
    Error,
    Escalation,
    Graph,
    Job,
    Kind,
    Link,
    Message,
    MultiInstance,
    Node,
    Signal,
    Timer,
    TimerKind,
)
from engine.crosscheck.report import Extent, Unsupported
from engine.scenario.library import called_process

_GATEWAYS = frozenset(
    {Kind.EXCLUSIVE_GATEWAY, Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY, Kind.EVENT_BASED_GATEWAY}
)
_WORK = frozenset({Kind.SERVICE_TASK, Kind.SCRIPT_TASK, Kind.BUSINESS_RULE_TASK})
_KINDS = {
    Kind.COMPLEX_GATEWAY: ("complex gateways are refused", Extent.MODEL),
    Kind.AD_HOC_SUB_PROCESS: (
        "ad-hoc sub-processes start every activity and cannot repeat one",
        Extent.MODEL,
    ),
}
#: what an expression inside a repetition may read with us
COUNTERS = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)


def unsupported(graph: Graph, processes: frozenset[str] = frozenset()) -> tuple[Unsupported, ...]:
    """The elements of a process that SpiffWorkflow cannot run, in document order; `processes` can be called."""
    return tuple(
        Unsupported(node.id, why, extent, node.line)
        for node in graph.nodes.values()
        for why, extent in (*_reasons(graph, node), *_outside(node, processes))
    )


def _outside(node: Node, processes: frozenset[str]) -> Iterator[tuple[str, Extent]]:
    """Calls and jobs."""
    if isinstance(node.behaviour, Job) and node.kind not in _WORK:
        yield "only tasks offer jobs there", Extent.ELEMENT
    if node.kind is Kind.CALL_ACTIVITY:
        called = called_process(node)
        if called is None:
            yield "a called process that is computed is refused", Extent.MODEL
        elif called not in processes:
            yield "the called process is not in the folder", Extent.ELEMENT


def _reasons(graph: Graph, node: Node) -> Iterator[tuple[str, Extent]]:
    if node.kind in _KINDS:
        yield _KINDS[node.kind]
    if node.kind in SCOPES:
        yield from _scope(graph, node)
    if node.triggered_by_event:
        yield "event sub-processes get no variables, do not interrupt, or start at once", Extent.MODEL
    if node.for_compensation or node.compensation:
        yield "compensation handlers are refused", Extent.MODEL
    if (node.start_quantity, node.completion_quantity) != (1, 1):
        yield "start and completion quantities are ignored", Extent.ELEMENT
    if node.kind not in _GATEWAYS and node.kind is not Kind.START_EVENT:
        if len(node.outgoing) > 1:
            yield "several flows out of an activity are refused", Extent.MODEL
        elif any(flow.condition is not None for flow in node.outgoing):
            yield "a condition on the only flow out of an element is ignored", Extent.ELEMENT
    if node.data or node.data_outputs:
        yield "data objects and data associations are kept apart from variables", Extent.ELEMENT
    yield from _events(graph, node)
    if node.kind is Kind.EVENT_BASED_GATEWAY:
        yield from _event_gateway(graph, node)
    if isinstance(node.loop, MultiInstance):
        yield from _multi_instance(node.loop)


def _scope(graph: Graph, node: Node) -> Iterator[tuple[str, Extent]]:
    inside = [one for one in graph.nodes.values() if one.scope == node.id and one.id != node.id]
    starts = [one for one in inside if one.kind is Kind.START_EVENT]
    if not starts:
        yield "a process or sub-process without start event is refused", Extent.MODEL
    if node.kind is not Kind.PROCESS and len(starts) > 1:
        yield "a sub-process with several start events is refused", Extent.MODEL
    if node.kind is not Kind.PROCESS and not any(one.kind is Kind.END_EVENT for one in inside):
        yield "a sub-process without end event is refused", Extent.MODEL


def _events(graph: Graph, node: Node) -> Iterator[tuple[str, Extent]]:
    boundary = node.kind is Kind.BOUNDARY_EVENT
    for event in node.events:
        match event:
            case Compensate() | Link():
                yield f"{type(event).__name__.lower()} events are silently none events", Extent.MODEL
            case Conditional():
                yield "conditions are never looked at again when a variable changes", Extent.ELEMENT
            case Signal() if node.kind is Kind.END_EVENT:
                yield "a signal end event throws nothing", Extent.ELEMENT
            case Error() if boundary and _among_catches(graph, node):
                yield "an error happens at every attached event it fits", Extent.ELEMENT
            case Error() if node.kind is Kind.END_EVENT and node.scope == graph.key:
                yield "an error nobody catches is swallowed", Extent.ELEMENT
            case Escalation() | Signal() if node.kind is Kind.THROW_EVENT and _interrupted_by(graph, node):
                yield "a token goes on to its next wait after it interrupted its own scope", Extent.ELEMENT
            case Cancel() if node.kind is Kind.END_EVENT:
                yield "a cancelled transaction undoes nothing", Extent.ELEMENT
            case Timer(kind=TimerKind.CYCLE):
                yield "cycles do not interrupt, and what they started ends with their host", Extent.ELEMENT
            case Message() | Signal() | Escalation() if boundary and not node.interrupting:
                yield "a non-interrupting event happens only once", Extent.ELEMENT
    if node.parallel_multiple:
        yield "an event that waits for several triggers goes on waiting for those that came", Extent.ELEMENT
    if len(node.events) > 1 and (boundary or node.kind in THROWING):
        yield "several triggers at this position are untested there", Extent.ELEMENT


def _among_catches(graph: Graph, node: Node) -> bool:
    """Whether an event for every error is attached beside another one for errors."""
    host = graph.nodes[node.attached_to or ""]
    caught = [one for name in host.boundary for one in graph.nodes[name].events if isinstance(one, Error)]
    return len(caught) > 1 and any(one.code is None for one in caught)


def _interrupted_by(graph: Graph, node: Node) -> bool:
    """Whether an event attached to a scope around the element could take it away."""
    around = graph.nodes.get(node.scope)
    while around is not None and around.kind is not Kind.PROCESS:
        if any(graph.nodes[one].interrupting for one in around.boundary):
            return True
        around = graph.nodes.get(around.scope)
    return False


def _event_gateway(graph: Graph, node: Node) -> Iterator[tuple[str, Extent]]:
    events = [event for flow in node.outgoing for event in graph.nodes[flow.target].events]
    if sum(isinstance(event, Timer) for event in events) > 1:
        yield "several timers at an event-based gateway share one due date", Extent.ELEMENT
    if not node.incoming:
        yield "an event-based gateway that starts the process is refused", Extent.MODEL


def _multi_instance(loop: MultiInstance) -> Iterator[tuple[str, Extent]]:
    read = [loop.output_element, loop.completion]
    if any(one is not None and one.variables & COUNTERS for one in read):
        yield "the counters of a multi-instance activity are not there", Extent.ELEMENT
    if loop.event is not None or loop.complex:
        yield "the events of a multi-instance activity are not thrown", Extent.ELEMENT
