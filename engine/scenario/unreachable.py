"""Ways that no case can go, because what has to hold on them excludes itself.

A condition that compares variables with fixed values has few answers: one for each value it names, one between two
numbers, one for nothing and one for anything else. The conditions on a way that read the same variable, with nothing
between them that writes it, are tried with all of these. What cannot be shown so stays: a way that is left out is one
that no case goes, one that is left in may be such a way, too.

Messages and signals bring what nothing in the diagram gives, and what they have brought in a scenario.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from engine.bpmn import (
    Flow,
    Graph,
    Kind,
    MultiInstance,
    Node,
)
from engine.execution.bundle import Bundle
from engine.feel import Expression, Value, compared, compile_expression
from engine.forms import Form, Setting
from engine.forms import Kind as FormKind
from engine.scenario.gives import ANY, BROUGHT, brought, fixed, form_of, written
from engine.scenario.goal import onward
from engine.scenario.result import ScenarioResult
from engine.scenario.ways import Way, Ways, answer

#: combinations of answers that are looked at; with more nothing is said
_MOST: Final = 20_000
_FORKS: Final = frozenset({Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY, Kind.COMPLEX_GATEWAY})
_TURNING: Final = _FORKS | {Kind.EXCLUSIVE_GATEWAY, Kind.EVENT_BASED_GATEWAY}
#: a text nobody compares with, and no value at all
_OTHER: Final = "\0"
_MISSING: Final[Any] = object()

_Read = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """Something that is so at a place of a way: a condition that is true, or is not; and what makes it so, in words."""

    condition: Expression
    true: bool
    words: str

    @property
    def said(self) -> tuple[Expression, bool]:
        """The same without the words."""
        return self.condition, self.true


def sort_out(bundle: Bundle, ways: Ways, results: Iterable[ScenarioResult] = ()) -> Ways:
    """The same ways, those that no scenario took and no case can go apart, each with the reason. Of those told in the
    same words one is left: they go through branches beside each other, and a case goes through all of these.
    """
    judge = _Judge(bundle, results)
    open_, shut = dict[str, Way](), dict[str, tuple[Way, str]]()
    for way in ways.untested:
        if str(way) in open_:
            continue
        reason = judge.reason(way)
        if reason:
            shut.setdefault(str(way), (way, reason))
        else:
            open_[str(way)] = way
    return replace(
        ways,
        untested=tuple(open_.values()),
        unreachable=tuple(one for words, one in shut.items() if words not in open_),
    )


class _Judge:
    """Says of ways through a process whether what has to hold on them can hold."""

    def __init__(self, bundle: Bundle, results: Iterable[ScenarioResult]) -> None:
        self._bundle, self._graph = bundle, bundle.graph
        self._gives = written(bundle)
        self._found = frozenset[str]().union(*self._gives.values()) - frozenset(brought(results))
        self._begun: dict[str, frozenset[str]] = {}

    def reason(self, way: Way) -> str:
        """Why no case goes the way; empty where that cannot be shown."""
        graph = self._graph
        beside = self._written(self._meanwhile(way))
        held: list[_Held] = []
        for before, element in zip(way.elements, way.elements[1:], strict=False):
            node, target = graph.nodes[before], graph.nodes[element]
            if target.id in node.entries:
                held = self._without(held, _own(node))
                continue
            if target.attached_to == before or target.id in node.event_starts:
                # what is inside has happened, or a part of it
                held = self._without(held, self._written(_inside(graph, before)) | _own(node))
                continue
            over, flow = _left(graph, node, target, way)
            for one in over:
                held = self._after(held, one)
            for condition in () if flow is None else _conditions(graph, flow):
                if self._touches(beside | _own(node), condition):
                    continue
                other = _excluded(condition, [one for one in held if not self._touches(beside, one)])
                if other is not None:
                    return f"{other.words} und {condition.words} schließen sich aus."
                held.append(condition)
        return ""

    def _after(self, held: list[_Held], node: Node) -> list[_Held]:
        """What still holds, and holds from then on, when an element is over."""
        held = self._without(held, self._gives[node.id] | _own(node))
        form = form_of(self._bundle, node)
        # a case that another process begins fills in no start form
        if (
            node.kind is Kind.USER_TASK
            and form is not None
            and not (node.inputs or node.outputs or node.loop)
        ):
            held += _filled(node, form)
        for one in node.outputs:
            values = fixed(one.source)
            if values and "." not in one.target:
                condition = " or ".join(f"{one.target} = {value}" for value in values)
                words = f"„{node.label}“ ({one.target} = {' oder '.join(values)})"
                held.append(_Held(_compiled(condition), True, words))
        return held

    def _without(self, held: list[_Held], written: frozenset[str]) -> list[_Held]:
        return [one for one in held if not self._touches(written, one)]

    def _touches(self, written: frozenset[str], one: _Held) -> bool:
        """Whether writing these may change what a condition reads."""
        reads = one.condition.variables
        return bool(ANY in written or reads & written or (BROUGHT in written and reads - self._found))

    def _written(self, elements: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self._gives[one] for one in elements))

    def _meanwhile(self, way: Way) -> set[str]:
        """The elements at which other tokens may be while one goes the way."""
        graph, found = self._graph, set[str]()
        for at, one in enumerate(way.elements):
            node = graph.nodes[one]
            if not node.interrupting:  # it began something beside, and what was before goes on
                return found | (graph.nodes.keys() - way.elements[at:])
            if one not in self._begun:
                self._begun[one] = frozenset(_beginning(graph, node))
            found |= self._begun[one]
            if len(node.outgoing) > 1 and (node.kind in _FORKS or node.kind not in _TURNING):
                left = [flow.target for flow in node.outgoing if flow.id not in way.flows]
                found = found.union(*(_reached(graph, one) for one in left))
        return found


# -- which elements


def _inside(graph: Graph, scope: str) -> Iterator[str]:
    """The elements inside of one, at any depth."""
    return (one.id for one in graph.nodes.values() if scope in _around(graph, one))


def _around(graph: Graph, node: Node) -> Iterator[str]:
    """The scopes an element lies in, the nearest first."""
    while node.scope:
        yield node.scope
        node = graph.nodes[node.scope]


def _beginning(graph: Graph, node: Node) -> Iterator[str]:
    """The elements where something may go on beside a token at this one: begun by an event, or the same once more."""
    for scope in (node, *(graph.nodes[one] for one in _around(graph, node))):
        for event in (*scope.boundary, *scope.event_starts):
            if not graph.nodes[event].interrupting:
                yield from _reached(graph, event)
        if isinstance(scope.loop, MultiInstance) or scope.kind is Kind.AD_HOC_SUB_PROCESS:
            yield from (scope.id, *_inside(graph, scope.id))


def _reached(graph: Graph, start: str) -> set[str]:
    """The elements a token at one may come to before the scope it is in is over."""
    scope = graph.nodes[start].scope
    found, waiting = {start}, [start]
    while waiting:
        for one in onward(graph, graph.nodes[waiting.pop()]):
            if one not in found and scope in _around(graph, graph.nodes[one]):
                found.add(one)
                waiting.append(one)
    return found


def _left(graph: Graph, node: Node, target: Node, way: Way) -> tuple[list[Node], Flow | None]:
    """The elements that are over when a token goes from one to the next, and the flow it takes; None where it may be
    one of several.
    """
    over = [node]
    while not over[-1].outgoing and over[-1].scope:
        scope = graph.nodes[over[-1].scope]
        over.append(graph.nodes[scope.scope] if scope.triggered_by_event else scope)
    flows = [one for one in over[-1].outgoing if one.target == target.id and one.id in way.flows]
    return over, flows[0] if len(flows) == 1 else None


def _own(node: Node) -> frozenset[str]:
    """The variables an element has for itself as long as it runs."""
    return frozenset((*(one.target for one in node.inputs), *node.data))


# -- what holds


def _conditions(graph: Graph, flow: Flow) -> Iterator[_Held]:
    """What has to be so where a flow is taken: its own condition, and not those that go before it."""
    node = graph.nodes[flow.source]
    words = f"„{answer(node, flow, graph.nodes[flow.target])}“"
    others = [one for one in node.outgoing if one.condition is not None]
    if flow.condition is not None:
        others = others[: others.index(flow)] if node.kind is Kind.EXCLUSIVE_GATEWAY else []
    for one, true in (*((other.condition, False) for other in others), (flow.condition, True)):
        if one is not None and _compared(one) is not None:
            yield _Held(one, true, words)


def _filled(node: Node, form: Form) -> Iterator[_Held]:
    """What is so of the answers of a form: those it insists on are given, and a choice is one of what is offered."""
    for field, above in form.walk():
        fixed = not any(one.hide.may_hold or one.kind is FormKind.DYNAMICLIST for one in (field, *above))
        asked = field.rules.required.constant is True and not (
            field.disabled.may_hold or field.readonly.may_hold
        )
        if field.key is None or "." in field.key or not (fixed and asked):
            continue
        text = f"{field.key} != null"
        offered = [json.dumps(one.code, ensure_ascii=False) for one in field.options]
        if field.kind in (FormKind.SELECT, FormKind.RADIO) and offered and field.source == Setting():
            text = f"{field.key} in ({', '.join(offered)})"
        yield _Held(_compiled(text), True, f"„{node.label}“ (fragt immer nach „{field.key}“)")


def _excluded(condition: _Held, held: list[_Held]) -> _Held | None:
    """What a condition cannot hold together with: one thing alone, else the last of several."""
    reads = condition.condition.variables
    near = [one for one in held if one.condition.variables & reads]
    for one in near:
        if not _possible(frozenset({one.said, condition.said})):
            return one
    together, before = set(near), 0
    while len(together) > before:
        before = len(together)
        reads = reads.union(*(one.condition.variables for one in together))
        together |= {one for one in held if one.condition.variables & reads}
    if _possible(frozenset({condition.said, *(one.said for one in together)})):
        return None
    return next((one for one in reversed(near) if one.words != condition.words), near[-1])


@lru_cache(maxsize=8192)
def _possible(said: frozenset[tuple[Expression, bool]]) -> bool:
    """Whether there are values with which all of this is so; also where there are too many to try."""
    asked: dict[_Read, frozenset[Value]] = {}
    for one, _true in said:
        for place, values in (_compared(one) or {}).items():
            asked[place] = asked.get(place, frozenset()) | values
    answers = [_answers(values) for values in asked.values()]
    if any(one[:-1] in asked for one in asked) or prod(map(len, answers)) > _MOST:
        return True
    return any(
        all((one.evaluate(given).value is True) is true for one, true in said)
        for given in (_context(asked, values) for values in product(*answers))
    )


def _answers(values: frozenset[Value]) -> list[Value]:
    """Values of which one stands for each answer that comparing with these may give; the name of none is left out."""
    numbers = sorted({one for one in values if isinstance(one, Decimal)})
    between = [(one + other) / 2 for one, other in pairwise(numbers)]
    outside = [numbers[0] - 1, numbers[-1] + 1] if numbers else []
    named = [one for one in values if isinstance(one, str | Decimal)]
    return [_MISSING, None, True, False, _OTHER, *outside, *between, *named]


def _context(places: Iterable[_Read], values: Iterable[Value]) -> dict[str, Value]:
    """The variables in which each place has its value."""
    found: dict[str, Any] = {}
    for (*way, last), value in zip(places, values, strict=True):
        around = found
        for step in way:
            around = around.setdefault(step, {})
        if value is not _MISSING:
            around[last] = value
    return found


def _compared(condition: Expression) -> Mapping[_Read, frozenset[Value]] | None:
    return _told(condition.text.removeprefix("="), condition.variables)


@lru_cache(maxsize=2048)
def _told(text: str, names: frozenset[str]) -> Mapping[_Read, frozenset[Value]] | None:
    return compared(text, names)


@lru_cache(maxsize=2048)
def _compiled(text: str) -> Expression:
    return compile_expression(text)
