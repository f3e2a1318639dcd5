"""Which sequence flows a token takes when it leaves (BPMN 10.6, 13.4)."""

from __future__ import annotations

from engine.bpmn import Flow, Kind, Node
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens.joins import WAITING_FOR_START
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain


def choose(machine: Machine, place: int, node: Node) -> tuple[Flow, ...]:
    """The flows to take: all of a parallel gateway, the first true one of an exclusive gateway, of anything else
    every unconditional and every true one. The default flow only when no condition holds. Conditions see the variables
    of the element instance `place`: the element's own, or its scope.
    """
    if node.ways is not None:
        return node.ways
    taken: list[Flow] = []
    chosen = False
    for flow in node.outgoing:
        if flow.id != node.default and _holds(machine, place, node, flow):
            taken.append(flow)
            chosen = chosen or flow.condition is not None or node.kind is Kind.EXCLUSIVE_GATEWAY
            if node.kind is Kind.EXCLUSIVE_GATEWAY:
                break
    if not chosen:
        taken += [flow for flow in node.outgoing if flow.id == node.default]
    if not taken:
        tried = "; ".join(f"„{flow.condition.text}“" for flow in node.outgoing if flow.condition is not None)
        raise Fault(
            FaultKind.NO_FLOW,
            f"Kein Weg führt von „{node.name or node.id}“ weiter: Keine der Bedingungen trifft zu ({tried}), "
            "und ein Standardfluss fehlt.",
        )
    return tuple(taken)


def _holds(machine: Machine, place: int, node: Node, flow: Flow) -> bool:
    if flow.condition is None:
        return True
    if node.kind is Kind.COMPLEX_GATEWAY:
        context = {**machine.instance.context(place), WAITING_FOR_START: True}
        result = flow.condition.evaluate(context, machine.environment())
    else:
        result = evaluate(machine, place, flow.condition)
    if isinstance(result.value, bool):
        return result.value
    reason = (
        f"ergab keinen Wert: {explain(result)}" if result.value is None else "ergab weder wahr noch falsch"
    )
    raise Fault(FaultKind.CONDITION, f"Die Bedingung „{flow.condition.text}“ {reason}.")
