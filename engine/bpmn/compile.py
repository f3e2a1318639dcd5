"""From a document to graphs: each executable process becomes one immutable `Graph`.

Everything inside an executable process is either executed, documentation, or refused with a finding;
processes that are not marked executable are pictures and stay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.bpmn import extensions
from engine.bpmn.element import Document, Element
from engine.bpmn.expressions import Values
from engine.bpmn.faults import Faults
from engine.bpmn.flows import check_lists, compile_flow, flow_elements
from engine.bpmn.labels import called
from engine.bpmn.lanes import lanes_of
from engine.bpmn.model import Flow, Graph, Kind, Node
from engine.bpmn.nodes import Place, check_parts, compile_node, is_refused, is_scope
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
    processes = document.executable
    if len(processes) > MAX_PROCESSES:
        faults.error(
            "too-many-processes",
            processes[MAX_PROCESSES],
            f"Die Datei enthält mehr als {MAX_PROCESSES} ausführbare Prozesse.",
            "Teilen Sie die Prozesse auf mehrere Dateien auf.",
        )
        processes = ()
    graphs = tuple(_Compilation(document, process, faults).graph() for process in processes)
    return Compiled(graphs, document.findings + faults.findings)


class _Compilation:
    """The work on one process; lives for one call."""

    __slots__ = ("document", "faults", "flows", "nodes", "process")

    def __init__(self, document: Document, process: Element, faults: Faults) -> None:
        self.document = document
        self.process = process
        self.faults = faults
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}

    def graph(self) -> Graph:
        process = self.process
        check_parts(process, self.faults)
        root = Node(
            id=process.id,
            kind=Kind.PROCESS,
            scope="",
            name=" ".join(process.get("name").split()),
            properties=extensions.properties(process),
            documentation=process.documentation,
            line=process.line,
        )
        self.nodes[root.id] = root
        self.nodes[root.id] = replace(root, entries=self._scope(process, "", self.faults))
        return Graph(
            key=root.id,
            name=root.name,
            nodes=MappingProxyType(self.nodes),
            flows=MappingProxyType(self.flows),
            version_tag=extensions.version_tag(process),
            documentation=process.documentation,
        )

    def _scope(self, scope: Element, lane: str, faults: Faults) -> tuple[str, ...]:
        """Compile everything inside a process or sub-process; returns where its tokens start."""
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
        for element in elements.values():
            if element.name == "boundaryEvent":
                self._attach(element, elements, boundary, faults)
        for element in elements.values():
            place = Place(
                scope=scope.id,
                lane=lanes.get(element.id, lane),
                incoming=incoming[element.id],
                outgoing=outgoing[element.id],
                boundary=boundary[element.id],
            )
            self._node(element, place, faults)
        return tuple(_entries([self.nodes[identity] for identity in elements if identity in self.nodes]))

    def _node(self, element: Element, place: Place, faults: Faults) -> None:
        # Parts of a refused element are compiled for the picture only: their faults would repeat the refusal.
        inner = Faults(self.document.file) if is_refused(element, faults) else faults
        check_parts(element, inner)
        check_lists(self.document, element, inner)
        node = compile_node(self.document, element, place, Values(inner))
        self.nodes[node.id] = node
        if is_scope(element):
            self.nodes[node.id] = replace(node, entries=self._scope(element, place.lane, inner))

    def _attach(
        self, event: Element, elements: dict[str, Element], boundary: dict[str, list[str]], faults: Faults
    ) -> None:
        host = self.document.find(event.get("attachedToRef"))
        if host is None:
            return
        if host.id in elements:
            boundary[host.id].append(event.id)
            return
        faults.error(
            "boundary-scope",
            event,
            f"{called(event)} ist an „{host.label}“ angeheftet, das in einem anderen Teilprozess liegt.",
            "Heften Sie das Ereignis an eine Aktivität derselben Ebene an.",
        )


def _entries(nodes: list[Node]) -> Iterator[str]:
    """None start events; without any start event the nodes nothing leads to (BPMN 2.0.2, 10.5.2)."""
    starts = [node for node in nodes if node.kind is Kind.START_EVENT]
    if starts:
        yield from (node.id for node in starts if not node.events)
        return
    yield from (node.id for node in nodes if not node.incoming and node.kind is not Kind.BOUNDARY_EVENT)
