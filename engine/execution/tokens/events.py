"""Catching events: what is armed when a host is entered, and what happens when a timer or message arrives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from engine.bpmn import Kind, Message, Node, Timer
from engine.errors import Conflict
from engine.execution import moments
from engine.execution.changes import (
    MessageAwaited,
    MessageCorrelated,
    MessageUnawaited,
    TimerArmed,
    TimerCancelled,
    TimerFired,
)
from engine.execution.instance import (
    ElementInstance,
    MessageSubscription,
    Stage,
    Subscription,
    TimerSubscription,
)
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import elements
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain
from engine.feel import Expression, Value


def prepare(machine: Machine, host: ElementInstance, event: Node) -> Subscription:
    """Evaluate what `event` waits for in the scope of its host; a Fault leaves nothing armed."""
    (definition,) = event.events
    match definition:
        case Timer():
            value = _required(machine, host, definition.value, FaultKind.TIMER, event)
            due = moments.due(definition.kind, value, machine.now)
            if due is None:
                raise Fault(
                    FaultKind.TIMER,
                    f"Der Zeitgeber „{event.name or event.id}“ ist nicht lesbar: „{definition.value.text}“ ergab "
                    f"„{moments.shown(value)}“. Erwartet wird ein Datum, "
                    "eine Dauer wie P14D oder ein Zyklus wie R3/P7D.",
                )
            return TimerSubscription(
                machine.instance.take_id(),
                event.id,
                host.id,
                due.at,
                due.cycle,
                machine.now if due.cycle else None,
            )
        case Message(name, correlation_key):
            key: Value = ""
            if correlation_key is not None:
                key = _required(machine, host, correlation_key, FaultKind.MESSAGE, event)
            return MessageSubscription(
                machine.instance.take_id(),
                event.id,
                host.id,
                _text(_required(machine, host, name, FaultKind.MESSAGE, event)),
                _text(key),
            )
    raise AssertionError(f"{event.id} has an event definition that deployment refuses")  # pragma: no cover


def _required(
    machine: Machine, host: ElementInstance, expression: Expression, kind: FaultKind, event: Node
) -> Value:
    result = evaluate(machine, host.id, expression)
    if result.value is None:
        raise Fault(
            kind,
            f"„{event.name or event.id}“: Der Ausdruck „{expression.text}“ ergab keinen Wert: {explain(result)}.",
        )
    return result.value


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return moments.shown(value)


def arm(machine: Machine, subscription: Subscription) -> None:
    """Let the subscription wait."""
    machine.instance.subscriptions[subscription.id] = subscription
    match subscription:
        case TimerSubscription():
            machine.record(
                TimerArmed(subscription.element, subscription.host, subscription.id, subscription.due)
            )
        case MessageSubscription():
            machine.record(
                MessageAwaited(
                    subscription.element,
                    subscription.host,
                    subscription.id,
                    subscription.name,
                    subscription.key,
                )
            )


def disarm(machine: Machine, subscription: Subscription) -> None:
    """Stop waiting: the host is left."""
    del machine.instance.subscriptions[subscription.id]
    match subscription:
        case TimerSubscription():
            machine.record(TimerCancelled(subscription.element, subscription.host, subscription.id))
        case MessageSubscription():
            machine.record(MessageUnawaited(subscription.element, subscription.host, subscription.id))


def fire_timer(machine: Machine, number: int) -> None:
    """Act on a due timer; a cycle that is not over is armed again."""
    timer = machine.instance.subscriptions.pop(number, None)
    if not isinstance(timer, TimerSubscription):
        raise Conflict(f"Expected to fire timer {number}, but it does not run")
    machine.record(TimerFired(timer.element, timer.host, timer.id))
    node = machine.graph.nodes[timer.element]
    if timer.cycle and timer.anchor is not None and not node.interrupting:
        following = moments.following(timer.cycle, timer.anchor, timer.due, machine.now)
        if following is not None:
            arm(machine, replace(timer, id=machine.instance.take_id(), due=following))
    _happened(machine, timer, node, {})


def deliver_message(machine: Machine, number: int, variables: Mapping[str, Value]) -> None:
    """Hand over a message; a non-interrupting catch goes on waiting for the next one."""
    catch = machine.instance.subscriptions.pop(number, None)
    if not isinstance(catch, MessageSubscription):
        raise Conflict(f"Expected to deliver a message to subscription {number}, but it does not wait")
    machine.record(MessageCorrelated(catch.element, catch.host, catch.id, tuple(variables)))
    node = machine.graph.nodes[catch.element]
    if node.kind is Kind.BOUNDARY_EVENT and not node.interrupting:
        arm(machine, replace(catch, id=machine.instance.take_id()))
    _happened(machine, catch, node, variables)


def _happened(
    machine: Machine, subscription: Subscription, node: Node, variables: Mapping[str, Value]
) -> None:
    host = machine.instance.elements[subscription.host]
    if node.kind is Kind.CATCH_EVENT:
        elements.complete(machine, host, variables)
        return
    event = machine.set_stage(machine.enter(node, host.scope), Stage.ACTIVE)
    if node.interrupting:
        elements.terminate(machine, host)
    elements.complete(machine, event, variables)
