"""Repeated activities: standard loops and multi-instance (BPMN 13.3.6, 13.3.7).

The outer element instance holds the place in the flow, the attached events and the counters; each inner one, whose
scope it is, runs the activity once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.bpmn import EventDefinition, LoopBehavior, MultiInstance, Node, StandardLoop
from engine.execution.changes import ElementActivated
from engine.execution.instance import ElementInstance, Repeat
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import elements, throws
from engine.execution.tokens.machine import BUDGET, Machine
from engine.execution.tokens.variables import evaluate, explain, must_be_storable, write
from engine.feel import Expression, Value

COUNTER = "loopCounter"
_TOTAL, _ACTIVE, _COMPLETED, _TERMINATED = (
    "numberOfInstances",
    "numberOfActiveInstances",
    "numberOfCompletedInstances",
    "numberOfTerminatedInstances",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """What one completed turn means: whether it was the last, what it hands over, what is thrown about it."""

    is_last: bool
    output: Value = None
    events: tuple[EventDefinition, ...] = ()


def is_inner(machine: Machine, one: ElementInstance) -> bool:
    """Whether the element instance is one turn of a repeated activity."""
    return machine.instance.elements[one.scope].element == one.element


def is_outer(machine: Machine, one: ElementInstance) -> bool:
    """Whether the element instance holds the turns of a repeated activity."""
    return machine.node(one).loop is not None and not is_inner(machine, one)


def prepare(machine: Machine, one: ElementInstance, node: Node) -> None:
    """Find out how often the activity runs; a Fault when that cannot be said."""
    match node.loop:
        case StandardLoop(condition, test_before, maximum):
            total = None if maximum is None else _whole(machine, one, node, maximum)
            if test_before and condition is not None and not _begins(machine, one, node, condition):
                total = 0
            machine.instance.repeats[one.id] = Repeat(total)
        case MultiInstance() as loop:
            items: list[Value] | None = None
            if loop.collection is not None:
                result = evaluate(machine, one.id, loop.collection)
                if not isinstance(result.value, list):
                    raise Fault(
                        FaultKind.LOOP,
                        f"„{node.label}“: „{loop.collection.text}“ ergab keine Liste: {explain(result)}.",
                    )
                must_be_storable({loop.input_element or COUNTER: result.value})
                items = list(result.value)
            total = (
                len(items) if items is not None else _whole(machine, one, node, loop.cardinality)  # type: ignore[arg-type]  # one of the two is given
            )
            if total > BUDGET:
                raise Fault(
                    FaultKind.LOOP, f"„{node.label}“ soll öfter als {BUDGET}-mal laufen; mehr geht nicht."
                )
            machine.instance.repeats[one.id] = Repeat(total, items=items)
            local = machine.instance.variables.setdefault(one.id, {})
            if loop.output_collection:
                local[loop.output_collection] = [None] * total
            _count(machine, one)


def _begins(machine: Machine, one: ElementInstance, node: Node, condition: Expression) -> bool:
    """The condition before the first turn: `loopCounter` is 0, as no turn has been."""
    local = dict(machine.instance.variables.get(one.id, {}))
    machine.instance.variables[one.id] = {**local, COUNTER: Decimal(0)}
    try:
        return _holds(machine, one, node, condition)
    finally:
        if local:
            machine.instance.variables[one.id] = local
        else:
            del machine.instance.variables[one.id]


def begin(machine: Machine, one: ElementInstance) -> None:
    """Start the first turn, or all of a parallel multi-instance activity."""
    machine.record(ElementActivated(one.element, one.id))
    repeat = machine.instance.repeats[one.id]
    if repeat.total == 0:
        _finish(machine, one)
        return
    loop = machine.node(one).loop
    number = repeat.total if isinstance(loop, MultiInstance) and not loop.sequential else 1
    for _ in range(number or 1):
        _turn(machine, one, loop)


def _turn(machine: Machine, outer: ElementInstance, loop: StandardLoop | MultiInstance | None) -> None:
    repeat = machine.instance.repeats[outer.id]
    repeat.started += 1
    inner = machine.enter(machine.node(outer), outer.id)
    local: dict[str, Value] = {COUNTER: Decimal(repeat.started)}
    if isinstance(loop, MultiInstance) and loop.input_element and repeat.items is not None:
        local[loop.input_element] = repeat.items[repeat.started - 1]
    machine.instance.variables[inner.id] = local
    if isinstance(loop, MultiInstance):
        _count(machine, outer)
    machine.begin(inner)


def _count(machine: Machine, outer: ElementInstance) -> None:
    repeat = machine.instance.repeats[outer.id]
    counters: dict[str, Value] = {
        _TOTAL: Decimal(repeat.total or 0),
        _ACTIVE: Decimal(repeat.active),
        _COMPLETED: Decimal(repeat.completed),
        _TERMINATED: Decimal(repeat.terminated),
    }
    machine.instance.variables.setdefault(outer.id, {}).update(counters)
    machine.changed.update(counters)


def look(machine: Machine, inner: ElementInstance, node: Node) -> Progress:
    """Decide what the end of this turn means, before anything is changed; a Fault leaves everything as it was."""
    outer = inner.scope
    repeat = machine.instance.repeats[outer]
    loop = node.loop
    if isinstance(loop, StandardLoop):
        at_end = repeat.total is not None and repeat.started >= repeat.total
        goes_on = not at_end and (loop.condition is None or _holds(machine, inner, node, loop.condition))
        return Progress(is_last=not goes_on)
    assert isinstance(loop, MultiInstance)  # noqa: S101  the only other kind
    output = None if loop.output_element is None else evaluate(machine, inner.id, loop.output_element).value
    must_be_storable({loop.output_collection: output})
    repeat.completed += 1
    _count(machine, machine.instance.elements[outer])
    try:
        is_last = loop.completion is not None and _holds(machine, inner, node, loop.completion)
        thrown = tuple(_events(machine, inner, loop, repeat))
        for event in thrown:
            throws.check(machine, machine.instance.elements[outer], node, event)
    except Fault:
        repeat.completed -= 1
        _count(machine, machine.instance.elements[outer])
        raise
    return Progress(is_last, output, thrown)


def _events(
    machine: Machine, inner: ElementInstance, loop: MultiInstance, repeat: Repeat
) -> list[EventDefinition]:
    match loop.behavior:
        case LoopBehavior.NONE if loop.event is not None:
            return [loop.event]
        case LoopBehavior.ONE if loop.event is not None and repeat.completed == 1:
            return [loop.event]
        case LoopBehavior.COMPLEX:
            return [
                one.event for one in loop.complex if evaluate(machine, inner.id, one.condition).value is True
            ]
        case _:
            return []


def done(machine: Machine, inner: ElementInstance, node: Node, progress: Progress) -> None:
    """One turn is over: the next one follows, or the activity is left."""
    outer = machine.instance.elements[inner.scope]
    repeat = machine.instance.repeats[outer.id]
    counter = machine.instance.variables.get(inner.id, {}).get(COUNTER)
    machine.remove(inner)
    loop = node.loop
    if isinstance(loop, MultiInstance):
        _collect(machine, outer, loop, counter, progress.output)
        for event in progress.events:
            throws.throw_implicitly(machine, outer, node, event)
            if not machine.is_there(outer):
                return
    is_over = progress.is_last or (
        repeat.total is not None and repeat.started >= repeat.total and not repeat.active
    )
    if isinstance(loop, StandardLoop):
        is_over = progress.is_last
    if is_over:
        _finish(machine, outer)
    elif isinstance(loop, StandardLoop) or loop.sequential:  # type: ignore[union-attr]  # one of the two kinds
        _turn(machine, outer, loop)


def turn_terminated(machine: Machine, outer: ElementInstance) -> None:
    """A turn was taken away by an operator: it counts as terminated, and the next one follows."""
    repeat = machine.instance.repeats[outer.id]
    loop = machine.node(outer).loop
    repeat.terminated += 1
    if isinstance(loop, MultiInstance):
        _count(machine, outer)
        if repeat.total is not None and repeat.started < repeat.total:
            _turn(machine, outer, loop)
            return
    if not repeat.active:
        _finish(machine, outer)


def _collect(
    machine: Machine, outer: ElementInstance, loop: MultiInstance, counter: Value, output: Value
) -> None:
    if not loop.output_collection or not isinstance(counter, Decimal):
        return
    local = machine.instance.variables[outer.id]
    collected = local[loop.output_collection]
    if isinstance(collected, list) and 1 <= counter <= len(collected):
        index = int(counter) - 1
        local[loop.output_collection] = [*collected[:index], output, *collected[index + 1 :]]
        machine.changed.add(loop.output_collection)


def _finish(machine: Machine, outer: ElementInstance) -> None:
    """Take away the turns that still run, hand over the collected results, and leave."""
    repeat = machine.instance.repeats[outer.id]
    for inner in machine.instance.children(outer.id):
        repeat.terminated += 1
        elements.terminate(machine, inner)
    loop = machine.node(outer).loop
    if isinstance(loop, MultiInstance):
        local = machine.instance.variables.get(outer.id, {})
        _count(machine, outer)
        if loop.output_collection:
            write(machine, outer.scope, {loop.output_collection: local.pop(loop.output_collection, None)})
    elements.leave(machine, outer)


def _holds(machine: Machine, one: ElementInstance, node: Node, condition: Expression) -> bool:
    result = evaluate(machine, one.id, condition)
    if isinstance(result.value, bool):
        return result.value
    raise Fault(
        FaultKind.LOOP,
        f"„{node.label}“: Die Bedingung „{condition.text}“ ergab keinen Wert: {explain(result)}.",
    )


def _whole(machine: Machine, one: ElementInstance, node: Node, expression: Expression) -> int:
    result = evaluate(machine, one.id, expression)
    value = result.value
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdigit():
        value = Decimal(value)
    if isinstance(value, Decimal) and value == value.to_integral_value() and value >= 0:
        return int(value)
    raise Fault(
        FaultKind.LOOP,
        f"„{node.label}“: „{expression.text}“ ergab keine ganze Zahl ab 0, sondern {_said(result.value)}.",
    )


def _said(value: Value) -> str:
    return "nichts" if value is None else f"„{value}“"
