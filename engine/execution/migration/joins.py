"""Tokens that wait at joins, and those that would wait there for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn import Graph, Kind, Node
from engine.execution.instance import ElementInstance, Instance
from engine.execution.migration.mapping import ElementMapping, flow_of, is_turn
from engine.execution.migration.refusal import Refusal, Rule
from engine.execution.tokens.machine import Machine

#: stands for any flow where tokens are only counted
_ANY_FLOW = ""


def check_joins(
    source: Graph, target: Graph, mapping: ElementMapping, instance: Instance
) -> Iterator[Refusal]:
    """Joins with waiting tokens that are gone or lead elsewhere, and joins that would wait for ever."""
    for (scope, element), counts in instance.arrived.items():
        yield from _waiting(source, target, mapping, scope, element, tuple(counts))
    for (scope, element), indexes in instance.met.items():
        node = source.nodes.get(element)
        if node is not None and node.kind is Kind.COMPLEX_GATEWAY:
            flows = tuple(node.incoming[index].id for index in sorted(indexes))
            yield from _waiting(source, target, mapping, scope, element, flows)
    for one in instance.elements.values():
        other = target.nodes.get(mapping.elements.get(one.element, ""))
        node = source.nodes[one.element]
        if other is not None and (node.loop is None or is_turn(instance, one)):
            yield from _unreachable(source, target, mapping, instance, one)


def _waiting(
    source: Graph, target: Graph, mapping: ElementMapping, scope: int, element: str, flows: tuple[str, ...]
) -> Iterator[Refusal]:
    node = source.nodes[element]
    other = target.nodes.get(mapping.elements.get(element, ""))
    if (
        other is None
        or other.kind is not node.kind
        or mapping.elements.get(node.scope) != other.scope
        or (other.start_quantity > 1) != (_ANY_FLOW in flows)
    ):
        yield Refusal(
            Rule.JOIN_GONE,
            element,
            f"„{node.label}“: Hier wartet ein Zweig auf andere; die neue Fassung führt sie dort nicht zusammen.",
            scope,
        )
        return
    named = [flow for flow in flows if flow != _ANY_FLOW]
    found = [flow_of(source, target, mapping, flow) for flow in named]
    for flow, now in zip(named, found, strict=True):
        if now is None or found.count(now) > 1:
            begin = source.nodes[source.flows[flow].source].label
            yield Refusal(
                Rule.JOIN_FLOW_GONE,
                element,
                f"„{node.label}“: Hier wartet der Zweig von „{begin}“; die neue Fassung hat keinen dafür.",
                scope,
            )


def _unreachable(
    source: Graph, target: Graph, mapping: ElementMapping, instance: Instance, scope: ElementInstance
) -> Iterator[Refusal]:
    """Parallel joins that some of the tokens of a scope will reach and others, which they need, never can."""
    place = mapping.elements[scope.element]
    before = {one.element for one in instance.children(scope.id)}
    before.update(element for number, element in instance.arrived if number == scope.id)
    before.update(element for number, element, _flow in instance.parked if number == scope.id)
    after = {mapping.elements[element] for element in before if element in mapping.elements}
    backwards = {new: old for old, new in mapping.elements.items()}
    for join in target.nodes.values():
        if join.kind is not Kind.PARALLEL_GATEWAY or join.scope != place or len(join.incoming) < 2:
            continue
        old = source.nodes.get(backwards.get(join.id, ""))
        arrived = instance.arrived.get((scope.id, old.id), {}) if old is not None else {}
        there = {flow_of(source, target, mapping, flow) for flow in arrived if flow != _ANY_FLOW}
        reached = _reached(target, join, after) | {flow for flow in there if flow is not None}
        missing = {flow.id for flow in join.incoming} - reached
        if not reached or not missing:
            continue
        if old is not None and missing <= _never_came(source, target, mapping, old, before, set(arrived)):
            continue  # it already waits in vain where it is: nothing that the migration does
        names = ", ".join(f"„{target.nodes[target.flows[flow].source].label}“" for flow in sorted(missing))
        yield Refusal(
            Rule.JOIN_UNREACHABLE,
            join.id,
            f"„{join.label}“: Die Zusammenführung würde für immer auf einen Zweig warten, der in diesem Fall nie "
            f"begonnen wurde: {names}.",
            scope.id,
        )


def _reached(graph: Graph, join: Node, positions: set[str]) -> set[str]:
    others = positions - {join.id}
    return {flow for flow, nodes in graph.upstream(join.id).items() if nodes & others}


def _never_came(
    source: Graph, target: Graph, mapping: ElementMapping, old: Node, before: set[str], arrived: set[str]
) -> set[str | None]:
    reached = _reached(source, old, before) | arrived
    return {flow_of(source, target, mapping, flow.id) for flow in old.incoming if flow.id not in reached}


def arrive_again(machine: Machine) -> None:
    """Where the new version needs fewer tokens than the old one, those that wait may be all there are: they arrive."""
    for (scope, element), counts in list(machine.instance.arrived.items()):
        late = _late(machine.graph.nodes[element], counts)
        left = {flow: count - late.get(flow, 0) for flow, count in counts.items()}
        machine.instance.arrived[scope, element] = {flow: count for flow, count in left.items() if count}
        if not any(left.values()):
            del machine.instance.arrived[scope, element]
        for flow, number in late.items():
            for _ in range(number):
                machine.send(scope, element, flow or None)


def _late(node: Node, counts: Mapping[str, int]) -> dict[str, int]:
    """Per flow how many of the tokens must arrive once more so that the element is entered."""
    if node.start_quantity > 1:
        rounds = counts.get(_ANY_FLOW, 0) // node.start_quantity
        return {_ANY_FLOW: rounds} if rounds else {}
    if node.kind is not Kind.PARALLEL_GATEWAY:
        return {}
    if len(node.incoming) < 2:
        return dict(counts)
    rounds = min(counts.get(flow.id, 0) for flow in node.incoming)
    return {node.incoming[0].id: rounds} if rounds else {}
