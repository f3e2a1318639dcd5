"""Plays the token game of one scope for every choice, to find joins that wait for ever and ways that run twice.

Conditions are not evaluated: every way out of a choice counts as possible. A state is the set of sequence flows with a
token. In each state only the element nearest to the start moves: a token is taken by one element alone, so the order
changes neither where the scope comes to rest nor, without loops, where two tokens meet. Left out are what
follows where two tokens meet on one flow, and scopes with complex gateways, ad-hoc order or quantities of tokens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from engine.bpmn.definitions import Cancel, Error
from engine.bpmn.model import Flow, Graph, Kind, Node
from engine.bpmn.paths import reachable

#: tokens looked at in one scope; a process people draw needs a few hundred
MAX_WORK = 40_000
#: beyond it, of a choice of several ways only one, two and all are tried
_MAX_SUBSETS = 6
#: beyond it only one and all
_MAX_PAIRS = 30
#: findings in one scope, and choices looked at for one: more than anyone reads, and a bound for hostile files
_MAX_FOUND = 20
_MAX_CHOICES = 50


class Events(StrEnum):
    """What non-interrupting events do while the game is played: each once, or nothing."""

    ONCE = "once"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Step:
    """One element that moved, and the flows on which it left tokens."""

    node: Node
    taken: tuple[Flow, ...]
    #: it could have left by other flows
    chose: bool


@dataclass(frozen=True, slots=True)
class Stuck:
    """A join that waits for ever for `missing`, after the steps that lead there by the shortest way found."""

    join: Node
    missing: tuple[Flow, ...]
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Doubled:
    """A second token on a flow on which one is waiting already, after the steps that lead there."""

    flow: Flow
    path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """What was found in a scope; `finished` is False where the bound ended the game early."""

    stuck: tuple[Stuck, ...]
    doubled: tuple[Doubled, ...]
    finished: bool


def play(graph: Graph, scope: Node, nodes: Sequence[Node], events: Events) -> Played:
    """Every stuck join and every doubled flow of a scope, each once, by the shortest way found."""
    is_beyond = any(_is_beyond(node) for node in nodes) or _leads_across(scope, nodes)
    if scope.kind is Kind.AD_HOC_SUB_PROCESS or is_beyond:
        return Played((), (), finished=True)
    return _Game(graph, scope, nodes, events).play()


def _is_beyond(node: Node) -> bool:
    return (
        node.kind is Kind.COMPLEX_GATEWAY
        or node.start_quantity > 1
        or node.completion_quantity > 1
        or node.parallel_multiple
    )


def _leads_across(scope: Node, nodes: Sequence[Node]) -> bool:
    """Whether a flow leads into the scope or out of it, which is a finding of its own (BPMN 2.0.2, 10.3.1)."""
    inside = {node.id for node in nodes}
    own = {flow.id for node in nodes for flow in node.outgoing}
    reached = (*scope.entries, *(flow.target for node in nodes for flow in node.outgoing))
    return any(one not in inside for one in reached) or any(
        flow.id not in own for node in nodes for flow in (*node.incoming, *(node.ways or ()))
    )


def _ends_all(node: Node) -> bool:
    return node.kind is Kind.END_EVENT and (
        node.terminates or any(isinstance(one, Error | Cancel) for one in node.events)
    )


class _Game:
    def __init__(self, graph: Graph, scope: Node, nodes: Sequence[Node], events: Events) -> None:
        self.graph, self.scope, self.events = graph, scope, events
        self.roots = _roots(graph, scope, nodes)
        self.order = _order(graph, [root for together in self.roots for root in together])
        self.flows = [flow for node in nodes for flow in node.outgoing]
        self.bits = {flow.id: 1 << index for index, flow in enumerate(self.flows)}
        self.targets = [graph.nodes[flow.target] for flow in self.flows]
        self.incoming = {node.id: self._mask(node.incoming) for node in nodes}
        self.ways: dict[str, tuple[int, ...]] = {}
        self.before: dict[str, dict[int, int]] = {}
        #: per state the one before it, the element that moved and what it left
        self.parents: dict[int, tuple[int, Node | None, int]] = {}
        self.stuck: dict[str, Stuck] = {}
        self.doubled: dict[str, Doubled] = {}

    def play(self) -> Played:
        waiting: deque[int] = deque()
        for together in self.roots:
            self._begin(together, waiting)
        work = 0
        while waiting and work < MAX_WORK:
            state = waiting.popleft()
            node, looked = self._next(state)
            work += looked
            if node is not None:
                self._move(state, node, waiting)
                work += len(self._ways(node))
            elif state:
                self._note_stuck(state)
        return Played(tuple(self.stuck.values()), tuple(self.doubled.values()), finished=not waiting)

    def _begin(self, together: tuple[str, ...], waiting: deque[int]) -> None:
        states = {0}
        for root in together:
            node = self.graph.nodes[root]
            states = {state | way for state in list(states)[:_MAX_SUBSETS] for way in self._ways(node)}
        for state in sorted(states):
            if state not in self.parents:
                first = self.graph.nodes[together[0]] if len(together) == 1 else None
                self.parents[state] = (-1, first, state)
                waiting.append(state)

    def _next(self, state: int) -> tuple[Node | None, int]:
        """The element to move, and how many tokens were looked at."""
        best: Node | None = None
        rank = (True, 0)
        looked, bits = 1, state
        while bits:
            bit = bits & -bits
            bits ^= bit
            looked += 1
            node = self.targets[bit.bit_length() - 1]
            # What ends the whole scope moves last: the others may have moved before it.
            own = (_ends_all(node), self.order.get(node.id, 0))
            if (best is None or own < rank) and self._may_move(node, state):
                best, rank = node, own
        return best, looked

    def _may_move(self, node: Node, state: int) -> bool:
        mask = self.incoming[node.id]
        if len(node.incoming) < 2 or node.kind not in {Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY}:
            return True
        if state & mask == mask:
            return True
        if node.kind is Kind.PARALLEL_GATEWAY:
            return False
        there = missing = 0
        for bit, nodes in self._before(node).items():
            if state & bit:
                there |= nodes
            else:
                missing |= nodes
        return not state & missing & ~there

    def _before(self, gateway: Node) -> Mapping[int, int]:
        """Per incoming flow of an inclusive join the flows from which a token can still reach it (BPMN 13.4.3)."""
        known = self.before.get(gateway.id)
        if known is None:
            known = {}
            for flow, nodes in self.graph.upstream(gateway.id).items():
                reaching = (one for node in nodes for one in self.graph.nodes[node].incoming)
                known[self.bits[flow]] = self._mask(reaching)
            self.before[gateway.id] = known
        return known

    def _move(self, state: int, node: Node, waiting: deque[int]) -> None:
        if _ends_all(node):
            return
        mask = state & self.incoming[node.id]
        joins = node.kind in {Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY}
        left = state & ~(mask if joins else mask & -mask)
        for way in self._ways(node):
            if twice := left & way:
                self._note_doubled(state, node, way, twice)
                continue
            following = left | way
            if following not in self.parents:
                self.parents[following] = (state, node, way)
                waiting.append(following)

    def _ways(self, node: Node) -> tuple[int, ...]:
        """The sets of flows on which an element may leave its tokens."""
        known = self.ways.get(node.id)
        if known is None:
            boundary = [self.graph.nodes[event] for event in node.boundary]
            beside = 0
            if self.events is Events.ONCE:
                for event in boundary:
                    if not event.interrupting:
                        beside |= self._mask(event.outgoing)
            ways = [way | beside for way in self._out(node)]
            for event in boundary:
                if event.interrupting:
                    ways.extend(way | beside for way in self._out(event))
            known = tuple(dict.fromkeys(ways))
            self.ways[node.id] = known
        return known

    def _out(self, node: Node) -> Iterator[int]:
        flows = node.outgoing
        if node.ways is not None and node.kind is not Kind.INCLUSIVE_GATEWAY:
            yield self._mask(node.ways)
            return
        if node.kind in {Kind.EXCLUSIVE_GATEWAY, Kind.EVENT_BASED_GATEWAY}:
            yield from (self.bits[flow.id] for flow in flows)
            return
        always = self._mask(flow for flow in flows if flow.condition is None and flow.id != node.default)
        open_ways = [self.bits[flow.id] for flow in flows if flow.condition is not None]
        default = self.bits.get(node.default or "", 0)
        if default or always or not open_ways:
            yield always | default
        # Conditions of two flows out of a step mostly exclude each other; an inclusive gateway says that they need not.
        several = node.kind is Kind.INCLUSIVE_GATEWAY or self.events is Events.ONCE
        yield from (always | way for way in _subsets(open_ways, several=several))

    def _mask(self, flows: Iterator[Flow] | Sequence[Flow]) -> int:
        mask = 0
        for flow in flows:
            mask |= self.bits[flow.id]
        return mask

    def _flows(self, mask: int) -> tuple[Flow, ...]:
        found: list[Flow] = []
        while mask:
            bit = mask & -mask
            mask ^= bit
            found.append(self.flows[bit.bit_length() - 1])
        return tuple(found)

    def _path(self, state: int) -> tuple[Step, ...]:
        steps: list[Step] = []
        while state >= 0:
            previous, node, way = self.parents[state]
            if node is not None:
                steps.append(self._step(node, way))
            state = previous
        return tuple(reversed(steps))

    def _step(self, node: Node, way: int) -> Step:
        return Step(node, self._flows(way), chose=len(self._ways(node)) > 1)

    def _note_stuck(self, state: int) -> None:
        for flow in self._flows(state):
            join = self.graph.nodes[flow.target]
            if join.id not in self.stuck and len(self.stuck) < _MAX_FOUND:
                missing = self._flows(self.incoming[join.id] & ~state)
                self.stuck[join.id] = Stuck(join, missing, self._path(state))

    def _note_doubled(self, state: int, node: Node, way: int, twice: int) -> None:
        for flow in self._flows(twice):
            if flow.id not in self.doubled and len(self.doubled) < _MAX_FOUND:
                self.doubled[flow.id] = Doubled(flow, (*self._path(state), self._step(node, way)))


def _subsets(ways: Sequence[int], *, several: bool) -> Iterator[int]:
    """Every choice of at least one way; of many ways only one, two and all."""
    most = len(ways) if len(ways) <= _MAX_SUBSETS else 2 if len(ways) <= _MAX_PAIRS else 1
    for count in range(1, (most if several else 1) + 1):
        for chosen in combinations(ways, count):
            yield sum(chosen)
    if several and most < len(ways):
        yield sum(ways)


def _roots(graph: Graph, scope: Node, nodes: Sequence[Node]) -> list[tuple[str, ...]]:
    """Where tokens begin: each trigger alone, everything that begins without one at once."""
    begun = {one.element for one in graph.starts}
    triggered = [
        node.id for node in nodes if node.id in begun or (node.kind is Kind.START_EVENT and node.events)
    ]
    together = tuple(one for one in scope.entries if one not in triggered)
    return [*((one,) for one in triggered), *([together] if together else [])]


def _order(graph: Graph, roots: Sequence[str]) -> dict[str, int]:
    """A rank for each element: without loops, everything before it ranks lower."""
    done: list[str] = []
    seen: set[str] = set()
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        open_nodes = [(root, iter(_following(graph, root)))]
        while open_nodes:
            node, following = open_nodes[-1]
            one = next((one for one in following if one not in seen), None)
            if one is None:
                done.append(node)
                open_nodes.pop()
            else:
                seen.add(one)
                open_nodes.append((one, iter(_following(graph, one))))
    return {node: rank for rank, node in enumerate(reversed(done))}


def _following(graph: Graph, identity: str) -> tuple[str, ...]:
    node = graph.nodes[identity]
    return (*(flow.target for flow in node.outgoing), *node.boundary)


def choice_before(graph: Graph, stuck: Stuck) -> Step | None:
    """The last choice on the way that could have led to what is missing, and did not."""
    wanted = {flow.source for flow in stuck.missing} | {flow.id for flow in stuck.missing}
    choices = [step for step in reversed(stuck.path) if step.chose][:_MAX_CHOICES]
    for step in choices:
        taken = {flow.id for flow in step.taken}
        others = [flow for flow in _possible(graph, step.node) if flow.id not in taken]
        if _leads(graph, others, wanted) and not _leads(graph, step.taken, wanted):
            return step
    return choices[0] if choices else None


def split_before(graph: Graph, doubled: Doubled) -> Step | None:
    """The last element on the way that left several tokens of which two lead to the doubled flow."""
    wanted = {doubled.flow.source, doubled.flow.id}
    several = [step for step in reversed(doubled.path) if len(step.taken) > 1][:_MAX_CHOICES]
    for step in several:
        if sum(_leads(graph, [flow], wanted) for flow in step.taken[:_MAX_CHOICES]) > 1:
            return step
    return several[0] if several else None


def _possible(graph: Graph, node: Node) -> list[Flow]:
    return [*node.outgoing, *(flow for event in node.boundary for flow in graph.nodes[event].outgoing)]


def _leads(graph: Graph, flows: Sequence[Flow], wanted: set[str]) -> bool:
    return any(flow.id in wanted for flow in flows) or not wanted.isdisjoint(
        reachable(graph, [flow.target for flow in flows])
    )
