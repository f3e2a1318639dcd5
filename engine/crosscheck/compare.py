"""Where both stand, against each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from engine.bpmn import SCOPES, Graph, Kind, MultiInstance, Node, Timer, TimerKind
from engine.crosscheck.first import First
from engine.crosscheck.report import Difference, Matter, Reason
from engine.crosscheck.second import Second
from engine.crosscheck.unsupported import COUNTERS
from engine.execution.services import FaultKind
from engine.feel import Value
from engine.wording import say

_SPLITS = frozenset({Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY})
_FAULTS = {FaultKind.COMPETENCE.value: Reason.COMPETENCE, FaultKind.ERROR.value: Reason.SWALLOWED_ERROR}
_NOTHING = "–"
_LONGEST = 60


class Comparison:
    """Compares one case after each step; remembers what a variable was before and what differed."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._earlier: dict[str, list[Value]] = defaultdict(list)
        self._branches = any(_branches(node) for node in graph.nodes.values())
        self._known: dict[tuple[Matter, str, str], str] = {}
        #: variables that differed so far, and what a choice of the way reads
        self._differing: set[str] = set()
        self._read = frozenset(
            name
            for flow in graph.flows.values()
            if flow.condition is not None
            for name in flow.condition.variables
        )
        self._repeated = frozenset(
            name
            for node in graph.nodes.values()
            if isinstance(node.loop, MultiInstance)
            for name in (*COUNTERS, node.loop.input_element, node.loop.output_collection)
        )
        #: a timer was due at different instants
        self._late = False
        self.differences: list[Difference] = []
        #: they are at different places: comparing on would say nothing
        self.parted = False

    def compare(self, line: int, first: First, second: Second) -> None:
        """Note what differs now and did not differ in the same way before."""
        for found in self._all(line, first, second):
            key = (found.matter, found.place, found.ours)
            if self._known.get(key) != found.theirs:
                self._known[key] = found.theirs
                self.differences.append(found)
            self.parted |= found.matter not in (Matter.VARIABLE, Matter.DUE, Matter.FAULT)
        for name, value in first.variables.items():
            if value not in self._earlier[name]:
                self._earlier[name].append(value)

    def _all(self, line: int, first: First, second: Second) -> Iterator[Difference]:
        follows = Reason.CONSEQUENCE if self._late or self._differing & self._read else None
        if first.incidents() or second.fault:
            yield from self._faults(line, first, second, follows)
            return
        for matter, ours, theirs in (
            (Matter.TASKS, first.waiting_tasks(), second.tasks()),
            (Matter.JOBS, first.waiting_jobs(), second.jobs()),
            (Matter.CATCHES, first.waiting_catches(), second.catches()),
            (Matter.DONE, self._activities(first.done), self._activities(second.done)),
        ):
            if ours != theirs:
                place = ", ".join(sorted((ours - theirs) + (theirs - ours)))
                yield Difference(line, matter, place, _counted(ours), _counted(theirs), follows)
        if first.ended != second.ended:
            yield Difference(line, Matter.END, self._graph.key, say(first.ended), say(second.ended), follows)
        yield from self._dues(line, first.dues(), second.dues())
        yield from self._variables(line, first, second)

    def _activities(self, done: Counter[str]) -> Counter[str]:
        """Tasks only, and none that is repeated as a whole: the outer one is counted differently."""
        nodes = self._graph.nodes
        return Counter(
            {
                name: count
                for name, count in done.items()
                if name in nodes and nodes[name].kind.endswith(("Task", "task")) and nodes[name].loop is None
            }
        )

    def _dues(
        self, line: int, ours: Mapping[str, datetime], theirs: Mapping[str, datetime]
    ) -> Iterator[Difference]:
        for element in sorted(ours.keys() & theirs.keys()):
            if abs(ours[element] - theirs[element]) > timedelta(seconds=1):
                timers = [one for one in self._graph.nodes[element].events if isinstance(one, Timer)]
                duration = any(one.kind is TimerKind.DURATION for one in timers)
                reason = Reason.CALENDAR if duration else None
                self._late = True
                yield Difference(
                    line,
                    Matter.DUE,
                    element,
                    ours[element].isoformat(),
                    theirs[element].astimezone(ours[element].tzinfo).isoformat(),
                    reason,
                )

    def _faults(
        self, line: int, first: First, second: Second, follows: Reason | None
    ) -> Iterator[Difference]:
        incidents = list(first.incidents().values())
        if incidents and second.fault:
            return
        place = ", ".join(sorted(one.element for one in incidents)) or self._graph.key
        ours = "; ".join(one.message for one in incidents) or _NOTHING
        kinds = {one.kind for one in incidents}
        reason = _FAULTS.get(kinds.pop(), follows) if len(kinds) == 1 else follows
        if second.broke_off:
            reason = Reason.BROKEN_OFF
        yield Difference(line, Matter.FAULT, place, ours, second.fault or _NOTHING, reason)

    def _variables(self, line: int, first: First, second: Second) -> Iterator[Difference]:
        places: list[str | None] = [None] if first.ended else [*first.places()]
        interrupted = any(self._interrupts(name) for name in first.reached())
        for place in places:
            ours, theirs = first.variables_at(place), second.variables(place)
            by_reason: dict[Reason | None, list[str]] = defaultdict(list)
            for name in sorted(ours.keys() | theirs.keys()):
                if ours.get(name) != theirs.get(name):
                    self._differing.add(name)
                    by_reason[self._reason(name, ours.get(name), theirs.get(name), interrupted)].append(name)
            for reason, names in by_reason.items():
                yield Difference(
                    line,
                    Matter.VARIABLE,
                    place or self._graph.key,
                    _values(names, ours),
                    _values(names, theirs),
                    reason,
                )

    def _interrupts(self, element: str) -> bool:
        node = self._graph.nodes.get(element)
        if node is None or node.kind is not Kind.BOUNDARY_EVENT or not node.interrupting:
            return False
        return self._graph.nodes[node.attached_to or ""].kind in SCOPES

    def _reason(self, name: str, mine: Value, other: Value, interrupted: bool) -> Reason | None:
        if name in self._repeated:
            return Reason.REPEATED_LOCAL
        if other is None or other in self._earlier[name]:
            if interrupted:
                return Reason.INTERRUPTED_SCOPE
            if self._branches:
                return Reason.BRANCH_COPY
        if isinstance(mine, list | dict) and isinstance(other, list | dict):
            return Reason.MERGED_VALUE
        return None


def _branches(node: Node) -> bool:
    """Whether the element makes a second token, so that two branches have variables at the same time."""
    return (
        (node.kind in _SPLITS and len(node.outgoing) > 1)
        or (node.kind is Kind.BOUNDARY_EVENT and not node.interrupting)
        or (isinstance(node.loop, MultiInstance) and not node.loop.sequential)
    )


def _values(names: list[str], values: Mapping[str, Value]) -> str:
    return "; ".join(f"{name} = {_shortened(say(values.get(name)))}" for name in names)


def _shortened(told: str) -> str:
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _counted(found: Counter[str]) -> str:
    return (
        ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in sorted(found.items()))
        or _NOTHING
    )
