"""A token game of a whole process that tries every order: sub-processes and their instances, events at the edge, event
sub-processes, terminating and throwing ends. Written apart from `engine.bpmn.soundness`, to hold that against it.

A token is a place and a flow: the place is the way of flows by which sub-processes were entered, the flow the one the
token lies on until its target is done. Beside them stand marks: a sub-process is under way, an event has happened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from engine.bpmn import SCOPES, Graph, Kind, MultiInstance, Node
from engine.bpmn.definitions import Cancel, Error

Place = tuple[str, ...]
#: place, what it is ("token", "begun", "happened"), and the flow, sub-process or event
Mark = tuple[Place, str, str]
State = frozenset[Mark]

_JOINS = {Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY}
#: how often a multi-instance activity runs
_TIMES = 2


class TooMany(Exception):
    """More states than a test has time for."""


@dataclass
class Found:
    """What can go wrong, by scope: the joins that can wait for ever, the flows two tokens can meet on."""

    stuck: dict[str, set[str]] = field(default_factory=dict)
    doubled: dict[str, set[str]] = field(default_factory=dict)


def brute(graph: Graph, *, beside: bool, most: int = 3_000) -> Found:
    """Play every order; `beside` says whether attached events that interrupt nothing happen.

    TooMany beyond `most` states.
    """
    return _Brute(graph, beside, most).play()


class _Brute:
    def __init__(self, graph: Graph, beside: bool, most: int) -> None:
        self.graph, self.nodes, self.flows = graph, graph.nodes, graph.flows
        self.beside, self.most = beside, most
        self.found = Found()

    def play(self) -> Found:
        seen: set[State] = set()
        waiting: deque[State] = deque()
        for first in self._begin((), self.graph.root):
            seen.add(first)
            waiting.append(first)
        while waiting:
            state = waiting.popleft()
            self._look(state)
            for after in self._moves(state):
                if after not in seen:
                    if len(seen) >= self.most:
                        raise TooMany
                    seen.add(after)
                    waiting.append(after)
        return self.found

    # -- what is so

    def _tokens(self, state: State, place: Place) -> set[str]:
        return {flow for at, what, flow in state if what == "token" and at == place}

    def _scope(self, place: Place) -> Node:
        """The scope at a place: the process, an event sub-process, or what the last flow leads to."""
        if not place:
            return self.graph.root
        name = place[-1].partition("#")[0]
        return self.nodes[name] if name in self.nodes else self.nodes[self.flows[name].target]

    def _look(self, state: State) -> None:
        """Note the joins of each scope in which nothing but joins that cannot move has a token."""
        for place in {at for at, what, _ in state if what == "token"}:
            tokens = self._tokens(state, place)
            targets = [self.nodes[self.flows[one].target] for one in tokens]
            if all(node.kind in _JOINS and not self._may_join(node, tokens) for node in targets):
                stuck = self.found.stuck.setdefault(self._scope(place).id, set())
                stuck.update(node.id for node in targets)

    def _may_join(self, node: Node, tokens: set[str]) -> bool:
        incoming = {flow.id for flow in node.incoming}
        if len(incoming) < 2 or incoming <= tokens:
            return True
        if node.kind is Kind.PARALLEL_GATEWAY:
            return False
        # BPMN 2.0.2, 13.4.3: no token elsewhere can still reach an empty flow without passing one that has a token
        for one in tokens - incoming:
            reached = self._reached(self.flows[one].target, node.id)
            if reached & (incoming - tokens) and not reached & (incoming & tokens):
                return False
        return True

    def _reached(self, begin: str, join: str) -> set[str]:
        found: set[str] = set()
        seen, waiting = {begin}, [begin]
        while waiting:
            node = self.nodes[waiting.pop()]
            beside = (flow for event in node.boundary for flow in self.nodes[event].outgoing)
            for flow in (*node.outgoing, *beside):
                if flow.target == join:
                    found.add(flow.id)
                elif flow.target not in seen:
                    seen.add(flow.target)
                    waiting.append(flow.target)
        return found

    # -- what can happen

    def _moves(self, state: State) -> Iterator[State]:
        for place, what, name in state:
            if what == "token":
                yield from self._move(state, place, name)
        live = {
            place[:depth] for place, what, _ in state if what == "token" for depth in range(len(place) + 1)
        }
        for place in live:
            yield from self._event_sub_processes(state, place)

    def _move(self, state: State, place: Place, flow: str) -> Iterator[State]:
        node = self.nodes[self.flows[flow].target]
        if node.kind in _JOINS:
            tokens = self._tokens(state, place)
            if self._may_join(node, tokens):
                taken = {(place, "token", one.id) for one in node.incoming if one.id in tokens}
                yield from self._leave(state - taken, place, node)
        elif node.kind is Kind.END_EVENT and self._throws(node):
            yield from self._thrown(state, place)
        elif node.kind is Kind.END_EVENT and node.terminates:
            yield self._without(state, place)
        elif node.kind in SCOPES:
            yield from self._sub_process(state, place, flow, node)
        else:
            yield from self._leave(self._done(state, place, flow), place, node)
            yield from self._at_edge(state, place, flow, node)

    def _sub_process(self, state: State, place: Place, flow: str, node: Node) -> Iterator[State]:
        names = [flow]
        if isinstance(node.loop, MultiInstance):
            names = [f"{flow}#{turn}" for turn in range(_TIMES)]
        begun = [name for name in names if (place, "begun", name) in state]
        over = [name for name in names if (place, "over", name) in state]
        in_turn = isinstance(node.loop, MultiInstance) and node.loop.sequential
        fresh = [name for name in names if name not in begun and name not in over]
        if fresh and not (begun and in_turn):
            new = fresh[:1] if in_turn else fresh
            begins = [tuple(self._begin((*place, name), node)) for name in new]
            for inside in product(*begins):
                yield state.union(*inside, {(place, "begun", name) for name in new})
            if not begun:
                return
        for name in begun:
            if not any(at[: len(place) + 1] == (*place, name) and what == "token" for at, what, _ in state):
                after = self._without(state, (*place, name)) - {(place, "begun", name)}
                if len(over) + 1 == len(names):
                    yield from self._leave(self._done(after, place, flow), place, node)
                else:
                    yield after | {(place, "over", name)}
        yield from self._at_edge(state, place, flow, node)

    def _begin(self, place: Place, scope: Node) -> Iterator[State]:
        yield frozenset(
            (place, "token", flow.id) for entry in scope.entries for flow in self.nodes[entry].outgoing
        )

    def _leave(self, state: State, place: Place, node: Node) -> Iterator[State]:
        for way in self._ways(node):
            yield from self._put(state, place, way)

    def _put(self, state: State, place: Place, way: Iterable[str]) -> Iterator[State]:
        tokens = {(place, "token", flow) for flow in way}
        twice = state & tokens
        if twice:
            self.found.doubled.setdefault(self._scope(place).id, set()).update(flow for _, _, flow in twice)
        else:
            yield state | tokens

    @staticmethod
    def _ways(node: Node) -> Iterator[set[str]]:
        ids = [flow.id for flow in node.outgoing]
        match node.kind:
            case Kind.EXCLUSIVE_GATEWAY | Kind.EVENT_BASED_GATEWAY:
                yield from ({one} for one in ids)
            case Kind.INCLUSIVE_GATEWAY if len(ids) > 1:
                free = [one for one in ids if one != node.default]
                for chosen in product((False, True), repeat=len(free)):
                    some = {one for one, taken in zip(free, chosen, strict=True) if taken}
                    yield some or {node.default or ""}
            case _:
                yield set(ids)

    def _done(self, state: State, place: Place, flow: str) -> State:
        """The state without an activity: its token, what is inside and what was noted of it."""
        events = self.nodes[self.flows[flow].target].boundary
        return frozenset(
            (at, what, name)
            for at, what, name in state
            if not (
                len(at) > len(place)
                and at[: len(place)] == place
                and at[len(place)].partition("#")[0] == flow
            )
            and not (at == place and what == "happened" and name.partition("@")[0] in events)
            and not (at == place and what != "happened" and name.partition("#")[0] == flow)
        )

    @staticmethod
    def _without(state: State, place: Place) -> State:
        """The state without anything inside a scope."""
        return frozenset(mark for mark in state if mark[0][: len(place)] != place)

    # -- events

    def _at_edge(self, state: State, place: Place, flow: str, node: Node) -> Iterator[State]:
        for name in node.boundary:
            event = self.nodes[name]
            if any(isinstance(one, Error | Cancel) for one in event.events):
                continue  # happens by being thrown
            way = [one.id for one in event.outgoing]
            if event.interrupting:
                yield from self._put(self._done(state, place, flow), place, way)
            elif self.beside and (mark := (place, "happened", f"{name}@{flow}")) not in state:
                yield from self._put(state | {mark}, place, way)

    def _event_sub_processes(self, state: State, place: Place) -> Iterator[State]:
        starts = self._scope(place).event_starts
        if any(self.nodes[one].interrupting and (place, "happened", one) in state for one in starts):
            return
        for start in starts:
            event = self.nodes[start]
            mark = (place, "happened", start)
            if mark in state or any(isinstance(one, Error) for one in event.events):
                continue
            rest = self._without(state, place) if event.interrupting else state
            yield rest | {mark} | self._inside(place, event)

    @staticmethod
    def _inside(place: Place, event: Node) -> State:
        return frozenset(((*place, event.scope), "token", flow.id) for flow in event.outgoing)

    @staticmethod
    def _throws(node: Node) -> bool:
        return any(isinstance(one, Error | Cancel) for one in node.events)

    def _thrown(self, state: State, place: Place) -> Iterator[State]:
        """An error goes up to the nearest scope that catches it, at its edge or in it; uncaught it ends the case."""
        while place:
            scope = self._scope(place)
            for start in scope.event_starts:
                event = self.nodes[start]
                mark = (place, "happened", start)
                if any(isinstance(one, Error) for one in event.events) and mark not in state:
                    yield self._without(state, place) | {mark} | self._inside(place, event)
                    return
            outer, flow = place[:-1], place[-1].partition("#")[0]
            if flow in self.flows:
                for name in self.nodes[self.flows[flow].target].boundary:
                    event = self.nodes[name]
                    if any(isinstance(one, Error | Cancel) for one in event.events):
                        ways = [one.id for one in event.outgoing]
                        yield from self._put(self._done(state, outer, flow), outer, ways)
                        return
            place = outer
        yield frozenset()
