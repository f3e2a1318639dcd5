"""Throwing events: what an intermediate throw, an end event, a send task or a repeated activity sets off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.bpmn import (
    Cancel,
    Compensate,
    Error,
    Escalation,
    EventDefinition,
    Kind,
    Link,
    Message,
    Node,
    Signal,
)
from engine.execution.changes import ElementActivated, ElementCompleted, MessageThrown, SignalThrown
from engine.execution.instance import ElementInstance, MessageSubscription, SignalSubscription, Stage
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import compensation, errors, events
from engine.execution.tokens.machine import Machine, Verdict
from engine.execution.tokens.variables import evaluate, explain
from engine.feel import Expression, Value


def is_link(node: Node) -> bool:
    """Whether the event is one end of a jump."""
    return any(isinstance(event, Link) for event in node.events)


def throw_all(machine: Machine, one: ElementInstance, node: Node) -> Verdict:
    """Set off every trigger of a throwing event, in their order."""
    verdict = Verdict.PASSES
    for event in node.events:
        match event:
            case Compensate():
                if compensation.trigger(machine, one, event):
                    verdict = Verdict.UNDOES
            case Cancel():
                compensation.cancel(machine, one)
                return Verdict.GONE
            case Error(code=code):
                _error(machine, one, node, code)
                return Verdict.GONE
            case _:
                _throw(machine, one, node, event)
        if not machine.is_there(one):
            return Verdict.GONE
    if verdict is Verdict.UNDOES:
        machine.record(ElementActivated(node.id, one.id))
    return verdict


def throw_implicitly(machine: Machine, one: ElementInstance, node: Node, event: EventDefinition) -> None:
    """The event a repeated activity throws about its instances (BPMN 10.3.8); its own boundary event hears it without
    ending the activity, since what it reports is that the activity goes on.
    """
    match event:
        case Escalation(code):
            errors.escalate(machine, one, _code(machine, one, node, code), {}, spares=True)
        case Compensate():
            compensation.trigger(machine, one, replace(event, wait=False))
        case Signal(name):
            called = name_of(machine, one, name, node)
            _broadcast(machine, one, node, called, _carried(machine, one), excepted=one.id)
            for catch in machine.instance.subscriptions_of(one.id):
                if isinstance(catch, SignalSubscription) and catch.name == called:
                    events.overhear(machine, catch)
        case Message():
            named = _message(machine, one, node, event)
            for catch in machine.instance.subscriptions_of(one.id):
                if isinstance(catch, MessageSubscription) and (catch.name, catch.key) == (
                    named.name,
                    named.key,
                ):
                    events.overhear(machine, catch)  # and nobody else: a message is consumed by one
                    return
            machine.record(named)


def _throw(machine: Machine, one: ElementInstance, node: Node, event: EventDefinition) -> None:
    match event:
        case Message():
            send(machine, one, node, event)
        case Signal(name):
            _broadcast(machine, one, node, name_of(machine, one, name, node), _carried(machine, one))
        case Escalation(code):
            errors.escalate(machine, one, _code(machine, one, node, code), _carried(machine, one))


def _carried(machine: Machine, one: ElementInstance) -> dict[str, Value]:
    """What an event hands to whoever catches it: its own variables, which its input mappings name."""
    return dict(machine.instance.variables.get(one.id, {}))


def _code(machine: Machine, one: ElementInstance, node: Node, code: Expression | None) -> str:
    return "" if code is None else name_of(machine, one, code, node)


def name_of(machine: Machine, one: ElementInstance, expression: Expression, node: Node) -> str:
    """The name or code an expression gives; a Fault when it gives none."""
    result = evaluate(machine, one.id, expression)
    if result.value is None:
        raise Fault(
            FaultKind.MESSAGE,
            f"„{node.label}“: Der Ausdruck „{expression.text}“ ergab keinen Wert: {explain(result)}.",
        )
    return events.text_of(result.value)


def check(machine: Machine, one: ElementInstance, node: Node, event: EventDefinition) -> None:
    """A Fault when the event cannot say what it throws."""
    match event:
        case Message():
            said = [event.name, event.correlation_key, event.time_to_live, event.message_id]
        case Signal(name=name):
            said = [name]
        case Escalation(code=code):
            said = [code]
        case _:
            said = []
    for expression in said:
        if expression is not None:
            name_of(machine, one, expression, node)


def send(machine: Machine, one: ElementInstance, node: Node, message: Message) -> None:
    """Let a message go out with the local variables of the element."""
    machine.record(_message(machine, one, node, message))


def _message(machine: Machine, one: ElementInstance, node: Node, message: Message) -> MessageThrown:
    def text(expression: Expression | None) -> str | None:
        return None if expression is None else name_of(machine, one, expression, node)

    return MessageThrown(
        node.id,
        one.id,
        name_of(machine, one, message.name, node),
        text(message.correlation_key) or "",
        _carried(machine, one),
        text(message.time_to_live),
        text(message.message_id),
    )


def _broadcast(
    machine: Machine,
    one: ElementInstance,
    node: Node,
    name: str,
    variables: Mapping[str, Value],
    *,
    excepted: int | None = None,
) -> None:
    """Every catch of this instance hears it now, those of other instances when the step is over."""
    machine.record(SignalThrown(node.id, one.id, name, variables))
    hearing = [
        catch.id
        for catch in machine.instance.subscriptions.values()
        if isinstance(catch, SignalSubscription) and catch.name == name and catch.host != excepted
    ]
    for number in hearing:
        if number in machine.instance.subscriptions:
            events.deliver(machine, number, variables)


def _error(machine: Machine, one: ElementInstance, node: Node, code: Expression | None) -> None:
    thrown = _code(machine, one, node, code)
    carried = _carried(machine, one)
    if errors.is_caught(machine, one, thrown) and node.kind is Kind.END_EVENT:
        machine.record(ElementCompleted(node.id, one.id, ()))
        machine.set_stage(one, Stage.LEAVING)
    errors.throw(machine, one, thrown, "", carried)
