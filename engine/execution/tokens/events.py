"""Catching events: what is armed when a host is entered, and what happens when a trigger arrives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from engine.bpmn import (
    Conditional,
    EventDefinition,
    EventGateway,
    Exchange,
    Kind,
    Message,
    Node,
    Signal,
    Timer,
)
from engine.errors import Conflict
from engine.execution import moments
from engine.execution.changes import (
    ElementActivated,
    ElementCompleted,
    MessageAwaited,
    MessageCorrelated,
    MessageUnawaited,
    SignalAwaited,
    SignalReceived,
    SignalUnawaited,
    TimerArmed,
    TimerCancelled,
    TimerFired,
)
from engine.execution.instance import (
    ConditionSubscription,
    ElementInstance,
    MessageSubscription,
    SignalSubscription,
    Stage,
    Subscription,
    TimerSubscription,
)
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import ad_hoc, compensation, elements
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain, map_inputs, write
from engine.feel import Expression, Value


def prepare_boundary(machine: Machine, host: ElementInstance, node: Node) -> list[Subscription]:
    """What the events attached to the host wait for."""
    armed: list[Subscription] = []
    for boundary in node.boundary:
        armed += prepare(machine, host, machine.graph.nodes[boundary])
    return armed


def prepare_starts(machine: Machine, host: ElementInstance, node: Node) -> list[Subscription]:
    """What the event sub-processes of a scope wait for."""
    armed: list[Subscription] = []
    for start in node.event_starts:
        armed += prepare(machine, host, machine.graph.nodes[start])
    return armed


def prepare_gateway(machine: Machine, host: ElementInstance, node: Node) -> list[Subscription]:
    """What the events behind an event-based gateway wait for; of a parallel one those that have not happened yet."""
    armed: list[Subscription] = []
    met = machine.instance.met.get((host.id, node.id), ())
    for index, flow in enumerate(node.outgoing):
        if index not in met:
            armed += prepare(machine, host, machine.graph.nodes[flow.target])
    return armed


def prepare(machine: Machine, host: ElementInstance, event: Node) -> list[Subscription]:
    """Evaluate what `event` waits for in the scope of its host; a Fault leaves nothing armed.

    Errors, escalations, compensation and cancellation are found by whoever throws them, not here.
    """
    definitions: tuple[EventDefinition, ...] = event.events
    if isinstance(event.behaviour, Exchange):
        definitions = () if event.behaviour.message is None else (event.behaviour.message,)
    found: list[Subscription] = []
    for index, definition in enumerate(definitions):
        match definition:
            case Timer():
                found.append(_timer(machine, host, event, definition, index))
            case Message(name, correlation_key):
                key: Value = ""
                if correlation_key is not None:
                    key = _required(machine, host, correlation_key, FaultKind.MESSAGE, event)
                found.append(
                    MessageSubscription(
                        machine.instance.take_id(),
                        event.id,
                        host.id,
                        text_of(_required(machine, host, name, FaultKind.MESSAGE, event)),
                        text_of(key),
                        index,
                    )
                )
            case Signal(name):
                called = text_of(_required(machine, host, name, FaultKind.MESSAGE, event))
                found.append(SignalSubscription(machine.instance.take_id(), event.id, host.id, called, index))
            case Conditional():
                found.append(
                    ConditionSubscription(machine.instance.take_id(), event.id, host.id, False, index)
                )
    return found


def _timer(
    machine: Machine, host: ElementInstance, event: Node, definition: Timer, index: int
) -> TimerSubscription:
    value = _required(machine, host, definition.value, FaultKind.TIMER, event)
    due = moments.due(definition.kind, value, machine.now)
    if due is None:
        raise Fault(
            FaultKind.TIMER,
            f"Der Zeitgeber „{event.label}“ ist nicht lesbar: „{definition.value.text}“ ergab "
            f"„{moments.shown(value)}“. Erwartet wird ein Datum, "
            "eine Dauer wie P14D oder ein Zyklus wie R3/P7D.",
        )
    anchor = machine.now if due.cycle else None
    return TimerSubscription(machine.instance.take_id(), event.id, host.id, due.at, due.cycle, anchor, index)


def _required(
    machine: Machine, host: ElementInstance, expression: Expression, kind: FaultKind, event: Node
) -> Value:
    result = evaluate(machine, host.id, expression)
    if result.value is None:
        raise Fault(
            kind, f"„{event.label}“: Der Ausdruck „{expression.text}“ ergab keinen Wert: {explain(result)}."
        )
    return result.value


def text_of(value: Value) -> str:
    """A name or key as text: numbers without trailing zeros, everything else as FEEL writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return moments.shown(value)


