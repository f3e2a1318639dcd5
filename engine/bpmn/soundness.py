"""Plays the token game of one scope for every choice, to find joins that wait for ever and ways that run twice.

Conditions are not evaluated: every way out of a choice counts as possible. A state is the set of sequence flows with a
token. In each state only the element nearest to the start moves: a token is taken by one element alone, so the order
changes neither where the scope comes to rest nor, without loops, where two tokens meet. In a loop every element moves
where another token can still come to the one that would. Left out are what
follows where two tokens meet on one flow, and scopes with complex gateways, ad-hoc order or quantities of tokens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from engine.bpmn.definitions import Cancel, Error
from engine.bpmn.model import EventGateway, Flow, Graph, Kind, Node

#: tokens looked at in one scope; a process people draw needs a few hundred
MAX_WORK = 40_000
#: beyond it, of a choice of several ways only one, two and all are tried
_MAX_SUBSETS = 6
#: beyond it only one and all
_MAX_PAIRS = 30
#: findings in one scope: more than anyone reads, and a bound for hostile files
_MAX_FOUND = 20


class Events(StrEnum):
    """What non-interrupting events do while the game is played: each happens once or not at all, or none does."""

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
        #: whether a token can come back to an element it has left
        self.loops = any(
            self.order[node] >= self.order[one] for node in self.order for one in _following(graph, node)
        )
        self.above: dict[str, int] = {}
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
            if node is None:
                if state:
                    self._note_stuck(state)
                continue
            known = len(self.parents)
            self._move(state, node, waiting)
            work += len(self._ways(node))
            if (
                self.loops
                and not self.doubled
                and (len(self.parents) == known or self._may_meet(state, node))
            ):
                work += self._move_others(state, node, waiting)
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

    def _may_meet(self, state: int, node: Node) -> bool:
        """Whether another token can still come to where the one that moves is: in a loop, before it has moved."""
        own = state & self.incoming[node.id]
        return bool((state & ~own) & self._above(node)) or own & (own - 1) > 0

    def _above(self, node: Node) -> int:
        """The flows from which a token can come to one that leads into the element."""
        known = self.above.get(node.id)
        if known is None:
            seen: set[str] = set()
            waiting = [flow.source for flow in node.incoming]
            while waiting:
                one = self.graph.nodes[waiting.pop()]
                if one.id not in seen:
                    seen.add(one.id)
                    waiting += [flow.source for flow in one.incoming]
                    waiting += [one.attached_to] if one.attached_to else []
            known = self._mask(flow for one in seen for flow in self.graph.nodes[one].incoming)
            self.above[node.id] = known
        return known

    def _move_others(self, state: int, node: Node, waiting: deque[int]) -> int:
        """Move every other element too, as the order may matter; how many ways that were."""
        others = {
            one.id: one for flow in self._flows(state) if (one := self.graph.nodes[flow.target]) is not node
        }
        work = 0
        for other in others.values():
            if self._may_move(other, state):
                self._move(state, other, waiting)
                work += len(self._ways(other))
        return work

    def _next(self, state: int) -> tuple[Node | None, int]:
        """The element to move, and how many tokens were looked at."""
        best: Node | None = None
        rank = (True, True, 0)
        looked, bits = 1, state
        while bits:
            bit = bits & -bits
            bits ^= bit
            looked += 1
            node = self.targets[bit.bit_length() - 1]
            # What ends the whole scope moves last: the others may have moved before it. In a loop, what others can
            # still come to moves late.
            own = (_ends_all(node), self.loops and self._may_meet(state, node), self.order.get(node.id, 0))
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
        for taken in self._takes(node, mask):
            left = state & ~taken
            for way in self._ways(node):
                if twice := left & way:
                    self._note_doubled(state, node, way, twice)
                    continue
                following = left | way
                if following not in self.parents:
                    self.parents[following] = (state, node, way)
                    waiting.append(following)

    def _takes(self, node: Node, mask: int) -> Iterator[int]:
        """The tokens an element takes at once; which of several comes first only matters in loops."""
        if node.kind in {Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY}:
            yield mask
            return
        yield mask & -mask
        rest = mask & (mask - 1) if self.loops else 0
        while rest:
            yield rest & -rest
            rest &= rest - 1

    def _ways(self, node: Node) -> tuple[int, ...]:
        """The sets of flows on which an element may leave its tokens."""
        known = self.ways.get(node.id)
        if known is None:
            boundary = [self.graph.nodes[event] for event in node.boundary]
            ways = list(self._out(node))
            for event in boundary:
                if event.interrupting:
                    ways.extend(self._out(event))
            beside = [0]
            if self.events is Events.ONCE:
                several = [self._mask(event.outgoing) for event in boundary if not event.interrupting]
                beside += _subsets(several, several=True)
            known = tuple(dict.fromkeys(way | more for way in ways for more in beside))
            self.ways[node.id] = known
        return known

    def _out(self, node: Node) -> Iterator[int]:
        flows = node.outgoing
        if node.kind in {Kind.EXCLUSIVE_GATEWAY, Kind.EVENT_BASED_GATEWAY} and len(flows) > 1:
            yield from (self.bits[flow.id] for flow in flows)
            return
        if node.ways is not None and node.kind is not Kind.INCLUSIVE_GATEWAY:
            yield self._mask(node.ways)
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
    groups = [_begins_with(graph, one) for one in triggered]
    return [*dict.fromkeys(groups), *([together] if together else [])]


def _begins_with(graph: Graph, triggered: str) -> tuple[str, ...]:
    """The trigger, and with it those that must happen too: behind a parallel event-based gateway (BPMN 13.4.4)."""
    for flow in graph.nodes[triggered].incoming:
        gateway = graph.nodes[flow.source]
        if isinstance(gateway.behaviour, EventGateway) and gateway.behaviour.parallel:
            return tuple(one.target for one in gateway.outgoing)
    return (triggered,)


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
