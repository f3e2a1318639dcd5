"""What lies before an instance in a version: the steps it may still come to, and the variables they read.

The order of steps is judged by the flows alone: what a condition rules out counts as before it, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from engine.bpmn import SCOPES, CalledDecision, Graph, MultiInstance, Node, Script, UserTask
from engine.bpmn.lint.variables import PROPERTY, items, roots
from engine.execution.bundle import ENGINE_VARIABLES, Bundle
from engine.feel import Expression

_SETS = ("inputs", "outputs", "data_outputs", "incoming", "outgoing", "boundary")


def reachable(graph: Graph, positions: Iterable[str]) -> frozenset[str]:
    """The elements an instance that stands at these may still come to; its positions only where a way leads back."""
    found: set[str] = set()
    waiting = [after for one in positions if one in graph.nodes for after in _after(graph, graph.nodes[one])]
    while waiting:
        element = waiting.pop()
        if element not in found:
            found.add(element)
            waiting += _after(graph, graph.nodes[element])
    return frozenset(found)


def _after(graph: Graph, node: Node) -> Iterator[str]:
    """What may be entered next: along a flow, by an event, inside of it, or when what is around it goes on."""
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundary
    if node.kind in SCOPES:
        yield from node.entries
        yield from node.event_starts
        yield from (one.id for one in graph.nodes.values() if one.scope == node.id and not one.incoming)
    around = graph.nodes.get(node.scope)
    while around is not None and around.scope:
        yield from (flow.target for flow in around.outgoing)
        yield from around.boundary
        around = graph.nodes.get(around.scope)


class Needs:
    """Which variables the elements of a process read and set."""

    def __init__(self, bundle: Bundle, graph: Graph) -> None:
        self._reads = {one.id: _reads(bundle, one) for one in graph.nodes.values()}
        self._sets = {one.id: _sets(bundle, one) for one in graph.nodes.values()}

    def unmet(self, ahead: frozenset[str], here: frozenset[str]) -> Mapping[str, str]:
        """The variables that elements `ahead` read and neither they nor those `here` set, with the first that reads.

        What the process as a whole says comes from outside came with the start, or not at all.
        """
        given = ENGINE_VARIABLES.union(*(self._sets.get(one, frozenset()) for one in ahead | here))
        found: dict[str, str] = {}
        for element in sorted(ahead):
            for name in self._reads.get(element, frozenset()) - given:
                found.setdefault(name, element)
        return found


def _reads(bundle: Bundle, node: Node) -> frozenset[str]:
    local = roots(node.inputs) | items(node)
    names = {
        name
        for part in fields(node)
        if part.name not in _SETS
        for one in _expressions(getattr(node, part.name))
        for name in one.variables
    }
    names |= {
        name for flow in node.outgoing for one in _expressions(flow.condition) for name in one.variables
    }
    match node.behaviour:
        case CalledDecision(decision=decision) if decision in bundle.decisions:
            names |= set(bundle.decisions[decision].inputs(decision))
        case UserTask(form=form):
            names |= _fixed(bundle, form)
    return frozenset(names) - local | frozenset(name for one in node.inputs for name in one.source.variables)


def _sets(bundle: Bundle, node: Node) -> frozenset[str]:
    names = _declared(node) | frozenset(node.data) | roots(node.outputs) | roots(node.data_outputs)
    if isinstance(node.loop, MultiInstance) and node.loop.output_collection:
        names |= {node.loop.output_collection}
    match node.behaviour:
        case UserTask(form=name) if (form := bundle.form(name)) is not None:
            names |= frozenset(form.keys) - _fixed(bundle, name)
        case Script(result_variable=name) | CalledDecision(result_variable=name):
            names |= {name}
    return names


def _declared(node: Node) -> frozenset[str]:
    """What its model says comes from outside."""
    return frozenset(name for part in node.properties.get(PROPERTY, "").split(",") if (name := part.strip()))


def _fixed(bundle: Bundle, name: str | None) -> frozenset[str]:
    """The fields of a form that are shown and cannot be filled in."""
    form = bundle.form(name)
    return frozenset(
        one.key.partition(".")[0]
        for one in (() if form is None else form.fields())
        if one.key and any(part.constant is True for part in (one.disabled, one.readonly))
    )


def _expressions(value: object) -> Iterator[Expression]:
    """Every expression in a part of a model."""
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _expressions(one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _expressions(one)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _expressions(getattr(value, part.name))
