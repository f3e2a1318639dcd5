"""Where a process can come to rest next after an element, and where it may have come from: what is around a task."""

from __future__ import annotations

from typing import Final

from engine.bpmn.model import SCOPES, Graph, Kind, Node
from engine.bpmn.paths import WAITING, starts

_STOPS: Final = (WAITING - {Kind.EVENT_BASED_GATEWAY}) | {Kind.CALL_ACTIVITY}


def next_stops(graph: Graph, element: str) -> tuple[Node, ...]:
    """The tasks, waits, called processes and ends that may come first after the element, in the order of the flows.

    What stands in a sub-process is entered; its end goes on behind it. Attached events do not count: they interrupt.
    """
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = _after(graph, graph.nodes[element])
    while waiting:
        node = graph.nodes[waiting.pop(0)]
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind in SCOPES:
            inside = [one for one in graph.nodes.values() if one.scope == node.id]
            waiting = [*starts(node, inside), *waiting]
        elif node.kind in _STOPS or (node.kind is Kind.END_EVENT and not _is_inside(graph, node)):
            found.setdefault(node.id, node)
        else:
            waiting = [*_after(graph, node), *waiting]
    return tuple(found.values())


def previous_stops(graph: Graph, element: str) -> tuple[Node, ...]:
    """The tasks, waits, called processes and beginnings from which the process may have come straight to the element.

    A sub-process is left by its ends, and entered from what stands before it; events attached to a step count.
    """
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = _before(graph, graph.nodes[element])
    while waiting:
        node = graph.nodes[waiting.pop(0)]
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind in SCOPES:
            last = [one.id for one in graph.nodes.values() if one.scope == node.id and not one.outgoing]
            waiting = [*last, *waiting]
        elif node.kind in _STOPS or (node.kind is Kind.START_EVENT and not _is_inside(graph, node)):
            found.setdefault(node.id, node)
        else:
            waiting = [*_before(graph, node), *waiting]
    found.pop(element, None)
    return tuple(found.values())


def _before(graph: Graph, node: Node) -> list[str]:
    """What leads to an element, before its sub-process when it is the first in it; of an attached event its step."""
    if node.attached_to:
        return [node.attached_to]
    coming = [flow.source for flow in node.incoming]
    if coming or not _is_inside(graph, node):
        return coming
    return _before(graph, graph.nodes[node.scope])


def _after(graph: Graph, node: Node) -> list[str]:
    """What follows an element, behind its sub-process when it is the last in it."""
    following = [flow.target for flow in node.outgoing]
    if following or not _is_inside(graph, node):
        return following
    return _after(graph, graph.nodes[node.scope])


def _is_inside(graph: Graph, node: Node) -> bool:
    """Whether the element stands in a sub-process and not in the process itself."""
    return node.scope in graph.nodes and bool(graph.nodes[node.scope].scope)
