"""The life of an element: arrive, activate, complete, leave, terminate (BPMN 13.3)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import SCOPES, CalledDecision, Kind, Node, Script, UserTask
from engine.bpmn import Terminate as TerminateDefinition
from engine.errors import ModelError
from engine.execution.changes import (
    DecisionEvaluated,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
)
from engine.execution.instance import ROOT, ElementInstance, Stage
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import events, flows, user_tasks
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import (
    evaluate,
    explain,
    map_inputs,
    map_outputs,
    write,
    write_local,
)
from engine.feel import Value


def arrive(machine: Machine, scope: int, node: Node, flow: str | None) -> None:
    """A token reaches `node` over `flow`; a joining parallel gateway is entered once all flows brought one."""
    if node.kind is Kind.PARALLEL_GATEWAY and len(node.incoming) > 1 and flow is not None:
        arrived = machine.instance.arrived.setdefault((scope, node.id), {})
        arrived[flow] = arrived.get(flow, 0) + 1
        if any(incoming.id not in arrived for incoming in node.incoming):
            _settle(machine, scope, node.id)
            return
        _take(machine, scope, node)
    activate(machine, machine.enter(node, scope))


def _take(machine: Machine, scope: int, node: Node) -> None:
    """Consume one token of each incoming flow; further ones stay for the next round (BPMN 13.4.1)."""
    arrived = machine.instance.arrived[scope, node.id]
    left = {flow: count - 1 for flow, count in arrived.items() if count > 1}
    if left:
        machine.instance.arrived[scope, node.id] = left
    else:
        del machine.instance.arrived[scope, node.id]


def activate(machine: Machine, one: ElementInstance) -> None:
    """Enter the element: create its local variables, arm what waits on it, and do what it does."""
    node = machine.node(one)
    try:
        machine.spend()
        map_inputs(machine, one.id, node.inputs)
        armed = [events.prepare(machine, one, machine.graph.nodes[boundary]) for boundary in node.boundary]
        if node.kind is Kind.CATCH_EVENT:
            armed.append(events.prepare(machine, one, node))
        waits = _execute(machine, one, node)
    except Fault as fault:
        machine.fail(one, fault)
        return
    if waits:
        one = machine.set_stage(one, Stage.ACTIVE)
        for subscription in armed:
            events.arm(machine, subscription)
        if node.kind in SCOPES:
            for entry in node.entries:
                machine.send(one.id, entry)
    else:
        leave(machine, one)


def _execute(machine: Machine, one: ElementInstance, node: Node) -> bool:
    """Do what the element does; True when it waits then."""
    match node.behaviour:
        case UserTask() if node.kind is Kind.USER_TASK:
            machine.record(user_tasks.activate(machine, one, node, node.behaviour))
            return True
        case Script(expression, variable):
            result = evaluate(machine, one.id, expression)
            if result.value is None and result.warnings:
                raise Fault(
                    FaultKind.EXPRESSION,
                    f"Der Ausdruck „{expression.text}“ ergab keinen Wert: {explain(result)}.",
                )
            hand_over(machine, one, {variable: result.value})
        case CalledDecision(decision, variable):
            hand_over(machine, one, {variable: _decide(machine, one, decision)})
    if node.kind is Kind.CATCH_EVENT or node.kind in SCOPES:
        machine.record(ElementActivated(node.id, one.id))
        return True
    return False


def _decide(machine: Machine, one: ElementInstance, decision: str) -> Value:
    try:
        evaluation = machine.services.decide(decision, machine.instance.context(one.id))
    except ModelError as error:
        reasons = "; ".join(finding.reason for finding in error.findings) or error.message
        raise Fault(
            FaultKind.DECISION, f"Die Entscheidung „{decision}“ ließ sich nicht berechnen: {reasons}"
        ) from error
    machine.record(DecisionEvaluated(one.element, one.id, evaluation))
    if evaluation.undetermined:
        missing = ", ".join(f"„{name}“" for name in evaluation.undetermined)
        raise Fault(
            FaultKind.DECISION,
            f"Die Entscheidung „{evaluation.name}“ ist nicht bestimmbar, weil Angaben fehlen: {missing}.",
        )
    return evaluation.value


def hand_over(machine: Machine, one: ElementInstance, variables: Mapping[str, Value]) -> None:
    """What an element produced: local when output mappings choose from it, else to the scopes around it."""
    if machine.node(one).outputs:
        write_local(machine, one.id, variables)
    else:
        write(machine, one.id, variables)


def complete(machine: Machine, one: ElementInstance, variables: Mapping[str, Value]) -> None:
    """A waiting element is done; what it brings stands even if leaving breaks."""
    hand_over(machine, one, variables)
    leave(machine, one)


def go_on(machine: Machine, one: ElementInstance) -> None:
    """Try a failed element again where it stopped."""
    match one.stage:
        case Stage.JOINING:  # somebody has decided to go on without the branch that cannot come
            machine.instance.arrived.pop((one.scope, one.element), None)
            activate(machine, machine.set_stage(one, Stage.ENTERING))
        case Stage.ENTERING:
            activate(machine, machine.set_stage(one, Stage.ENTERING))
        case Stage.ACTIVE | Stage.LEAVING:
            leave(machine, one)


def leave(machine: Machine, one: ElementInstance) -> None:
    """Write the output mappings, choose the flows, and send a token over each."""
    one = machine.set_stage(one, Stage.LEAVING)
    node = machine.node(one)
    # what waited on it waits no longer, even if leaving breaks: a timer must not undo what a person has done
    for subscription in machine.instance.subscriptions_of(one.id):
        events.disarm(machine, subscription)
    try:
        map_outputs(machine, one.id, node.outputs)
        taken = flows.choose(machine, one, node)
    except Fault as fault:
        machine.fail(one, fault)
        return
    machine.record(ElementCompleted(node.id, one.id, tuple(flow.id for flow in taken)))
    for flow in taken:
        machine.send(one.scope, flow.target, flow.id)
    if any(isinstance(event, TerminateDefinition) for event in node.events):
        machine.recall(one.scope)
        for sibling in machine.instance.children(one.scope):
            if sibling.id != one.id:
                terminate(machine, sibling)
        machine.remove(one)
        _close(machine, one.scope, node.id)
    else:
        machine.remove(one)
        _settle(machine, one.scope, node.id)


def _settle(machine: Machine, scope: int, element: str) -> None:
    """Close the scope if `element` was its last; stop if only tokens at joins are left, which can never go on."""
    if not machine.drained(scope):
        return
    for place, gateway in machine.instance.arrived:
        if place == scope:
            node = machine.graph.nodes[gateway]
            arrived = machine.instance.arrived[place, gateway]
            missing = ", ".join(
                f"„{machine.graph.nodes[flow.source].name or flow.source}“"
                for flow in node.incoming
                if flow.id not in arrived
            )
            machine.fail(
                machine.set_stage(machine.enter(node, scope), Stage.JOINING),
                Fault(
                    FaultKind.JOIN,
                    f"Die Zusammenführung „{node.name or node.id}“ wartet auf einen Zweig, der nicht mehr kommen kann: "
                    f"{missing}. Wird der Schritt noch einmal versucht, geht der Fall ohne ihn weiter.",
                ),
            )
            return
    _close(machine, scope, element)


def _close(machine: Machine, scope: int, element: str) -> None:
    """Nothing is left in the scope: the process ends, or the sub-process is left."""
    for place in [place for place in machine.instance.arrived if place[0] == scope]:
        del machine.instance.arrived[place]
    if scope == ROOT:
        machine.end(element)
    else:
        leave(machine, machine.instance.elements[scope])


def terminate(machine: Machine, one: ElementInstance) -> None:
    """Take the element away with everything inside it, innermost first."""
    inside, waiting = machine.instance.by_scope(), machine.instance.by_host()
    doomed = [one]
    for outer in doomed:  # grows while it is walked: children are appended behind their scope
        doomed.extend(inside.get(outer.id, ()))
    for inner in reversed(doomed):
        for subscription in waiting.get(inner.id, ()):
            events.disarm(machine, subscription)
        machine.record(ElementTerminated(inner.element, inner.id))
        machine.remove(inner)
    gone = {inner.id for inner in doomed}
    for place in [place for place in machine.instance.arrived if place[0] in gone]:
        del machine.instance.arrived[place]
    machine.instance.parked = [token for token in machine.instance.parked if token[0] not in gone]
