"""Walks a graph: what stands in which scope, what follows what, and what can be reached.

Every function is linear in the size of the graph, so that a hostile file cannot make the checks slow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from engine.bpmn.definitions import Compensate, Link
from engine.bpmn.model import SCOPES, Graph, Kind, Node

#: elements at which a token may stay; between them everything happens at once
WAITING = frozenset({Kind.USER_TASK, Kind.CATCH_EVENT, Kind.RECEIVE_TASK, Kind.EVENT_BASED_GATEWAY})


def scopes(graph: Graph) -> Iterator[tuple[Node, Sequence[Node]]]:
    """The process and every sub-process, each with the elements that stand directly in it."""
    inside: dict[str, list[Node]] = defaultdict(list)
    for node in graph.nodes.values():
        inside[node.scope].append(node)
    for node in graph.nodes.values():
        if node.kind in SCOPES:
            yield node, inside[node.id]


def starts(scope: Node, nodes: Sequence[Node]) -> tuple[str, ...]:
    """Where tokens may appear in a scope: its start events of any kind, else its entries."""
    events = tuple(node.id for node in nodes if node.kind is Kind.START_EVENT)
    return events or scope.entries


def stands_apart(node: Node) -> bool:
    """Whether an element is outside the flow by its nature: compensation, event sub-process, one half of a link."""
    return (
        node.for_compensation
        or node.triggered_by_event
        or any(isinstance(event, Link) for event in node.events)
        or (node.kind is Kind.BOUNDARY_EVENT and any(isinstance(event, Compensate) for event in node.events))
    )


def successors(node: Node) -> tuple[str, ...]:
    """What a token can reach next: the targets of the flows, then the events attached to the element."""
    return tuple(flow.target for flow in node.outgoing) + node.boundary


def reachable(graph: Graph, roots: Iterable[str], *, closed: Collection[str] = ()) -> frozenset[str]:
    """Everything reachable from the roots, themselves included, without entering a closed element."""
    seen = {root for root in roots if root not in closed}
    waiting = list(seen)
    while waiting:
        for following in successors(graph.nodes[waiting.pop()]):
            if following not in seen and following not in closed:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen)


def waiting_nodes(graph: Graph) -> frozenset[str]:
    """The elements at which a token stays, and the scopes that hold one."""
    found: set[str] = set()
    for node in graph.nodes.values():
        if node.kind not in WAITING:
            continue
        identity = node.id
        while identity and identity not in found:
            found.add(identity)
            identity = graph.nodes[identity].scope
    return frozenset(found)
