"""The token game: a pure function from graph, instance and action to the next instance and the facts between.

Everything between two wait states happens in one step, without recursion over the flow: a queue of arriving tokens
is worked off until it is empty.
"""

from __future__ import annotations

from engine.bpmn import Graph
from engine.errors import Conflict
from engine.execution.actions import Action, CompleteElement, DeliverMessage, FireTimer, Resolve, Start
from engine.execution.changes import Change, IncidentResolved, InstanceStarted, UserTaskCompleted
from engine.execution.instance import ROOT, ElementInstance, Instance, Stage
from engine.execution.services import Services
from engine.execution.tokens import elements, events
from engine.execution.tokens.machine import BUDGET, Machine
from engine.execution.tokens.variables import write

__all__ = ["BUDGET", "step"]


def step(
    graph: Graph, instance: Instance, action: Action, services: Services, budget: int = BUDGET
) -> tuple[Instance, tuple[Change, ...]]:
    """Apply `action` and move every token to its next wait state.

    The given instance is not changed. Conflict when what the action names no longer waits. A fault in the model is
    no error of the step: it becomes a `StepFailed` and the token stays in front of the broken element. `budget`
    bounds the elements entered in one step; an endless automatic loop ends in an incident.
    """
    machine = Machine(graph, instance.copy(), services, budget)
    match action:
        case Start(variables, element):
            _start(machine, dict(variables), element)
        case CompleteElement(number, variables):
            waiting = _waiting(machine, number, "complete")
            machine.record(UserTaskCompleted(waiting.element, number, tuple(variables)))
            elements.complete(machine, waiting, variables)
        case FireTimer(subscription):
            events.fire_timer(machine, subscription)
        case DeliverMessage(subscription, variables):
            events.deliver_message(machine, subscription, variables)
        case Resolve(number, variables):
            _resolve(machine, number, dict(variables))
    machine.run()
    return machine.instance, tuple(machine.changes)


def _start(machine: Machine, variables: dict[str, object], element: str | None) -> None:
    graph, instance = machine.graph, machine.instance
    instance.elements[ROOT] = ElementInstance(ROOT, graph.key, ROOT, Stage.ACTIVE)
    instance.variables[ROOT] = variables  # type: ignore[assignment]  # FEEL values by the action's type
    machine.record(InstanceStarted(graph.key))
    for entry in graph.root.entries if element is None else (element,):
        machine.send(ROOT, entry)


def _waiting(machine: Machine, number: int, to: str) -> ElementInstance:
    waiting = machine.instance.elements.get(number)
    if waiting is None or waiting.stage is not Stage.ACTIVE or waiting.failed:
        raise Conflict(f"Expected to {to} element instance {number}, but it does not wait")
    return waiting


def _resolve(machine: Machine, number: int, variables: dict[str, object]) -> None:
    failed = machine.instance.elements.get(number)
    if failed is None or not failed.failed:
        raise Conflict(f"Expected to resolve element instance {number}, but it has no incident")
    write(machine, number, variables)  # type: ignore[arg-type]  # FEEL values by the action's type
    machine.record(IncidentResolved(failed.element, number, tuple(variables)))
    machine.unpark()
    elements.go_on(machine, failed)
