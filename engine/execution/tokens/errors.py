"""Errors and escalations travel outwards, scope by scope, to the nearest event that catches them (BPMN 13.5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn import Error, Escalation, Graph, Node
from engine.execution.changes import ErrorThrown, EscalationThrown
from engine.execution.instance import ROOT, ElementInstance, Instance, Stage
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import elements, events
from engine.execution.tokens.machine import Machine
from engine.feel import Value


@dataclass(frozen=True, slots=True)
class _Catch:
    """An event that catches, the element instance it belongs to, and what it says about the caught thing."""

    event: Node
    host: ElementInstance
    definition: Error | Escalation


def catches(graph: Graph, instance: Instance, element_instance: int, code: str) -> bool:
    """Whether an error that a job or called process throws at the element is caught in this instance."""
    return (
        element_instance in instance.elements
        and _find(graph, instance, element_instance, code, Error) is not None
    )


def is_caught(machine: Machine, one: ElementInstance, code: str) -> bool:
    """Whether an error thrown by the element is caught, here or by a caller."""
    return _find(machine.graph, machine.instance, one.id, code, Error) is not None or (
        machine.instance.called and machine.services.catches(code)
    )


def throw(
    machine: Machine, one: ElementInstance, code: str, message: str, variables: Mapping[str, Value]
) -> None:
    """Throw a business error at the element. Uncaught it stops the element with an incident."""
    found = _find(machine.graph, machine.instance, one.id, code, Error)
    if found is None:
        _uncaught(machine, one, code, message, variables)
        return
    machine.record(ErrorThrown(one.element, one.id, code, found.event.id, message, variables))
    _catch(machine, found, code, message, variables)


def _uncaught(
    machine: Machine, one: ElementInstance, code: str, message: str, variables: Mapping[str, Value]
) -> None:
    if machine.instance.called and machine.services.catches(code):
        machine.record(ErrorThrown(one.element, one.id, code, None, message, variables))
        cancel_instance(machine)
        return
    reason = f" ({message})" if message else ""
    fault = Fault(
        FaultKind.ERROR,
        f"Der Fehler „{code or 'ohne Code'}“ von „{machine.node(one).label}“ wird nirgends aufgefangen{reason}.",
    )
    machine.fail(one, fault)


def cancel_instance(machine: Machine) -> None:
    """End the whole instance without an outcome."""
    elements.clear(machine, ROOT)
    for subscription in list(machine.instance.subscriptions.values()):
        events.disarm(machine, subscription)
    machine.cancel()


def escalate(
    machine: Machine, one: ElementInstance, code: str, variables: Mapping[str, Value], *, spares: bool = False
) -> None:
    """Throw an escalation; what nobody catches has no consequence, unless a caller catches it.

    `spares` lets the element go on even if an interrupting event at its own edge catches it.
    """
    found = _find(machine.graph, machine.instance, one.id, code, Escalation)
    catcher = found.event.id if found is not None else None
    machine.record(EscalationThrown(one.element, one.id, code, catcher, variables))
    if found is not None:
        _catch(machine, found, code, "", variables, spares=spares and found.host.id == one.id)


def _catch(
    machine: Machine,
    found: _Catch,
    code: str,
    message: str,
    variables: Mapping[str, Value],
    *,
    spares: bool = False,
) -> None:
    told: dict[str, Value] = dict(variables)
    if found.definition.code_variable:
        told[found.definition.code_variable] = code or None
    if isinstance(found.definition, Error) and found.definition.message_variable:
        told[found.definition.message_variable] = message or None
    if spares:
        events.pass_edge(machine, found.event, found.host, told)
    else:
        events.occur(machine, found.event, found.host, told)


def _find(
    graph: Graph, instance: Instance, number: int, code: str, kind: type[Error] | type[Escalation]
) -> _Catch | None:
    """The nearest catch; at one level the one with the code goes before the one for every code."""
    for level in _levels(graph, instance, number, kind):
        matching = [
            _Catch(event, host, definition)
            for event, host in level
            for definition in event.events
            if isinstance(definition, kind) and _fits(definition, code)
        ]
        for one in matching:
            if one.definition.code is not None:
                return one
        if matching:
            return matching[0]
    return None


def _fits(definition: Error | Escalation, code: str) -> bool:
    return definition.code is None or definition.code.evaluate({}).value == code


def _levels(
    graph: Graph, instance: Instance, number: int, kind: type[Error] | type[Escalation]
) -> Iterator[list[tuple[Node, ElementInstance]]]:
    """From the element outwards: the events attached to it, then the event sub-processes of its scope, and so on."""
    one = instance.elements[number]
    while True:
        node = graph.nodes[one.element]
        is_inner = one.id != ROOT and instance.elements[one.scope].element == one.element
        if not is_inner and one.stage is not Stage.UNDOING:
            yield [(graph.nodes[boundary], one) for boundary in node.boundary]
        if one.id == ROOT:
            return
        scope = instance.elements[one.scope]
        # a completed sub-process that is undone has no events any more, neither at its edge nor inside
        if scope.element != one.element and scope.stage is not Stage.UNDOING:
            starts = [graph.nodes[start] for start in graph.nodes[scope.element].event_starts]
            if node.triggered_by_event:
                # what one of them throws is never caught by itself; an error is none of its siblings' business either,
                # since the scope they belong to has failed
                starts = [] if kind is Error else [start for start in starts if start.scope != node.id]
            yield [(start, scope) for start in starts]
        one = scope
