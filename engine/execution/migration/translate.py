"""The state of an instance in the words of another version: the same numbers, other ids of elements."""

from __future__ import annotations

from dataclasses import replace

from engine.bpmn import EventGateway, Graph, Kind, MultiInstance, Node
from engine.execution.instance import Done, Instance, Stage
from engine.execution.migration.mapping import ElementMapping, flow_of, is_turn


def translate(source: Graph, target: Graph, mapping: ElementMapping, instance: Instance) -> Instance:
    """The checked instance with every element and flow by its name in the target; subscriptions are not touched."""
    elements = mapping.elements
    moved = instance.copy()
    moved.elements = {
        number: replace(one, element=elements[one.element]) for number, one in instance.elements.items()
    }
    moved.arrived = {
        (scope, elements[element]): {
            (flow_of(source, target, mapping, flow) or "") if flow else "": count
            for flow, count in counts.items()
        }
        for (scope, element), counts in instance.arrived.items()
    }
    moved.parked = [
        (scope, elements[element], None if flow is None else flow_of(source, target, mapping, flow))
        for scope, element, flow in instance.parked
    ]
    moved.done = {scope: [_done(mapping, item) for item in items] for scope, items in instance.done.items()}
    for work in moved.undoing.values():
        work.waiting = [(scope, _done(mapping, item)) for scope, item in work.waiting]
    moved.met = {
        (host, elements.get(element, element)): _met(source, target, mapping, element, met)
        for (host, element), met in instance.met.items()
    }
    for number in instance.elements:
        _repeat(source, target, mapping, moved, number, instance)
    return moved


def _done(mapping: ElementMapping, item: Done) -> Done:
    return replace(
        item,
        element=mapping.elements[item.element],
        inside=tuple(_done(mapping, inner) for inner in item.inside),
    )


def _met(source: Graph, target: Graph, mapping: ElementMapping, element: str, met: set[int]) -> set[int]:
    """Triggers that happened are counted by the place of a flow or definition; flows may stand in another order."""
    node = source.nodes.get(element)
    if node is None:
        return set(met)
    other = target.nodes[mapping.elements[element]]
    if node.kind is Kind.COMPLEX_GATEWAY:
        incoming = [flow.id for flow in other.incoming]
        found = [flow_of(source, target, mapping, node.incoming[index].id) for index in met]
        return {incoming.index(flow) for flow in found if flow is not None}
    if isinstance(node.behaviour, EventGateway):
        outgoing = [flow.target for flow in other.outgoing]
        return {outgoing.index(mapping.elements[node.outgoing[index].target]) for index in met}
    return set(met)


def _repeat(
    source: Graph, target: Graph, mapping: ElementMapping, moved: Instance, number: int, instance: Instance
) -> None:
    """Counters stay; names of elements and of the variables that the engine itself keeps follow."""
    one = instance.elements[number]
    node, other = source.nodes[one.element], target.nodes[mapping.elements[one.element]]
    repeat = moved.repeats.get(number)
    is_outer = node.loop is not None and not is_turn(instance, one)
    if repeat is not None and node.kind is Kind.AD_HOC_SUB_PROCESS and not is_outer:
        repeat.items = [mapping.elements.get(str(item), str(item)) for item in repeat.items or ()]
    if isinstance(node.loop, MultiInstance) and isinstance(other.loop, MultiInstance):
        old, new = node.loop, other.loop
        if not is_outer:
            _rename(moved, number, old.input_element, new.input_element)
        elif repeat is not None and old.output_collection != new.output_collection:
            _rename(moved, number, old.output_collection, new.output_collection)
            if new.output_collection:
                moved.variables.setdefault(number, {}).setdefault(
                    new.output_collection, [None] * (repeat.total or 0)
                )
    if one.stage is Stage.ACTIVE and not is_outer:
        _add_data(moved, number, node, other)


def _rename(moved: Instance, number: int, old: str, new: str) -> None:
    local = moved.variables.get(number, {})
    if old != new and new and old in local:
        local[new] = local.pop(old)


def _add_data(moved: Instance, number: int, node: Node, other: Node) -> None:
    """Data objects the new version has more exist, empty, from now on."""
    for name in other.data:
        if name not in node.data:
            moved.variables.setdefault(number, {}).setdefault(name, None)
