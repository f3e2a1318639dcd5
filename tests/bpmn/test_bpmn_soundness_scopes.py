"""The token game of each scope against one of the whole process that tries every order: sub-processes in sub-processes,
loops, events at the edge, event-based gateways, instances, event sub-processes and compensation.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from engine.bpmn.paths import scopes
from engine.bpmn.soundness import Events, play
from engine.testing import notation as n
from tests.bpmn.every_order import TooMany, brute

_SEVERAL = ("parallel", "exclusive", "exclusive", "inclusive", "event")
_SINGLE = ("parallel", "parallel", "exclusive", "inclusive", "user", "user", "scope", "scope", "many", "undo")
_KINDS = {
    *_SEVERAL,
    *_SINGLE,
    "loop",
    "interrupting",
    "beside",
    "error",
    "terminate",
    "instances",
    "event sub-process",
}
#: processes of one test
_EACH = 25
_FLOW = '<sequenceFlow id="{0}__{1}" sourceRef="{0}" targetRef="{1}">{2}</sequenceFlow>'
_CONDITION = '<conditionExpression xsi:type="tFormalExpression">=true</conditionExpression>'


class Drawing:
    """Draws a random process; `used` counts what is in it."""

    def __init__(self, random: Random) -> None:
        self.random, self.used = random, Counter[str]()
        #: the sub-processes that end in an error
        self.throwing: set[str] = set()

    def process(self) -> bytes:
        return n.model(*self._scope("", 0))

    def _chance(self, of: float) -> bool:
        return self.random.random() < of

    def _scope(self, prefix: str, depth: int, begin: str = "", *, throws: bool = False) -> list[str]:
        random = self.random
        count = random.randint(2, 5 - depth)
        start, end = f"{prefix}s", f"{prefix}e"
        names = [f"{prefix}n{number}" for number in range(count)]
        flows = {(start, names[0])} | {(names[random.randrange(one)], names[one]) for one in range(1, count)}
        for _ in range(random.randint(0, 2)):
            one, other = sorted(random.sample(range(count), 2))
            flows.add((names[one], names[other]))
        flows |= {(name, end) for name in names if not any(source == name for source, _ in flows)}
        back = set()
        if self._chance(0.4):
            one, other = sorted((random.randrange(count), random.randrange(count)))
            back = {(names[other], names[one])}
            self.used["loop"] += 1
        parts = [begin or n.start(start), self._end(end, throws=throws)]
        beside: set[tuple[str, str]] = set()
        for name in names:
            targets = [target for source, target in sorted(flows | back) if source == name]
            kind = random.choice(_SEVERAL if len(targets) > 1 else _SINGLE)
            if any(source == name for source, _ in back):
                kind = "exclusive"
            drawn = self._element(kind, name, targets, depth)
            parts += drawn
            if drawn[0].startswith(("<userTask", "<subProcess")) and self._chance(0.5):
                event = f"{name}x"
                interrupting = self._chance(0.5)
                self.used["interrupting" if interrupting else "beside"] += 1
                parts.append(n.boundary(event, name, n.timer("P1D"), interrupting=interrupting))
                beside.add((event, random.choice([*names, end])))
            if name in self.throwing:
                parts.append(n.boundary(f"{name}f", name, n.error(name)))
                beside.add((f"{name}f", random.choice([*names, end])))
        if depth < 2 and self._chance(0.2):
            parts.append(self._event_sub_process(prefix, depth))
        return [*parts, *(self._flow(parts, *one) for one in sorted(flows | back | beside))]

    def _end(self, end: str, *, throws: bool) -> str:
        if throws:
            self.used["error"] += 1
            self.throwing.add(end.rpartition("_")[0])
            return n.end(end, n.error(end.rpartition("_")[0]))
        if self._chance(0.15):
            self.used["terminate"] += 1
            return n.end(end, terminate=True)
        return n.end(end)

    def _flow(self, parts: list[str], source: str, target: str) -> str:
        if any(f'id="{source}_{target}_c"' in one for one in parts):
            catch = f"{source}_{target}_c"
            return _FLOW.format(source, catch, "") + _FLOW.format(catch, target, "")
        own = next((one for one in parts if one.startswith(f'<inclusiveGateway id="{source}"')), "")
        conditional = 'default="' in own and f'default="{source}__{target}"' not in own
        return _FLOW.format(source, target, _CONDITION if conditional else "")

    def _element(self, kind: str, name: str, targets: list[str], depth: int) -> list[str]:
        if kind == "scope" and depth > 1:
            kind = "user"
        self.used[kind] += 1
        match kind:
            case "parallel":
                return [n.parallel(name)]
            case "exclusive":
                return [n.exclusive(name)]
            case "inclusive":
                default = {"default": f"{name}__{targets[0]}"} if len(targets) > 1 else {}
                return [n.element("inclusiveGateway", name, **default)]
            case "event":
                catches = [n.catch(f"{name}_{target}_c", n.timer("P1D")) for target in targets]
                return [n.element("eventBasedGateway", name), *catches]
            case "many":
                return [n.user(name, n.multi("=2", isSequential=self._word()))]
            case "undo":
                if self._chance(0.5):
                    return [n.throw(name, n.compensate())]
                return [n.user(name), n.compensated(name, f"{name}h")]
            case "scope":
                marker = ()
                if self._chance(0.3):
                    self.used["instances"] += 1
                    marker = (n.multi("=2", isSequential=self._word()),)
                inside = self._scope(f"{name}_", depth + 1, throws=self._chance(0.2))
                return [n.scope(name, *marker, *inside)]
            case _:
                return [n.user(name)]

    def _word(self) -> str:
        return self.random.choice(("true", "false"))

    def _event_sub_process(self, prefix: str, depth: int) -> str:
        self.used["event sub-process"] += 1
        name = f"{prefix}v"
        begin = n.element("startEvent", f"{name}_s", n.timer("P1D"), isInterrupting=self._word())
        return n.scope(name, *self._scope(f"{name}_", depth + 1, begin), triggeredByEvent="true")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_every_order_in_a_whole_process_finds_the_same_faults(seed):
    random = Random(seed)  # noqa: S311 - the same processes every time
    looked, faulty, used = 0, 0, Counter[str]()
    while looked < _EACH:
        drawing = Drawing(random)
        source = drawing.process()
        graph = n.graph(source)
        try:
            every, quiet = brute(graph, beside=True), brute(graph, beside=False)
        except TooMany:
            continue
        looked += 1
        used += drawing.used
        for scope, nodes in scopes(graph):
            if (every.stuck.keys() | every.doubled.keys()) - {scope.id}:
                continue  # what stands in it may never come to its end, which a scope alone does not know
            stuck, doubled = every.stuck.get(scope.id, set()), every.doubled.get(scope.id, set())
            twice = quiet.doubled.get(scope.id, set())

            once, never = play(graph, scope, nodes, Events.ONCE), play(graph, scope, nodes, Events.NEVER)

            assert once.finished
            assert never.finished
            told = {one.flow.id for one in never.doubled}
            assert told <= twice, (scope.id, source.decode())
            assert bool(told) == bool(twice), (scope.id, source.decode())
            if not doubled:  # what follows where two tokens meet is left out
                assert {one.join.id for one in once.stuck} == stuck, (scope.id, source.decode())
            faulty += bool(stuck or twice)
    assert faulty > _EACH // 8
    assert all(used[one] for one in _KINDS), used
