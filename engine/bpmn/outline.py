"""The text alternative of a diagram: numbered steps in reading order, each with what follows it.

The main way comes first, what events attached to a step lead to comes after it, and what nothing leads to
comes last. A step of a sub-process carries the number of the sub-process before its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.bpmn.model import SCOPES, Flow, Graph, Kind, Node
from engine.bpmn.paths import scopes, starts, successors
from engine.bpmn.plain import plain_details
from engine.bpmn.wording import details, kind_label, quoted


@dataclass(frozen=True, slots=True)
class OutlineWay:
    """One way on from a step: the number and element it leads to, and the whole sentence."""

    number: str
    element: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """One element in words; `indent` is the depth of its sub-process, 0 in the process itself."""

    number: str
    element: str
    kind_label: str
    name: str
    lines: tuple[str, ...]
    indent: int
    next: tuple[OutlineWay, ...]


def outline(graph: Graph, *, expressions: bool = True) -> tuple[OutlineStep, ...]:
    """Every element of the graph once, in reading order.

    Without `expressions` it is for people who write none: a way that has a name is told by it alone („ja“, not the
    condition behind it), and what has no words is left out.
    """
    told = details if expressions else plain_details
    inside = {scope.id: _reading_order(graph, scope, nodes) for scope, nodes in scopes(graph)}
    numbered: list[tuple[Node, str, int]] = []
    waiting = _numbered(inside[graph.key], "", 0)
    while waiting:
        node, number, indent = waiting.pop()
        numbered.append((node, number, indent))
        if node.kind in SCOPES:
            waiting.extend(_numbered(inside[node.id], f"{number}.", indent + 1))
    numbers = {node.id: number for node, number, _ in numbered}
    return tuple(
        OutlineStep(
            number=number,
            element=node.id,
            kind_label=kind_label(node),
            name=node.name,
            lines=(*_place(graph, node, numbers), *told(node), *_entry(node, numbers)),
            indent=indent,
            next=_ways(graph, node, numbers, expressions),
        )
        for node, number, indent in numbered
    )


def _numbered(nodes: Sequence[Node], prefix: str, indent: int) -> list[tuple[Node, str, int]]:
    # Last first: the caller takes from the end.
    return [(node, f"{prefix}{position}", indent) for position, node in reversed([*enumerate(nodes, 1)])]


def _reading_order(graph: Graph, scope: Node, nodes: Sequence[Node]) -> list[Node]:
    """Depth first, every step after the steps that lead to it, loops aside (reverse postorder)."""
    finished: list[Node] = []
    seen: set[str] = set()
    # Later ways are walked first, because the result is turned round.
    for start in reversed(starts(scope, nodes)):
        waiting = [(start, False)]
        while waiting:
            identity, is_done = waiting.pop()
            node = graph.nodes[identity]
            if is_done:
                finished.append(node)
            elif identity not in seen:
                seen.add(identity)
                waiting.append((identity, True))
                waiting.extend((following, False) for following in successors(node) if following not in seen)
    finished.reverse()
    return [*finished, *(node for node in nodes if node.id not in seen)]


def _place(graph: Graph, node: Node, numbers: Mapping[str, str]) -> tuple[str, ...]:
    lines = []
    if node.lane:
        lines.append(f"Bahn: {node.lane}")
    if node.attached_to is not None and node.attached_to in numbers:
        manner = "Unterbrechend" if node.interrupting else "Nicht unterbrechend"
        host = graph.nodes[node.attached_to]
        lines.append(f"{manner} bei Schritt {numbers[host.id]} {quoted(host)}")
    return tuple(lines)


def _entry(node: Node, numbers: Mapping[str, str]) -> tuple[str, ...]:
    if node.kind not in SCOPES or not node.entries:
        return ()
    return (f"Beginnt mit Schritt {numbers[node.entries[0]]}",)


def _ways(graph: Graph, node: Node, numbers: Mapping[str, str], expressions: bool) -> tuple[OutlineWay, ...]:
    ways = [
        OutlineWay(
            numbers[flow.target],
            flow.target,
            f"{_when(node, flow, expressions)}weiter mit Schritt {numbers[flow.target]} "
            f"{quoted(graph.nodes[flow.target])}",
        )
        for flow in node.outgoing
    ]
    by_manner: dict[bool, list[Node]] = defaultdict(list)
    for identity in node.boundary:
        by_manner[graph.nodes[identity].interrupting].append(graph.nodes[identity])
    for manner, is_interrupting in (("Unterbrechend", True), ("Nicht unterbrechend", False)):
        ways.extend(
            OutlineWay(
                numbers[event.id],
                event.id,
                f"{manner} bei {quoted(event)}: weiter mit Schritt {numbers[event.id]}",
            )
            for event in by_manner[is_interrupting]
        )
    return tuple(ways)


def _when(node: Node, flow: Flow, expressions: bool) -> str:
    """The words before "weiter": nothing on a single way, the condition, or that several ways are taken at
    once.
    """
    name = f" „{flow.name}“" if flow.name else ""
    if flow.id == node.default:
        return f"Sonst{name}: "
    if flow.condition is not None:
        condition = " ".join(flow.condition.text.split())
        if not name:
            return f"Wenn {condition}: " if expressions else "Je nach Angaben: "
        return f"Wenn{name} ({condition}): " if expressions else f"Wenn{name}: "
    if node.kind is Kind.EVENT_BASED_GATEWAY:
        return f"Sobald es eintritt{name}: "
    if len(node.outgoing) > 1 and node.kind is not Kind.EXCLUSIVE_GATEWAY:
        return f"Gleichzeitig{name}: "
    return f"Bei{name}: " if name else ""