def arm(machine: Machine, one: Subscription) -> None:
    """Let the subscription wait."""
    machine.instance.subscriptions[one.id] = one
    match one:
        case TimerSubscription():
            machine.record(TimerArmed(one.element, one.host, one.id, one.due))
        case MessageSubscription():
            machine.record(MessageAwaited(one.element, one.host, one.id, one.name, one.key))
        case SignalSubscription():
            machine.record(SignalAwaited(one.element, one.host, one.id, one.name))
        case ConditionSubscription() if not one.holds:
            machine.fresh.add(one.id)


def disarm(machine: Machine, one: Subscription) -> None:
    """Stop waiting: the host is left."""
    if machine.instance.subscriptions.pop(one.id, None) is None:
        return
    match one:
        case TimerSubscription():
            machine.record(TimerCancelled(one.element, one.host, one.id))
        case MessageSubscription():
            machine.record(MessageUnawaited(one.element, one.host, one.id))
        case SignalSubscription():
            machine.record(SignalUnawaited(one.element, one.host, one.id))


def fire_timer(machine: Machine, number: int) -> None:
    """Act on a due timer; a cycle that is not over is armed again."""
    timer = machine.instance.subscriptions.pop(number, None)
    if not isinstance(timer, TimerSubscription):
        raise Conflict(f"Expected to fire timer {number}, but it does not run")
    machine.record(TimerFired(timer.element, timer.host, timer.id))
    node = machine.graph.nodes[timer.element]
    if timer.cycle and timer.anchor is not None and _repeats(machine, node, timer):
        following = moments.following(timer.cycle, timer.anchor, timer.due, machine.now)
        if following is not None:
            arm(machine, replace(timer, id=machine.instance.take_id(), due=following))
            if node.kind is Kind.CATCH_EVENT:
                pass_edge(machine, node, machine.instance.elements[timer.host], {})
                return
    happen(machine, timer, {}, is_armed=True)


def _repeats(machine: Machine, node: Node, timer: TimerSubscription) -> bool:
    """A cycle goes on at what does not interrupt; a waiting event lets a token go on each counted time."""
    if node.kind is Kind.CATCH_EVENT and machine.instance.elements[timer.host].element == node.id:
        return moments.is_counted(timer.cycle) and not node.parallel_multiple
    return node.kind is not Kind.CATCH_EVENT and not node.interrupting


def deliver(machine: Machine, number: int, variables: Mapping[str, Value]) -> None:
    """Hand over a message or signal; a non-interrupting catch goes on waiting for the next one."""
    catch = machine.instance.subscriptions.pop(number, None)
    match catch:
        case MessageSubscription():
            machine.record(MessageCorrelated(catch.element, catch.host, catch.id, tuple(variables)))
        case SignalSubscription():
            machine.record(SignalReceived(catch.element, catch.host, catch.id, tuple(variables)))
        case _:
            if catch is not None:
                machine.instance.subscriptions[number] = catch
            raise Conflict(f"Expected to deliver to subscription {number}, but it does not wait")
    happen(machine, catch, variables)


def happen(
    machine: Machine, one: Subscription, variables: Mapping[str, Value], *, is_armed: bool = False
) -> None:
    """What a catch waited for has come. `is_armed` says that a repeating one waits again already."""
    node = machine.graph.nodes[one.element]
    host = machine.instance.elements[one.host]
    if not is_armed and not node.interrupting:
        arm(machine, replace(one, id=machine.instance.take_id()))
    if node.parallel_multiple and not _is_complete(machine, one, node):
        write(machine, host.id, variables)
        return
    if machine.node(host).kind is Kind.EVENT_BASED_GATEWAY:
        _choose(machine, host, node, variables)
    else:
        occur(machine, node, host, variables)


def _is_complete(machine: Machine, one: Subscription, node: Node) -> bool:
    """Whether every trigger of a parallel multiple event has happened (BPMN 10.5.5); then it begins anew."""
    place = (one.host, node.id)
    met = machine.instance.met.setdefault(place, set())
    met.add(one.definition)
    if len(met) < len(node.events):
        return False
    del machine.instance.met[place]
    return True


