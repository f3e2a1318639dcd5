"""Undoing what was completed: handlers in reverse order, event sub-processes, cancelled transactions (BPMN 13.5.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.bpmn import SCOPES, Cancel, Compensate, Node
from engine.execution.changes import CompensationTriggered, ElementActivated, ElementCompleted
from engine.execution.instance import ROOT, Done, ElementInstance, Stage, Undoing
from engine.execution.tokens import elements, events, loops
from engine.execution.tokens.machine import Machine
from engine.feel import Value

_NOTHING: Mapping[str, Value] = {}


def remember(machine: Machine, one: ElementInstance, node: Node) -> None:
    """An activity is completed: keep what is needed to undo it, if it can be undone."""
    instance = machine.instance
    inside = tuple(instance.done.pop(one.id, ()))
    if node.for_compensation or node.triggered_by_event:
        return
    is_outer = node.loop is not None and instance.elements[one.scope].element != one.element
    if is_outer:  # its instances are undone one by one
        if inside:
            instance.done.setdefault(one.scope, []).extend(inside)
        return
    if node.compensation or inside or (node.kind in SCOPES and _start_of(machine, node) is not None):
        variables = instance.variables.get(one.id, _NOTHING)
        instance.done.setdefault(one.scope, []).append(
            Done(instance.take_id(), one.element, inside, dict(variables))
        )


def _start_of(machine: Machine, scope: Node) -> Node | None:
    """The start event of the scope's compensation event sub-process."""
    for start in scope.event_starts:
        node = machine.graph.nodes[start]
        if any(isinstance(event, Compensate) for event in node.events):
            return node
    return None


def trigger(machine: Machine, one: ElementInstance, definition: Compensate) -> bool:
    """Begin to undo what the event names, or everything of its scope. True when the thrower waits for the end of it."""
    scope, found = _what(machine, one, definition.activity)
    if not found:
        return False
    machine.record(
        CompensationTriggered(one.element, one.id, tuple(item.element for item in reversed(found)))
    )
    owner = one.id if definition.wait else machine.instance.take_id()
    work = machine.instance.undoing.setdefault(owner, Undoing())
    work.waiting.extend((scope, item) for item in found)
    if not definition.wait:
        _next(machine, owner)
    return definition.wait


def _what(machine: Machine, one: ElementInstance, activity: str | None) -> tuple[int, list[Done]]:
    """The completed activities to undo, oldest first; they are taken out of the state."""
    done = machine.instance.done
    for scope in _scopes(machine, one):
        kept = done.get(scope, [])
        found = [item for item in kept if activity is None or item.element == activity]
        if found:
            done[scope] = [item for item in kept if item not in found]
            return scope, sorted(found, key=lambda item: item.order)
        if activity is None:
            break
    return ROOT, []


def _scopes(machine: Machine, one: ElementInstance) -> Iterator[int]:
    """The scopes whose activities the event may undo; an event sub-process undoes those of the scope it handles."""
    number = one.scope
    while True:
        scope = machine.instance.elements[number]
        if not machine.node(scope).triggered_by_event:
            yield number
        if number == ROOT:
            return
        number = scope.scope


def start(machine: Machine, one: ElementInstance) -> None:
    """Undo the first of what the waiting thrower has collected."""
    _next(machine, one.id)


def _next(machine: Machine, owner: int) -> None:
    """Undo the activity that was completed last; when none is left the thrower goes on."""
    instance = machine.instance
    work = instance.undoing.get(owner)
    while work is not None and work.waiting:
        scope, item = work.waiting.pop()
        if scope not in instance.elements:
            continue
        work.running = _undo(machine, scope, item)
        if work.running is not None:
            return
    instance.undoing.pop(owner, None)
    thrower = instance.elements.get(owner)
    if thrower is not None:
        _go_on(machine, thrower)


