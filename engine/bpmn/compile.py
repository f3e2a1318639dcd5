"""From a document to graphs: each executable process becomes one immutable `Graph`.

Everything inside an executable process is either executed, documentation, or refused with a finding;
processes that are not marked executable are pictures and stay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.bpmn import data, extensions
from engine.bpmn.definitions import Conditional, Link, Message, Signal, Timer
from engine.bpmn.element import BPMN, GLOBAL_TASKS, Document, Element
from engine.bpmn.events import compensates, link_name
from engine.bpmn.expressions import Values
from engine.bpmn.faults import Faults
from engine.bpmn.flows import check_lists, compile_flow, flow_elements
from engine.bpmn.labels import called
from engine.bpmn.lanes import lanes_of
from engine.bpmn.model import EventGateway, Exchange, Flow, Graph, Kind, Node, StartTrigger
from engine.bpmn.nodes import Place, check_parts, compile_node, is_scope
from engine.errors import Finding, ModelError, Severity

#: the checks look at the whole file once per process
MAX_PROCESSES = 100


@dataclass(frozen=True, slots=True)
class Compiled:
    """The graphs of a file as far as they could be built, and every finding; with an error none may run."""

    graphs: tuple[Graph, ...]
    findings: tuple[Finding, ...]


def compile_graphs(document: Document) -> tuple[Graph, ...]:
    """The graph of every executable process, in document order.

    Raises ModelError with all findings when ids or references are broken or anything in them is not executed.
    """
    compiled = build(document)
    errors = [one for one in compiled.findings if one.severity is Severity.ERROR]
    if errors:
        raise ModelError(
            f"Expected to compile {document.file}, but {len(errors)} faults stand against it",
            compiled.findings,
        )
    return compiled.graphs


def build(document: Document) -> Compiled:
    """Compile as far as possible and say what is wrong; for checking files that must not run yet."""
    faults = Faults(document.file)
    processes = (*document.executable, *document.global_tasks)
    if len(processes) > MAX_PROCESSES:
        faults.error(
            "too-many-processes",
            processes[MAX_PROCESSES],
            f"Die Datei enthält mehr als {MAX_PROCESSES} ausführbare Prozesse.",
            "Teilen Sie die Prozesse auf mehrere Dateien auf.",
        )
        processes = ()
    handlers = _compensation_handlers(document) if processes else {}
    graphs = tuple(_Compilation(document, process, handlers, faults).graph() for process in processes)
    return Compiled(graphs, document.findings + faults.findings)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What a scope needs to know of its inside: where tokens start, and which events start event sub-processes."""

    entries: tuple[str, ...]
    event_starts: tuple[str, ...]


#: what a global task is when it is called
_LOCAL = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}


def _compensation_handlers(document: Document) -> dict[str, str]:
    """The activity that each compensation event leads to, by an association in either direction."""
    handlers: dict[str, str] = {}
    for element in document.root.walk():
        if element.name != "association" or element.namespace != BPMN:
            continue
        ends = [document.find(element.get(end)) for end in ("sourceRef", "targetRef")]
        for event, activity in (ends, reversed(ends)):
            if (
                event is not None
                and activity is not None
                and event.name == "boundaryEvent"
                and activity.is_true("isForCompensation")
            ):
                handlers[event.id] = activity.id
    return handlers


