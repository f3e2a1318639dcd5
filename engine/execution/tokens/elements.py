"""The life of an element: arrive, activate, complete, leave, terminate (BPMN 13.3)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import CATCHING, SCOPES, Flow, Kind, Node
from engine.execution.changes import CallCancelled, ElementCompleted, ElementTerminated
from engine.execution.instance import ROOT, ElementInstance, Stage, Subscription
from engine.execution.services import Fault
from engine.execution.tokens import (
    activities,
    ad_hoc,
    compensation,
    disclosures,
    events,
    flows,
    joins,
    loops,
)
from engine.execution.tokens.machine import Machine, Verdict
from engine.execution.tokens.variables import map_inputs, map_outputs, write, write_local
from engine.feel import Value


def arrive(machine: Machine, scope: int, node: Node, flow: str | None) -> None:
    """A token reaches `node` over `flow`; where several are needed it waits for them."""
    if node.gathers:
        if joins.waits(machine, scope, node, flow):
            return
        joins.forgive(machine, scope, node)
    if node.passes and machine.budget > 0:
        _pass(machine, scope, node)
    else:
        activate(machine, machine.enter(node, scope))


def _pass(machine: Machine, scope: int, node: Node) -> None:
    """What `activate` and `leave` come to for an element that keeps nothing: it gets a number and is left at once."""
    machine.spend()
    try:
        taken = flows.choose(machine, scope, node)
    except Fault as fault:
        machine.fail(machine.set_stage(machine.enter(node, scope), Stage.LEAVING), fault)
        return
    machine.record(ElementCompleted(node.id, machine.instance.take_id(), tuple([flow.id for flow in taken])))
    _send(machine, scope, node, taken)
    settle(machine, scope, node.id)


def _send(machine: Machine, scope: int, node: Node, taken: tuple[Flow, ...]) -> None:
    for flow in taken:
        for _ in range(node.completion_quantity):
            machine.send(scope, flow.target, flow.id)


def activate(machine: Machine, one: ElementInstance) -> None:
    """Enter the element: create its local variables, arm what waits on it, and do what it does."""
    node = machine.node(one)
    is_outer = node.loop is not None and not loops.is_inner(machine, one)
    chosen: list[str] = []
    try:
        machine.spend()
        if is_outer:
            armed = events.prepare_boundary(machine, one, node)
            loops.prepare(machine, one, node)
            verdict = Verdict.WAITS
        else:
            armed = _prepare(machine, one, node)
            chosen = ad_hoc.choose(machine, one, node) if node.kind is Kind.AD_HOC_SUB_PROCESS else []
            verdict = activities.execute(machine, one, node)
    except Fault as fault:
        machine.fail(one, fault)
        return
    if verdict is Verdict.GONE or not machine.is_there(one):
        return
    if verdict is Verdict.PASSES:
        leave(machine, one)
        return
    one = machine.set_stage(one, Stage.UNDOING if verdict is Verdict.UNDOES else Stage.ACTIVE)
    for subscription in armed:
        events.arm(machine, subscription)
    if verdict is Verdict.UNDOES:
        compensation.start(machine, one)
    elif is_outer:
        loops.begin(machine, one)
    else:
        _begin_inside(machine, one, node, chosen)


def _prepare(machine: Machine, one: ElementInstance, node: Node) -> list[Subscription]:
    """Create the local variables and find out what the element, its edge and its inside wait for."""
    for name in node.data:
        machine.instance.variables.setdefault(one.id, {}).setdefault(name, None)
    if node.inputs:
        map_inputs(machine, one.id, node.inputs)
    if not node.listens:
        return []
    armed = [] if node.loop is not None else events.prepare_boundary(machine, one, node)
    if node.kind in CATCHING:
        armed += events.prepare(machine, one, node)
    elif node.kind is Kind.EVENT_BASED_GATEWAY:
        armed += events.prepare_gateway(machine, one, node)
    return armed + events.prepare_starts(machine, one, node)


def _begin_inside(machine: Machine, one: ElementInstance, node: Node, chosen: list[str]) -> None:
    """Send the first tokens into a scope."""
    if node.kind is Kind.AD_HOC_SUB_PROCESS:
        ad_hoc.begin(machine, one, node, chosen)
    elif node.triggered_by_event:
        events.begin_event_sub_process(machine, one, node)
    elif node.kind in SCOPES:
        for entry in node.entries:
            machine.send(one.id, entry)


def hand_over(machine: Machine, one: ElementInstance, variables: Mapping[str, Value]) -> None:
    """What an element produced: local when output mappings choose from it, else to the scopes around it."""
    if not variables:
        return
    if machine.node(one).outputs:
        write_local(machine, one.id, variables)
    else:
        write(machine, one.id, variables)


def complete(machine: Machine, one: ElementInstance, variables: Mapping[str, Value]) -> None:
    """A waiting element is done; what it brings stands even if leaving breaks."""
    if machine.node(one).kind is Kind.AD_HOC_SUB_PROCESS:
        write(machine, one.id, variables)
        ad_hoc.finish(machine, one)
        return
    hand_over(machine, one, variables)
    leave(machine, one)


def go_on(machine: Machine, one: ElementInstance) -> None:
    """Try a failed element again where it stopped."""
    node = machine.node(one)
    match one.stage:
        case Stage.JOINING:  # somebody has decided to go on without the branch that cannot come
            machine.instance.arrived.pop((one.scope, one.element), None)
            activate(machine, machine.set_stage(one, Stage.ENTERING))
        case Stage.ENTERING:
            activate(machine, machine.set_stage(one, Stage.ENTERING))
        case Stage.ACTIVE if activities.works_outside(node):
            activities.ask_again(machine, machine.set_stage(one, Stage.ACTIVE), node)
        case Stage.ACTIVE if node.kind is Kind.AD_HOC_SUB_PROCESS:  # its condition could not be evaluated
            ad_hoc.settle(machine, machine.set_stage(one, Stage.ACTIVE), one.element)
        case _:
            leave(machine, one)


def leave(machine: Machine, one: ElementInstance) -> None:
    """Write the output mappings, choose the flows, and send tokens over each."""
    node = machine.node(one)
    is_inner = node.loop is not None and loops.is_inner(machine, one)
    # what waited on it waits no longer, even if leaving breaks: a timer must not undo what a person has done
    if node.listens:
        for subscription in machine.instance.subscriptions_of(one.id):
            events.disarm(machine, subscription)
    told = None
    try:
        if node.discloses is not None and (node.loop is None or is_inner):
            told = disclosures.disclosed(machine, one, node)
        if (node.outputs or node.data_outputs) and (node.loop is None or is_inner):
            map_outputs(machine, one.id, node.outputs)
            map_outputs(machine, one.id, node.data_outputs)
        if is_inner:
            progress = loops.look(machine, one, node)
        else:
            taken = flows.choose(machine, one.id, node)
    except Fault as fault:
        machine.fail(machine.set_stage(one, Stage.LEAVING), fault)
        return
    compensation.remember(machine, one, node)
    if told is not None:  # with what completes the element: trying to leave again notes nothing twice
        machine.record(told)
    if is_inner:
        machine.record(ElementCompleted(node.id, one.id, ()))
        loops.done(machine, one, node, progress)
        return
    machine.record(ElementCompleted(node.id, one.id, tuple([flow.id for flow in taken])))
    _send(machine, one.scope, node, taken)
    if node.terminates:
        machine.remove(one)
        clear(machine, one.scope)
        _close(machine, one.scope, node.id)
        return
    machine.remove(one)
    if node.for_compensation:
        compensation.handler_done(machine, one)
    settle(machine, one.scope, node.id)


def settle(machine: Machine, scope: int, element: str) -> None:
    """Close the scope if `element` was its last; tokens that wait at a join are looked at when nothing else moves."""
    instance = machine.instance
    outer = instance.elements.get(scope)
    if outer is None:
        return
    if machine.graph.nodes[outer.element].kind is Kind.AD_HOC_SUB_PROCESS:
        ad_hoc.settle(machine, outer, element)
        return
    if not machine.drained(scope):
        return
    if any(place == scope for place, _element in instance.arrived) or any(
        place == scope and joins.is_half_open(machine, gateway) for place, gateway in instance.met
    ):
        return
    _close(machine, scope, element)


def _close(machine: Machine, scope: int, element: str) -> None:
    """Nothing is left in the scope: the process ends, or the sub-process is left."""
    for place in [place for place in machine.instance.arrived if place[0] == scope]:
        del machine.instance.arrived[place]
    one = machine.instance.elements[scope]
    if scope == ROOT:
        for subscription in list(machine.instance.subscriptions.values()):
            events.disarm(machine, subscription)
        machine.end(element)
    elif one.stage is Stage.UNDOING:
        compensation.scope_done(machine, one)
    else:
        leave(machine, one)


def clear(machine: Machine, scope: int, keep: int | None = None) -> None:
    """End everything in the scope but the element instance `keep`: what runs in it with its timers, subscriptions and
    called instances, tokens on their way to it or at its joins, its event sub-processes and what of them has happened,
    and what is undone in it. The scope itself stays, with the events at its edge.
    """
    instance = machine.instance
    node = machine.node(instance.elements[scope])
    machine.recall(scope)
    doomed = [inner for inner in instance.children(scope) if inner.id != keep]
    for inner in doomed:
        if machine.is_there(inner):
            terminate(machine, inner)
    compensation.forget(machine, {inner.id for inner in doomed})
    for subscription in instance.subscriptions_of(scope):
        if subscription.element in node.event_starts:
            events.disarm(machine, subscription)
    for place in [place for place in instance.arrived if place[0] == scope]:
        del instance.arrived[place]
    for host, element in [place for place in instance.met if place[0] == scope]:
        if element not in node.boundary:
            del instance.met[host, element]


def terminate(machine: Machine, one: ElementInstance) -> None:
    """Take the element away with everything inside it, innermost first."""
    inside, waiting = machine.instance.by_scope(), machine.instance.by_host()
    doomed = [one]
    for outer in doomed:  # grows while it is walked: children are appended behind their scope
        doomed.extend(inside.get(outer.id, ()))
    for inner in reversed(doomed):
        for subscription in waiting.get(inner.id, ()):
            events.disarm(machine, subscription)
        is_call = machine.node(inner).kind is Kind.CALL_ACTIVITY and inner.stage is Stage.ACTIVE
        if is_call and not loops.is_outer(machine, inner):
            machine.record(CallCancelled(inner.element, inner.id))
        is_over = inner.stage is Stage.LEAVING and not inner.failed  # an error end that has thrown
        if not is_over:
            machine.record(ElementTerminated(inner.element, inner.id))
        machine.remove(inner)
    gone = {inner.id for inner in doomed}
    for place in [place for place in machine.instance.arrived if place[0] in gone]:
        del machine.instance.arrived[place]
    machine.instance.parked = [token for token in machine.instance.parked if token[0] not in gone]
    compensation.forget(machine, gone - {one.id})
