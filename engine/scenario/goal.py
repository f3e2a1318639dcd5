"""Where a search wants a case to go, and how far it is: over a way, or to its end."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from engine.bpmn import SCOPES, Graph, Node
from engine.scenario.play import Play
from engine.scenario.seen import Part
from engine.scenario.ways import Way

#: how far an end is that nothing leads to
_FAR = 100


class Goal(Protocol):
    """What a search wants."""

    def reached(self, case: Play) -> bool:
        """Whether it is so."""

    def rank(self, case: Play) -> tuple[int, int] | None:
        """How much is missing and how far the next of it is; None when it cannot be reached any more."""

    def missing(self, case: Play) -> frozenset[Part]:
        """The parts of the diagram a case still has to go through; none where any will do."""

    def place(self, part: Part) -> int | None:
        """Where an element is on the way; None beside it."""


class OverWay:
    """A case goes over every flow of a way."""

    def __init__(self, graph: Graph, way: Way) -> None:
        self._graph = graph
        self._parts: list[tuple[Part, str]] = [((graph.key, one), one) for one in dict.fromkeys(way.elements)]
        for node in graph.nodes.values():
            # no token stands at a scope that is over, so a flow out of it is looked for where it leads
            taken = (one for one in node.outgoing if one.id in way.flows)
            self._parts += [
                ((graph.key, one.id), one.target if node.kind in SCOPES else node.id) for one in taken
            ]
        self._places = {(graph.key, one): place for place, one in reversed([*enumerate(way.elements)])}
        self._leads = _backwards(graph)
        self._near: dict[str, Mapping[str, int]] = {}

    def reached(self, case: Play) -> bool:
        """Whether it went over all of it."""
        return not self._open(case)

    def rank(self, case: Play) -> tuple[int, int] | None:
        """How many parts are missing, and how far the next of them is from where a token stands."""
        left = self._open(case)
        if not left:
            return 0, 0
        stand = {one for process, one in case.tokens() if process == self._graph.key}
        near = [
            min((found[one] for one in stand if one in found), default=None) for found in map(self._to, left)
        ]
        first = near[0]
        return None if first is None or None in near else (len(left), first)

    def missing(self, case: Play) -> frozenset[Part]:
        """The parts it has not gone through."""
        seen = case.seen
        return frozenset(
            part for part, _at in self._parts if part not in seen.elements and part not in seen.flows
        )

    def place(self, part: Part) -> int | None:
        """Where the element is on the way."""
        return self._places.get(part)

    def _open(self, case: Play) -> list[str]:
        seen = case.seen
        return list(
            dict.fromkeys(
                at for part, at in self._parts if part not in seen.elements and part not in seen.flows
            )
        )

    def _to(self, element: str) -> Mapping[str, int]:
        if element not in self._near:
            self._near[element] = _distances(self._leads, [element])
        return self._near[element]


class ToTheEnd:
    """A case ends, and with it every process it called; any way will do.

    How far several tokens are says `measure`: with their sum a step that makes two of one is a step back, with the
    farthest it is none; one finds what the other does not.
    """

    def __init__(self, measure: Callable[[list[int]], int] = max) -> None:
        self._measure = measure
        self._ends: dict[int, tuple[Graph, Mapping[str, int]]] = {}

    def reached(self, case: Play) -> bool:
        """Whether nothing runs any more."""
        return not case.running()

    def rank(self, case: Play) -> tuple[int, int] | None:
        """How far its tokens are from an end of their process."""
        return 0, self._measure(
            [
                1 + self._to_end(graph).get(one.element, _FAR)
                for graph, live in case.running()
                for one in live.elements.values()
                if one.element in graph.nodes and graph.nodes[one.element].kind not in SCOPES
            ]
            or [0]
        )

    def _to_end(self, graph: Graph) -> Mapping[str, int]:
        """From each element how far an end of the process is."""
        if id(graph) not in self._ends:
            ends = [one.id for one in graph.nodes.values() if _is_end(graph, one)]
            # the graph is kept so that no other one gets its number
            self._ends[id(graph)] = graph, _distances(_backwards(graph), ends)
        return self._ends[id(graph)][1]

    def missing(self, _case: Play) -> frozenset[Part]:
        """Any way will do."""
        return frozenset()

    def place(self, _part: Part) -> int | None:
        """There is no way."""
        return None


def _is_end(graph: Graph, node: Node) -> bool:
    """Whether a token is through there: at an end of the process, or of what an event began beside it."""
    scope = graph.nodes.get(node.scope)
    return scope is not None and not node.outgoing and (scope.id == graph.key or scope.triggered_by_event)


def _distances(leads: Mapping[str, Iterable[str]], ends: Iterable[str]) -> Mapping[str, int]:
    found = dict.fromkeys(ends, 0)
    waiting = deque(found)
    while waiting:
        one = waiting.popleft()
        for before in leads.get(one, ()):
            if before not in found:
                found[before] = found[one] + 1
                waiting.append(before)
    return found


def _backwards(graph: Graph) -> Mapping[str, list[str]]:
    """Which elements a token can come from: over flows, into and out of scopes, by events that interrupt or join."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for node in graph.nodes.values():
        for target in onward(graph, node):
            found[target].append(node.id)
    return found


def onward(graph: Graph, node: Node) -> Iterable[str]:
    """The elements a token at one may come to next: over flows, into and out of scopes, by events."""
    yield from (flow.target for flow in node.outgoing)
    yield from node.entries
    if node.compensation is not None:
        yield node.compensation
    around: Node | None = node
    while around is not None:
        yield from around.boundary
        yield from around.event_starts
        around = graph.nodes.get(around.scope)
    scope = graph.nodes.get(node.scope)
    while scope is not None and not node.outgoing:
        yield from (flow.target for flow in scope.outgoing)
        if scope.outgoing:
            return
        scope = graph.nodes.get(scope.scope)