class _Compilation:
    """The work on one process; lives for one call."""

    __slots__ = ("_handlers", "document", "faults", "flows", "nodes", "process")

    def __init__(
        self, document: Document, process: Element, handlers: dict[str, str], faults: Faults
    ) -> None:
        self.document = document
        self.process = process
        self.faults = faults
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self._handlers = handlers

    def graph(self) -> Graph:
        process = self.process
        check_parts(process, self.faults)
        root = Node(
            id=process.id,
            kind=Kind.PROCESS,
            scope="",
            name=" ".join(process.get("name").split()),
            properties=extensions.properties(process),
            data=data.scope_data(self.document, process),
            documentation=process.documentation,
            line=process.line,
        )
        self.nodes[root.id] = root
        is_task = process.name in GLOBAL_TASKS
        inside = self._global_task(process) if is_task else self._scope(process, "")
        self.nodes[root.id] = replace(root, entries=inside.entries, event_starts=inside.event_starts)
        return Graph(
            key=root.id,
            name=root.name,
            nodes=MappingProxyType(self.nodes),
            flows=MappingProxyType(self.flows),
            version_tag=extensions.version_tag(process),
            documentation=process.documentation,
            starts=tuple(self._starts()),
        )

    def _global_task(self, task: Element) -> _Inside:
        """A task that is called stands alone in its process (BPMN 10.3.6)."""
        inner = replace(task, name=_LOCAL[task.name], id=f"{task.id}_task")
        place = Place(scope=task, lane="", incoming=(), outgoing=(), boundary=())
        self.nodes[inner.id] = compile_node(self.document, inner, place, Values(self.faults))
        return _Inside((inner.id,), ())

    def _scope(self, scope: Element, lane: str) -> _Inside:
        """Compile everything inside a process or sub-process; returns where its tokens start."""
        faults = self.faults
        elements = {element.id: element for element in flow_elements(scope)}
        lanes = lanes_of(self.document, scope)
        incoming: dict[str, list[Flow]] = defaultdict(list)
        outgoing: dict[str, list[Flow]] = defaultdict(list)
        for element in scope.all("sequenceFlow"):
            flow = compile_flow(element, elements, Values(faults))
            if flow is not None:
                self.flows[flow.id] = flow
                outgoing[flow.source].append(flow)
                incoming[flow.target].append(flow)
            check_parts(element, faults)
        boundary: dict[str, list[str]] = defaultdict(list)
        handlers: dict[str, str] = {}
        for element in elements.values():
            if element.name == "boundaryEvent":
                self._attach(element, elements, boundary, handlers, faults)
        for jump in _jumps(elements.values()):
            outgoing[jump.source].append(jump)
            incoming[jump.target].append(jump)
        for element in elements.values():
            place = Place(
                scope=scope,
                lane=lanes.get(element.id, lane),
                incoming=incoming[element.id],
                outgoing=outgoing[element.id],
                boundary=boundary[element.id],
                compensation=handlers.get(element.id),
            )
            self._node(element, place)
        nodes = [self.nodes[identity] for identity in elements if identity in self.nodes]
        return _Inside(tuple(_entries(nodes)), tuple(self._event_starts(nodes)))

    def _node(self, element: Element, place: Place) -> None:
        faults = self.faults
        check_parts(element, faults)
        check_lists(self.document, element, faults)
        node = compile_node(self.document, element, place, Values(faults))
        self.nodes[node.id] = node
        if is_scope(element):
            inside = self._scope(element, place.lane)
            self.nodes[node.id] = replace(node, entries=inside.entries, event_starts=inside.event_starts)

    def _attach(
        self,
        event: Element,
        elements: dict[str, Element],
        boundary: dict[str, list[str]],
        handlers: dict[str, str],
        faults: Faults,
    ) -> None:
        host = self.document.find(event.get("attachedToRef"))
        if host is None:
            return
        if host.id not in elements:
            faults.error(
                "boundary-scope",
                event,
                f"{called(event)} ist an „{host.label}“ angeheftet, das in einem anderen Teilprozess liegt.",
                "Heften Sie das Ereignis an eine Aktivität derselben Ebene an.",
            )
        elif not compensates(self.document, event):
            boundary[host.id].append(event.id)
        else:
            handler = self._handlers.get(event.id)
            if handler in elements:
                handlers[host.id] = handler
            else:
                faults.error(
                    "compensation-handler",
                    event,
                    f"{called(event)} nennt keine Aktivität, die „{host.label}“ rückgängig macht.",
                    "Verbinden Sie das Ereignis durch eine Assoziation mit einer Kompensationsaktivität.",
                )

    def _event_starts(self, nodes: list[Node]) -> Iterator[str]:
        """The start events of the event sub-processes that stand directly in a scope."""
        inner = {node.id for node in nodes if node.triggered_by_event}
        if inner:
            for node in self.nodes.values():
                if node.scope in inner and node.kind is Kind.START_EVENT and node.events:
                    yield node.id

    def _starts(self) -> Iterator[StartTrigger]:
        """What begins an instance from outside (BPMN 13.2): start events, and instantiating receives and gateways."""
        for node in self.nodes.values():
            if node.scope != self.process.id:
                continue
            match node.behaviour:
                case Exchange(message=Message() as message, instantiate=True):
                    yield StartTrigger(node.id, message)
                case EventGateway(instantiate=True):
                    for flow in node.outgoing:
                        for trigger in _triggers(self.nodes[flow.target]):
                            yield StartTrigger(flow.target, trigger)
            if node.kind is Kind.START_EVENT:
                for event in _triggers(node):
                    yield StartTrigger(node.id, event)


def _triggers(node: Node) -> Iterator[Message | Timer | Signal | Conditional]:
    if isinstance(node.behaviour, Exchange) and node.behaviour.message is not None:
        yield node.behaviour.message
    for event in node.events:
        if isinstance(event, Message | Timer | Signal | Conditional):
            yield event


def _jumps(elements: Iterable[Element]) -> Iterator[Flow]:
    """A link is a sequence flow that is not drawn (BPMN 10.5.5, link event): by the target it names, else by name."""
    by_name: dict[str, str] = {}
    by_definition: dict[str, str] = {}
    sources: list[tuple[str, str, str]] = []
    for element in elements:
        definition = element.first("linkEventDefinition")
        if definition is None:
            continue
        if element.name == "intermediateCatchEvent":
            by_name[link_name(element, definition)] = element.id
            by_definition[definition.id] = element.id
        elif element.name == "intermediateThrowEvent":
            named = definition.first("target")
            definition_id = named.text.rpartition(":")[2] if named is not None else ""
            sources.append((element.id, definition_id, link_name(element, definition)))
    for source, definition_id, name in sources:
        target = by_definition.get(definition_id) or by_name.get(name)
        if target is not None:
            yield Flow(id=f"{source}→{target}", source=source, target=target)


def _entries(nodes: list[Node]) -> Iterator[str]:
    """None start events; without any start event the nodes nothing leads to (BPMN 2.0.2, 10.5.2, 13.2)."""
    starts = [node for node in nodes if node.kind is Kind.START_EVENT]
    if starts:
        yield from (node.id for node in starts if not node.events)
        return
    yield from (node.id for node in nodes if not node.incoming and _starts_alone(node))


def _starts_alone(node: Node) -> bool:
    if node.kind is Kind.BOUNDARY_EVENT or node.for_compensation or node.triggered_by_event:
        return False
    if any(isinstance(event, Link) for event in node.events):
        return False
    match node.behaviour:
        case Exchange(instantiate=True) | EventGateway(instantiate=True):
            return False
        case _:
            return True