def _undo(machine: Machine, scope: int, item: Done) -> int | None:
    """Start what undoes one activity; the element instance to wait for."""
    instance = machine.instance
    node = machine.graph.nodes[item.element]
    if node.compensation is not None:
        handler = machine.enter(machine.graph.nodes[node.compensation], scope)
        if item.variables:
            instance.variables[handler.id] = dict(item.variables)
        machine.begin(handler)
        return handler.id
    if node.kind not in SCOPES:
        return None
    again = machine.set_stage(machine.enter(node, scope), Stage.UNDOING)
    instance.variables[again.id] = dict(item.variables)
    machine.record(ElementActivated(node.id, again.id))
    start = _start_of(machine, node)
    if start is not None:
        instance.done[again.id] = list(item.inside)
        events.occur(machine, start, again, {})
    else:
        instance.undoing[again.id] = Undoing([(again.id, inner) for inner in item.inside])
        _next(machine, again.id)
    return again.id if again.id in instance.elements else None  # else there was nothing to wait for


def handler_done(machine: Machine, one: ElementInstance) -> None:
    """If the element was a handler under way, the next one follows."""
    for owner, work in machine.instance.undoing.items():
        if work.running == one.id:
            work.running = None
            _next(machine, owner)
            return


def forget(machine: Machine, ended: Collection[int]) -> None:
    """Their scope has ended with these element instances: of what a thrower that has gone on began, no handler among
    them is followed by the next one.
    """
    instance = machine.instance
    for owner, work in list(instance.undoing.items()):
        if work.running in ended and owner not in instance.elements:
            del instance.undoing[owner]


def scope_done(machine: Machine, scope: ElementInstance) -> None:
    """A sub-process is undone."""
    machine.record(ElementCompleted(scope.element, scope.id, ()))
    machine.remove(scope)
    handler_done(machine, scope)
    elements.settle(machine, scope.scope, scope.element)


def _go_on(machine: Machine, thrower: ElementInstance) -> None:
    node = machine.node(thrower)
    if any(isinstance(event, Cancel) for event in node.events):
        _cancelled(machine, thrower)
    elif node.kind in SCOPES:
        scope_done(machine, thrower)
    else:
        elements.leave(machine, thrower)


def cancel(machine: Machine, one: ElementInstance) -> None:
    """A transaction is given up: stop what runs in it, undo what was done, then its cancel event happens (13.5.3)."""
    transaction = machine.instance.elements[one.scope]
    begun = [
        item
        for work in machine.instance.undoing.values()
        for scope, item in work.waiting
        if scope == transaction.id  # an earlier throw was about to undo it
    ]
    elements.clear(machine, transaction.id, keep=one.id)
    for subscription in machine.instance.subscriptions_of(transaction.id):
        events.disarm(machine, subscription)
    machine.set_stage(one, Stage.UNDOING)
    machine.record(ElementActivated(one.element, one.id))
    done = machine.instance.done.pop(transaction.id, [])
    found = sorted([*done, *begun], key=lambda item: item.order)
    if found:
        undone = tuple(item.element for item in reversed(found))
        machine.record(CompensationTriggered(one.element, one.id, undone))
    machine.instance.undoing[one.id] = Undoing([(transaction.id, item) for item in found])
    _next(machine, one.id)


def _cancelled(machine: Machine, one: ElementInstance) -> None:
    machine.record(ElementCompleted(one.element, one.id, ()))
    transaction = machine.instance.elements[one.scope]
    machine.remove(one)
    is_turn = loops.is_inner(machine, transaction)
    host = machine.instance.elements[transaction.scope] if is_turn else transaction
    for boundary in machine.node(host).boundary:
        event = machine.graph.nodes[boundary]
        if any(isinstance(definition, Cancel) for definition in event.events):
            events.occur(
                machine, event, host, {}
            )  # at the edge of the whole activity: it takes every turn away
            return
    elements.terminate(machine, transaction)
    if is_turn:
        loops.turn_terminated(machine, host)
        return
    elements.settle(machine, transaction.scope, transaction.element)
