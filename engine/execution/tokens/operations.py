"""What an operator does to a running instance: move tokens, change variables and timers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.bpmn import SCOPES, Kind
from engine.errors import Conflict, Invalid
from engine.execution.changes import TimerChanged, TokensMoved, VariablesChanged
from engine.execution.instance import ROOT, ElementInstance, Stage, TimerSubscription
from engine.execution.services import Fault
from engine.execution.tokens import ad_hoc, compensation, elements, events, loops
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import write, write_local
from engine.feel import Value


def modify(
    machine: Machine,
    cancel: tuple[int, ...],
    activate: tuple[tuple[str, int | None], ...],
    variables: Mapping[str, Value],
) -> None:
    """Take element instances away and enter elements; what is left without a token is closed.

    Conflict when an element instance is not there any more; Invalid when an element is none of the process.
    """
    instance = machine.instance
    doomed = [_existing(machine, number) for number in cancel]
    for element, _scope in activate:
        node = machine.graph.nodes.get(element)
        if node is None or node.id == machine.graph.key:
            raise Invalid(f"Expected to enter {element}, but the process has no such element")
        if node.kind in (Kind.BOUNDARY_EVENT, Kind.START_EVENT) or node.triggered_by_event:
            raise Invalid(f"Expected to enter {element}, but an event starts it")
    write(machine, ROOT, variables)
    machine.record(
        TokensMoved(
            machine.graph.key,
            tuple(one.element for one in doomed),
            tuple(element for element, _scope in activate),
        )
    )
    leaving = {number for one in doomed for number in _inside(machine, one)}
    for element, scope in activate:
        place = _scope_for(machine, element, scope, leaving)
        outer = instance.elements[place]
        if machine.node(outer).kind is Kind.AD_HOC_SUB_PROCESS:
            ad_hoc.check_choice(machine, outer, element)
        machine.send(place, element)
    for one in doomed:
        if not machine.is_there(one):
            continue
        outer = instance.elements[one.scope]
        elements.terminate(machine, one)
        if one.stage is Stage.JOINING:  # given up with the tokens that waited for it
            instance.arrived.pop((one.scope, one.element), None)
        if outer.element == one.element:
            loops.turn_terminated(machine, outer)
            continue
        compensation.handler_done(machine, one)
        elements.settle(machine, one.scope, one.element)


def _existing(machine: Machine, number: int) -> ElementInstance:
    found = machine.instance.elements.get(number)
    if found is None or number == ROOT:
        raise Conflict(f"Expected to cancel element instance {number}, but it is not there any more")
    return found


def _inside(machine: Machine, one: ElementInstance) -> list[int]:
    """The element instance and everything in it."""
    by_scope = machine.instance.by_scope()
    found = [one.id]
    for number in found:  # grows while it is walked
        found.extend(child.id for child in by_scope.get(number, ()))
    return found


def _scope_for(machine: Machine, element: str, scope: int | None, leaving: set[int]) -> int:
    """The scope instance the element is entered in; scopes around it that are missing are entered first. One of those
    that are `leaving` is none.
    """
    wanted = machine.graph.nodes[element].scope
    if scope is not None:
        found = machine.instance.elements.get(scope)
        if found is None or found.element != wanted or scope in leaving:
            raise Conflict(
                f"Expected to enter {element} in element instance {scope}, but that is not its scope"
            )
        return scope
    if wanted == machine.graph.key:
        return ROOT
    running = [
        one
        for one in machine.instance.elements.values()
        if one.element == wanted and one.id not in leaving and not loops.is_outer(machine, one)
    ]
    if len(running) > 1:
        raise Conflict(
            f"Expected to enter {element}, but {wanted} runs {len(running)} times: say in which one"
        )
    if running:
        return running[0].id
    node = machine.graph.nodes[wanted]
    if node.loop is not None or node.kind not in SCOPES:
        raise Invalid(f"Expected to enter {element}, but {wanted} around it is repeated and does not run")
    one = machine.enter(node, _scope_for(machine, wanted, None, leaving))
    try:
        armed = events.prepare_boundary(machine, one, node) + events.prepare_starts(machine, one, node)
    except Fault as fault:
        raise Invalid(f"Expected to enter {wanted}, but {fault.message}") from fault
    one = machine.set_stage(one, Stage.ACTIVE)
    for subscription in armed:
        events.arm(machine, subscription)
    return one.id


def set_variables(machine: Machine, number: int, values: Mapping[str, Value], *, local: bool) -> None:
    """Change variables from outside; Conflict when the element instance is not there any more."""
    one = machine.instance.elements.get(number)
    if one is None:
        raise Conflict(
            f"Expected to set variables of element instance {number}, but it is not there any more"
        )
    if local:
        write_local(machine, number, values)
    else:
        write(machine, number, values)
    machine.record(VariablesChanged(one.element, number, tuple(values)))


def change_timer(machine: Machine, number: int, due: datetime) -> None:
    """Let a running timer be due at another instant; Conflict when it does not run any more."""
    timer = machine.instance.subscriptions.get(number)
    if not isinstance(timer, TimerSubscription):
        raise Conflict(f"Expected to change timer {number}, but it does not run")
    machine.instance.subscriptions[number] = replace(timer, due=due)
    machine.record(TimerChanged(timer.element, timer.host, number, due))
