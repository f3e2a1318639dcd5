"""Which element of one version is which of another: by id and kind, by what a person says, and by what is inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn import CATCHING, SCOPES, Exchange, Flow, Graph, Kind, Node
from engine.bpmn.definitions import EventDefinition
from engine.errors import Invalid
from engine.execution.instance import ROOT, ElementInstance, Instance

#: tasks that do not wait for a person: one may take the place of another while nothing of it has happened yet
AUTOMATIC = frozenset(
    {
        Kind.TASK,
        Kind.MANUAL_TASK,
        Kind.SERVICE_TASK,
        Kind.SCRIPT_TASK,
        Kind.BUSINESS_RULE_TASK,
        Kind.SEND_TASK,
    }
)
#: activities without anything inside: several of one version may become one of another
_PLAIN = AUTOMATIC | {Kind.USER_TASK, Kind.RECEIVE_TASK, Kind.CALL_ACTIVITY}


@dataclass(frozen=True, slots=True)
class ElementMapping:
    """Element of the source version → element of the target version; what is not named has no counterpart."""

    elements: Mapping[str, str]

    @property
    def renamed(self) -> dict[str, str]:
        """The elements whose id changes."""
        return {old: new for old, new in self.elements.items() if old != new}


def plan(source: Graph, target: Graph, explicit: Mapping[str, str] | None = None) -> ElementMapping:
    """Map each element to the one with its id and a compatible kind; entries of `explicit` go first, scopes follow.

    A sub-process without a counterpart becomes the one in which all that was mapped of it is. Invalid when an entry
    names an element that is not there, or two entries one element that cannot be both.
    """
    entries = {old: new for old, new in (explicit or {}).items() if old != source.key}
    _check(source, target, entries)
    mapped = {source.key: target.key, **entries}
    used = set(mapped.values())
    for node in source.nodes.values():
        other = target.nodes.get(node.id)
        if node.id not in mapped and other is not None and node.id not in used and compatible(node, other):
            mapped[node.id] = node.id
    used = set(mapped.values())
    while found := _follow(source, target, mapped, used):
        mapped.update(found)
        used.update(found.values())
    return ElementMapping(mapped)


def compatible(node: Node, other: Node) -> bool:
    """Whether one element can go on as the other, by their kinds."""
    return node.kind is other.kind or {node.kind, other.kind} <= AUTOMATIC


def _check(source: Graph, target: Graph, entries: Mapping[str, str]) -> None:
    for old, new in entries.items():
        if old not in source.nodes:
            raise Invalid(f"Expected to map {old} to {new}, but the source version has no element {old}")
        if new not in target.nodes or new == target.key:
            raise Invalid(f"Expected to map {old} to {new}, but the target version has no element {new}")
    for new, count in Counter(entries.values()).items():
        if count > 1 and target.nodes[new].kind not in _PLAIN:
            raise Invalid(f"Expected to map one element to {new}, but {count} are mapped to it")


def _follow(source: Graph, target: Graph, mapped: Mapping[str, str], used: set[str]) -> dict[str, str]:
    """One sub-process more that has no counterpart by its id, but by what is in it."""
    for node in source.nodes.values():
        if node.id in mapped or node.kind not in SCOPES:
            continue
        places = {
            target.nodes[mapped[inner.id]].scope
            for inner in source.nodes.values()
            if inner.scope == node.id and inner.id in mapped
        }
        if len(places) == 1:
            (place,) = places
            if place not in used and compatible(node, target.nodes[place]):
                return {node.id: place}
    return {}


def flow_of(source: Graph, target: Graph, mapping: ElementMapping, flow: str) -> str | None:
    """The flow that leads to the same join: the one with its id, else the one from the mapped source; of several
    between the same two elements the one in the same place.
    """
    old = _flow(source, flow)
    if old is None:
        return None
    goal = mapping.elements.get(old.target)
    same = _flow(target, flow)
    if same is not None and same.target == goal:
        return flow
    start = mapping.elements.get(old.source)
    if start is None or goal is None:
        return None
    before = [one.id for one in source.nodes[old.target].incoming if one.source == old.source]
    found = [one.id for one in target.nodes[goal].incoming if one.source == start]
    if len(before) == len(found):
        return found[before.index(old.id)]
    return found[0] if len(found) == 1 else None


def _flow(graph: Graph, flow: str) -> Flow | None:
    """A flow of the diagram, or the one that stands for a link."""
    found = graph.flows.get(flow)
    if found is not None:
        return found
    return next((one for node in graph.nodes.values() for one in node.incoming if one.id == flow), None)


def definitions_of(node: Node) -> tuple[EventDefinition, ...]:
    """What an event or receive task waits for."""
    if isinstance(node.behaviour, Exchange):
        return () if node.behaviour.message is None else (node.behaviour.message,)
    return node.events


def is_turn(instance: Instance, one: ElementInstance) -> bool:
    """Whether the element instance is one turn of a repeated activity."""
    return one.id != ROOT and instance.elements[one.scope].element == one.element


def waiting_for(graph: Graph, instance: Instance, one: ElementInstance, element: str) -> tuple[str, ...]:
    """The events that wait on behalf of an element instance, if it is an instance of `element`."""
    node = graph.nodes[element]
    is_inner = is_turn(instance, one)
    found: list[str] = [] if is_inner else list(node.boundary)
    if node.loop is None or is_inner:
        if node.kind in CATCHING:
            found.append(node.id)
        elif node.kind is Kind.EVENT_BASED_GATEWAY:
            found += [flow.target for flow in node.outgoing]
        found += node.event_starts
    return tuple(found)