def _choose(machine: Machine, gateway: ElementInstance, node: Node, variables: Mapping[str, Value]) -> None:
    """The first event behind an event-based gateway wins; a parallel one waits for all (BPMN 13.4.4)."""
    outer = machine.node(gateway)
    flow = next(flow for flow in outer.outgoing if flow.target == node.id)
    event = machine.set_stage(machine.enter(node, gateway.scope), Stage.ACTIVE)
    is_last = True
    if isinstance(outer.behaviour, EventGateway) and outer.behaviour.parallel:
        met = machine.instance.met.setdefault((gateway.id, outer.id), set())
        met.add(outer.outgoing.index(flow))
        is_last = len(met) == len(outer.outgoing)
    if is_last:
        for subscription in machine.instance.subscriptions_of(gateway.id):
            disarm(machine, subscription)
        machine.record(ElementCompleted(outer.id, gateway.id, (flow.id,)))
        machine.remove(gateway)
    elements.complete(machine, event, variables)


def occur(machine: Machine, node: Node, host: ElementInstance, variables: Mapping[str, Value]) -> None:
    """A catching event happens: in the flow, at the edge of its host, or as the start of an event sub-process."""
    match node.kind:
        case Kind.START_EVENT:
            _start_event_sub_process(machine, node, host, variables)
        case Kind.BOUNDARY_EVENT:
            event = machine.set_stage(machine.enter(node, host.scope), Stage.ACTIVE)
            if node.interrupting:
                elements.terminate(machine, host)
                compensation.handler_done(machine, host)  # if it was one, the next handler follows
            if machine.is_there(event):  # else the last handler of a cancelled transaction was ended
                elements.complete(machine, event, variables)
        case _:
            elements.complete(machine, host, variables)


def pass_edge(machine: Machine, node: Node, host: ElementInstance, variables: Mapping[str, Value]) -> None:
    """An event at or in the place of its host happens without ending it, even if it is an interrupting one."""
    elements.complete(machine, machine.set_stage(machine.enter(node, host.scope), Stage.ACTIVE), variables)


def overhear(machine: Machine, catch: MessageSubscription | SignalSubscription) -> None:
    """The catch at the edge of an activity hears what the activity itself throws, and waits on."""
    del machine.instance.subscriptions[catch.id]
    if isinstance(catch, MessageSubscription):
        machine.record(MessageCorrelated(catch.element, catch.host, catch.id, ()))
    else:
        machine.record(SignalReceived(catch.element, catch.host, catch.id, ()))
    arm(machine, replace(catch, id=machine.instance.take_id()))
    node = machine.graph.nodes[catch.element]
    if not node.parallel_multiple or _is_complete(machine, catch, node):
        pass_edge(machine, node, machine.instance.elements[catch.host], {})


def _start_event_sub_process(
    machine: Machine, start: Node, scope: ElementInstance, variables: Mapping[str, Value]
) -> None:
    """An interrupting one ends everything else in its scope first (BPMN 13.5.4)."""
    sub_process = machine.graph.nodes[start.scope]
    one = machine.enter(sub_process, scope.id)
    if start.interrupting:
        elements.clear(machine, scope.id, keep=one.id)
        if machine.node(scope).kind is Kind.AD_HOC_SUB_PROCESS:
            ad_hoc.close(machine, scope)
    try:
        map_inputs(machine, one.id, sub_process.inputs)
        armed = prepare_starts(machine, one, sub_process)
    except Fault as fault:
        write(machine, one.id, variables)
        machine.fail(one, fault)
        return
    one = machine.set_stage(one, Stage.ACTIVE)
    machine.record(ElementActivated(sub_process.id, one.id))
    for name in sub_process.data:
        machine.instance.variables.setdefault(one.id, {}).setdefault(name, None)
    for subscription in armed:
        arm(machine, subscription)
    event = machine.set_stage(machine.enter(start, one.id), Stage.ACTIVE)
    elements.complete(machine, event, variables)


def begin_event_sub_process(machine: Machine, one: ElementInstance, sub_process: Node) -> None:
    """Go on with an event sub-process that could not be entered when its event happened."""
    for start in machine.node(machine.instance.elements[one.scope]).event_starts:
        node = machine.graph.nodes[start]
        if node.scope == sub_process.id:
            event = machine.set_stage(machine.enter(node, one.id), Stage.ACTIVE)
            elements.complete(machine, event, {})
            return
