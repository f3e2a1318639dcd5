"""Tokens that wait for others: parallel, inclusive and complex joins, and activities that take several tokens.

`Instance.arrived` counts per scope and element the tokens on each incoming flow. Inclusive joins are decided when
nothing else moves: whether another token can still come is a question about the whole scope (BPMN 13.4.3).
"""

from __future__ import annotations

from decimal import Decimal

from engine.bpmn import ComplexJoin, Kind, Node
from engine.execution.changes import ElementTerminated, IncidentResolved
from engine.execution.instance import ROOT, Stage
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import elements
from engine.execution.tokens.machine import Machine

#: stands for any flow where tokens are only counted
_ANY_FLOW = ""
#: the variables a complex gateway's expressions may read (BPMN 13.4.5)
ACTIVATION_COUNT = "activationCount"
WAITING_FOR_START = "waitingForStart"


def waits(machine: Machine, scope: int, node: Node, flow: str | None) -> bool:
    """Count the token that reached `node`; False when the element is entered now with what it took."""
    if node.start_quantity > 1:
        return not _counts(machine, scope, node)
    if len(node.incoming) < 2 or flow is None:
        return False
    match node.kind:
        case Kind.PARALLEL_GATEWAY:
            _arrive(machine, scope, node, flow)
            if any(incoming.id not in machine.instance.arrived[scope, node.id] for incoming in node.incoming):
                return True
            _take(machine, scope, node)
            return False
        case Kind.INCLUSIVE_GATEWAY:
            _arrive(machine, scope, node, flow)
            return True
        case Kind.COMPLEX_GATEWAY:
            _arrive(machine, scope, node, flow)
            return (scope, node.id) in machine.instance.met or not _is_activated(machine, scope, node)
        case _:
            return False


def _counts(machine: Machine, scope: int, node: Node) -> bool:
    """BPMN 13.3.2: an activity starts when `startQuantity` tokens have arrived over whatever flows."""
    _arrive(machine, scope, node, _ANY_FLOW)
    arrived = machine.instance.arrived[scope, node.id]
    if arrived[_ANY_FLOW] < node.start_quantity:
        return False
    arrived[_ANY_FLOW] -= node.start_quantity
    if not arrived[_ANY_FLOW]:
        del machine.instance.arrived[scope, node.id]
    return True


def _arrive(machine: Machine, scope: int, node: Node, flow: str) -> None:
    arrived = machine.instance.arrived.setdefault((scope, node.id), {})
    machine.instance.arrived[scope, node.id] = {**arrived, flow: arrived.get(flow, 0) + 1}


def _take(machine: Machine, scope: int, node: Node) -> frozenset[str]:
    """Consume one token of each incoming flow that has one; further ones stay for the next round (BPMN 13.4.1)."""
    arrived = machine.instance.arrived.pop((scope, node.id), {})
    left = {flow: count - 1 for flow, count in arrived.items() if count > 1}
    if left:
        machine.instance.arrived[scope, node.id] = left
    return frozenset(arrived)


def _is_activated(machine: Machine, scope: int, node: Node) -> bool:
    """BPMN 13.4.5: the activation condition decides how many tokens it takes; missing flows are awaited afterwards."""
    arrived = machine.instance.arrived[scope, node.id]
    if not isinstance(node.behaviour, ComplexJoin) or node.behaviour.activation is None:
        machine.instance.arrived.pop((scope, node.id))
        return True
    condition = node.behaviour.activation
    context = {**machine.instance.context(scope), ACTIVATION_COUNT: Decimal(sum(arrived.values()))}
    if condition.evaluate(context, machine.environment()).value is not True:
        return False
    taken = _take(machine, scope, node)
    if len(taken) < len(node.incoming):
        machine.instance.met[scope, node.id] = {
            index for index, flow in enumerate(node.incoming) if flow.id in taken
        }
    return True


def forgive(machine: Machine, scope: int, node: Node) -> None:
    """The token that could not come has come after all: the incident of the join has lost its reason."""
    for one in machine.instance.children(scope):
        if one.stage is Stage.JOINING and one.element == node.id:
            machine.record(IncidentResolved(one.element, one.id))
            machine.record(ElementTerminated(one.element, one.id))
            machine.remove(one)


