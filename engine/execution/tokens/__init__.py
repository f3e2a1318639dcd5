"""The token game: a pure function from graph, instance and action to the next instance and the facts between.

Everything between two wait states happens in one step, without recursion over the flow: a queue of arriving tokens
is worked off until it is empty.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import Call, EventGateway, Exchange, Graph, Job, Kind, Node
from engine.errors import Conflict, Invalid
from engine.execution.actions import (
    Action,
    Cancel,
    ChangeTimer,
    CompleteElement,
    DeliverMessage,
    Escalate,
    FailJob,
    FireTimer,
    Modify,
    Resolve,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.changes import (
    CallCompleted,
    Change,
    IncidentResolved,
    InstanceStarted,
    JobCompleted,
    JobFailed,
    UserTaskCompleted,
)
from engine.execution.instance import ROOT, ElementInstance, Instance, Stage
from engine.execution.services import Fault, FaultKind, Services
from engine.execution.tokens import (
    activities,
    disclosures,
    elements,
    errors,
    events,
    loops,
    operations,
    rounds,
)
from engine.execution.tokens.disclosures import Unreleased
from engine.execution.tokens.errors import catches
from engine.execution.tokens.machine import BUDGET, Machine
from engine.execution.tokens.variables import write, write_local
from engine.feel import Value

__all__ = ["BUDGET", "Unreleased", "catches", "step", "unreleased"]


def step(
    graph: Graph, instance: Instance, action: Action, services: Services, budget: int = BUDGET
) -> tuple[Instance, tuple[Change, ...]]:
    """Apply `action` and move every token to its next wait state.

    The given instance is not changed. Conflict when what the action names no longer waits. A fault in the model is
    no error of the step: it becomes a `StepFailed` and the token stays in front of the broken element. `budget`
    bounds the elements entered in one step; an endless automatic loop ends in an incident.
    """
    machine = Machine(graph, instance.copy(), services, budget)
    if not isinstance(action, Start) and ROOT not in machine.instance.elements:
        raise Conflict("Expected to act on a running instance, but it has ended or not begun")
    match action:
        case Start():
            _start(machine, action)
        case CompleteElement(number, variables):
            _complete(machine, _waiting(machine, number, "complete"), variables)
        case FireTimer(subscription):
            events.fire_timer(machine, subscription)
        case DeliverMessage(subscription, variables):
            events.deliver(machine, subscription, variables)
        case FailJob(number, retries, message):
            _fail_job(machine, _working(machine, number, "fail"), retries, message)
        case ThrowError(number, code, message, variables):
            errors.throw(machine, _working(machine, number, "throw an error at"), code, message, variables)
        case Escalate(number, code, variables):
            errors.escalate(machine, _working(machine, number, "escalate at"), code, variables)
        case Resolve(number, variables):
            _resolve(machine, number, variables)
        case Modify(cancel, activate, variables):
            operations.modify(machine, cancel, activate, variables)
        case SetVariables(variables, number, local):
            operations.set_variables(machine, number, variables, local=local)
        case ChangeTimer(subscription, due):
            operations.change_timer(machine, subscription, due)
        case Cancel():
            errors.cancel_instance(machine)
    rounds.run(machine)
    return machine.instance, tuple(machine.changes)


def unreleased(
    graph: Graph,
    instance: Instance,
    element_instance: int,
    services: Services,
    brings: Mapping[str, Value] | None = None,
) -> Unreleased | None:
    """Why no consent of the person lets an element that waits hand over its data now; None where it may, or nothing is.

    A user task with what it would bring; without that a job, before somebody does it.
    """
    one = instance.elements.get(element_instance)
    if one is None or graph.nodes[one.element].discloses is None:
        return None
    return disclosures.unreleased(Machine(graph, instance.copy(), services, BUDGET), one, brings)


def _start(machine: Machine, start: Start) -> None:
    graph, instance = machine.graph, machine.instance
    if instance.elements or instance.ended:
        raise Conflict(f"Expected to start {graph.key}, but this instance has started")
    if start.element is not None and not _can_begin_at(graph, start.element):
        raise Invalid(f"Expected to start {graph.key} at {start.element}, but no trigger is there")
    root = graph.root
    one = ElementInstance(ROOT, graph.key, ROOT)
    instance.elements[ROOT] = one
    instance.called = start.called
    instance.variables[ROOT] = {**dict.fromkeys(root.data), **start.variables}
    machine.record(InstanceStarted(graph.key))
    if not _open(machine, one):
        entries = root.entries if start.element is None else (start.element,)
        instance.parked.extend((ROOT, entry, None) for entry in entries)
    elif start.element is None:
        for entry in root.entries:
            machine.send(ROOT, entry)
    else:
        _start_at(machine, start.element)


def _open(machine: Machine, root: ElementInstance) -> bool:
    """Arm the event sub-processes of the process; False with an incident when one cannot say what it waits for."""
    try:
        armed = events.prepare_starts(machine, root, machine.graph.root)
    except Fault as fault:
        machine.fail(root, fault)
        return False
    machine.set_stage(root, Stage.ACTIVE)
    for subscription in armed:
        events.arm(machine, subscription)
    return True


def _can_begin_at(graph: Graph, element: str) -> bool:
    node = graph.nodes.get(element)
    if node is None or node.scope != graph.key:
        return False
    match node.behaviour:
        case Exchange(instantiate=True):
            return True
        case _ if node.kind is Kind.START_EVENT:
            return True
    return any(_instantiates(graph.nodes[flow.source]) for flow in node.incoming)


def _instantiates(node: Node) -> bool:
    return isinstance(node.behaviour, EventGateway) and node.behaviour.instantiate


def _start_at(machine: Machine, element: str) -> None:
    """The trigger of a start event, an instantiating receive task or event-based gateway has happened (BPMN 13.2)."""
    node = machine.graph.nodes[element]
    if node.kind is Kind.START_EVENT:
        machine.send(ROOT, element)
        return
    for flow in node.incoming:
        outer = machine.graph.nodes[flow.source]
        if not isinstance(outer.behaviour, EventGateway) or not outer.behaviour.instantiate:
            continue
        if outer.behaviour.parallel:  # the others behind the gateway must happen too
            gateway = machine.enter(outer, ROOT)
            machine.instance.met[gateway.id, outer.id] = {outer.outgoing.index(flow)}
            elements.activate(machine, gateway)
        break
    elements.complete(machine, machine.set_stage(machine.enter(node, ROOT), Stage.ACTIVE), {})


def _waiting(machine: Machine, number: int, to: str) -> ElementInstance:
    waiting = machine.instance.elements.get(number)
    if waiting is None or waiting.stage is not Stage.ACTIVE or waiting.failed:
        raise Conflict(f"Expected to {to} element instance {number}, but it does not wait")
    node = machine.node(waiting)
    is_done_outside = activities.works_outside(node) or node.kind in (
        Kind.USER_TASK,
        Kind.AD_HOC_SUB_PROCESS,
    )
    if not is_done_outside or loops.is_outer(machine, waiting):
        raise Conflict(f"Expected to {to} element instance {number}, but that is for the process to do")
    return waiting


def _working(machine: Machine, number: int, to: str) -> ElementInstance:
    """A job or called process that is under way."""
    waiting = _waiting(machine, number, to)
    if not activities.works_outside(machine.node(waiting)):
        raise Conflict(f"Expected to {to} element instance {number}, but no work outside belongs to it")
    return waiting


def _complete(machine: Machine, one: ElementInstance, variables: Mapping[str, Value]) -> None:
    node = machine.node(one)
    match node.behaviour:
        case Job():
            machine.record(JobCompleted(one.element, one.id, tuple(variables)))
        case Call(all_out=all_out):
            machine.record(CallCompleted(one.element, one.id, tuple(variables)))
            if not all_out:
                write_local(machine, one.id, variables)
                elements.leave(machine, one)
                return
        case _ if node.kind is Kind.USER_TASK:
            machine.record(UserTaskCompleted(one.element, one.id, tuple(variables)))
    elements.complete(machine, one, variables)


def _fail_job(machine: Machine, one: ElementInstance, retries: int, message: str) -> None:
    is_call = isinstance(machine.node(one).behaviour, Call)
    if not is_call:
        machine.record(JobFailed(one.element, one.id, retries))
    if retries <= 0:
        machine.fail(one, Fault(FaultKind.CALL if is_call else FaultKind.JOB, message))


def _resolve(machine: Machine, number: int, variables: Mapping[str, Value]) -> None:
    failed = machine.instance.elements.get(number)
    if failed is None or not failed.failed:
        raise Conflict(f"Expected to resolve element instance {number}, but it has no incident")
    write(machine, number, variables)
    machine.record(IncidentResolved(failed.element, number, tuple(variables)))
    if number == ROOT and not _open(machine, failed):
        return
    machine.unpark()
    if number == ROOT:
        return
    elements.go_on(machine, failed)
