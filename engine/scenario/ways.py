"""The ways through a process from its beginnings to its ends, and those no scenario took.

A way is the route of one token: which answer at each question, which event where one interrupts. Loops are gone
through once. A scenario took a way when it went over all of its flows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.bpmn import Flow, Graph, Kind, Node
from engine.scenario.result import ScenarioResult

#: more ways, told in different words, than anyone writes scenarios for
MOST_WAYS = 500
#: a bound on the search in a process with very many ways
_MOST_STEPS = 60_000
_CHOOSING = frozenset(
    {Kind.EXCLUSIVE_GATEWAY, Kind.INCLUSIVE_GATEWAY, Kind.EVENT_BASED_GATEWAY, Kind.COMPLEX_GATEWAY}
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its elements in order, the flows it goes over, and what was chosen on it, in words."""

    elements: tuple[str, ...]
    flows: frozenset[str]
    choices: tuple[str, ...]

    def __str__(self) -> str:
        return " → ".join(self.choices) or "ohne Entscheidung"


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways that were found, the shortest first; `complete` is False when there are more than the search allows.
    `unreachable` are those that no scenario took and no case can go, each with the reason, once they are sorted out.
    """

    all: tuple[Way, ...]
    untested: tuple[Way, ...]
    complete: bool
    unreachable: tuple[tuple[Way, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way so far. `beside` is the scope in which an event began it without interrupting: it ends there. `looped` says
    that it has gone back once.
    """

    node: str
    elements: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    beside: str | None = None
    looped: bool = False

    def to(self, node: Node, *words: str, flow: str | None = None, beside: str | None = None) -> _Walk:
        """The way one element further."""
        return _Walk(
            node.id,
            (*self.elements, node.id),
            self.flows if flow is None else (*self.flows, flow),
            (*self.choices, *words),
            self.beside if beside is None else beside,
            self.looped or node.id in self.elements,
        )


def find_ways(graph: Graph, results: Iterable[ScenarioResult] = (), most: int = MOST_WAYS) -> Ways:
    """The ways through a process, and those that none of the results took: `most` that are told in different words."""
    found: dict[tuple[frozenset[str], tuple[str, ...]], Way] = {}
    told = set[tuple[str, ...]]()
    waiting = deque(_beginnings(graph))
    steps = 0
    while waiting and steps < _MOST_STEPS and len(told) < most:
        steps += 1
        walk = waiting.popleft()
        following = list(_following(graph, walk))
        waiting.extend(following)
        end = graph.nodes[walk.node]
        if not following and not end.outgoing:
            choices = (*walk.choices, f"Ende „{end.label}“")
            flows = frozenset(walk.flows)
            told.add(choices)
            found.setdefault((flows, choices), Way(walk.elements, flows, choices))
    every = sorted(found.values(), key=lambda way: (len(way.elements), way.choices))
    taken = [{flow for process, flow in result.seen.flows if process == graph.key} for result in results]
    ended = [{name for process, name in result.seen.elements if process == graph.key} for result in results]
    untested = [
        way
        for way in every
        if not any(
            way.flows <= flows and set(way.elements) <= elements
            for flows, elements in zip(taken, ended, strict=True)
        )
    ]
    touched = set().union(*taken)
    untested.sort(key=lambda way: way.flows <= touched)  # what no scenario has seen at all goes first
    return Ways(tuple(every), tuple(untested), not waiting)


def _beginnings(graph: Graph) -> Iterator[_Walk]:
    named = dict.fromkeys([*graph.root.entries, *(start.element for start in graph.starts)])
    for one in named:
        node = graph.nodes[one]
        yield _Walk("").to(node, *((f"Beginn „{node.label}“",) if len(named) > 1 else ()))
    yield from _events_in(graph, graph.root, _Walk(""))


def _events_in(graph: Graph, scope: Node, walk: _Walk) -> Iterator[_Walk]:
    """What the event sub-processes of a scope may do to a way."""
    for start in scope.event_starts:
        node = graph.nodes[start]
        if start not in walk.elements:
            beside = None if node.interrupting else node.scope
            yield walk.to(node, f"Ereignis „{node.label}“", beside=beside)


def _following(graph: Graph, walk: _Walk) -> Iterator[_Walk]:
    node = graph.nodes[walk.node]
    for boundary in node.boundary:
        event = graph.nodes[boundary]
        if boundary not in walk.elements:
            beside = None if event.interrupting else event.scope
            yield walk.to(event, f"bei „{node.label}“ tritt ein „{event.label}“", beside=beside)
    if node.kind in (Kind.SUB_PROCESS, Kind.TRANSACTION) and node.entries:
        for entry in node.entries:
            if walk.elements.count(entry) <= walk.looped:
                yield walk.to(graph.nodes[entry])
        yield from _events_in(graph, node, walk)
        return
    yield from _onward(graph, node, walk)


def _onward(graph: Graph, node: Node, walk: _Walk) -> Iterator[_Walk]:
    """Over the flows that leave a node; from an end of a sub-process on behind it."""
    several = len(node.outgoing) > 1 and (
        node.kind in _CHOOSING or any(flow.condition is not None for flow in node.outgoing)
    )
    for flow in node.outgoing:
        target = graph.nodes[flow.target]
        # once, and once more after the way went back; it goes back once
        if walk.flows.count(flow.id) > walk.looped or walk.elements.count(target.id) > 1:
            continue
        yield walk.to(target, *((answer(node, flow, target),) if several else ()), flow=flow.id)
    scope = graph.nodes.get(node.scope)
    if node.outgoing or scope is None or walk.beside == node.scope:
        return
    if scope.triggered_by_event:  # it interrupted the scope it stands in: that is over
        scope = graph.nodes[scope.scope]
    if scope.kind is not Kind.PROCESS:
        yield from _onward(graph, scope, walk)


def answer(node: Node, flow: Flow, target: Node) -> str:
    """What is chosen by a flow, in words."""
    question = node.name or node.id
    return f"{question}{' ' if question.endswith('?') else ': '}{flow.name or target.label}"