def release(machine: Machine) -> bool:
    """Let one join go on that no other token can reach any more, or close a scope that only waits; False for none."""
    instance = machine.instance
    if not instance.arrived and not instance.met:
        return False
    for scope, gateway in list(instance.arrived):
        node = machine.graph.nodes[gateway]
        if node.kind is Kind.INCLUSIVE_GATEWAY and not _can_still_come(
            machine, scope, node, set(instance.arrived[scope, gateway])
        ):
            _take(machine, scope, node)
            elements.activate(machine, machine.enter(node, scope))
            return True
    for place in list(instance.met):
        scope, gateway = place
        if is_half_open(machine, gateway) and _reset(machine, scope, machine.graph.nodes[gateway]):
            return True
    return _give_up(machine)


def _can_still_come(machine: Machine, scope: int, node: Node, marked: set[str]) -> bool:
    """Whether a token can reach an incoming flow that has none, and cannot instead reach one that has (BPMN 13.4.3)."""
    upstream = machine.graph.upstream(node.id)
    there: set[str] = set()
    missing: set[str] = set()
    for flow, nodes in upstream.items():
        (there if flow in marked else missing).update(nodes)
    return any(token in missing and token not in there for token in _positions(machine, scope, node.id))


def _positions(machine: Machine, scope: int, gateway: str) -> set[str]:
    """The elements of the scope at which a token is, or to which one is on its way."""
    instance = machine.instance
    found = {one.element for one in instance.elements.values() if one.scope == scope and one.id != ROOT}
    found.update(element for place, element in instance.arrived if place == scope)
    for tokens in (machine.queue, machine.late, instance.parked):
        found.update(element for place, element, _flow in tokens if place == scope)
    found.discard(gateway)
    return found


def is_half_open(machine: Machine, element: str) -> bool:
    """Whether what was met by the element is met by a complex gateway that waits for the rest."""
    node = machine.graph.nodes.get(element)
    return node is not None and node.kind is Kind.COMPLEX_GATEWAY


def _reset(machine: Machine, scope: int, node: Node) -> bool:
    """The second half of a complex gateway: what comes later is taken, and only what asks for it goes on."""
    instance = machine.instance
    received = {node.incoming[index].id for index in instance.met[scope, node.id]}
    arrived = set(instance.arrived.get((scope, node.id), ()))
    if _can_still_come(machine, scope, node, received | arrived):
        return False
    late = arrived - received
    left = {
        flow: count - (flow in late)
        for flow, count in instance.arrived.pop((scope, node.id), {}).items()
        if count > (flow in late)
    }
    del instance.met[scope, node.id]
    if left:
        instance.arrived[scope, node.id] = left
    context = {**instance.context(scope), WAITING_FOR_START: False}
    for flow in node.outgoing:
        condition = flow.condition
        if (
            late
            and condition is not None
            and WAITING_FOR_START in condition.variables
            and condition.evaluate(context, machine.environment()).value is True
        ):
            machine.send(scope, flow.target, flow.id)
    elements.settle(machine, scope, node.id)
    return True


def _give_up(machine: Machine) -> bool:
    """Stop one scope in which tokens only wait for others that can never come."""
    instance = machine.instance
    for scope, gateway in list(instance.arrived):
        if machine.drained(scope):
            node = machine.graph.nodes[gateway]
            machine.fail(
                machine.set_stage(machine.enter(node, scope), Stage.JOINING),
                Fault(FaultKind.JOIN, _stuck(machine, node, instance.arrived[scope, gateway])),
            )
            return True
    return False


def _stuck(machine: Machine, node: Node, arrived: dict[str, int]) -> str:
    if _ANY_FLOW in arrived:
        return (
            f"„{node.label}“ beginnt erst mit {node.start_quantity} Marken; {arrived[_ANY_FLOW]} sind da, und weitere "
            "können nicht mehr kommen. Wird der Schritt noch einmal versucht, beginnt er ohne sie."
        )
    missing = ", ".join(
        f"„{machine.graph.nodes[flow.source].label}“" for flow in node.incoming if flow.id not in arrived
    )
    return (
        f"Die Zusammenführung „{node.label}“ wartet auf einen Zweig, der nicht mehr kommen kann: {missing}. "
        "Wird der Schritt noch einmal versucht, geht der Fall ohne ihn weiter."
    )
