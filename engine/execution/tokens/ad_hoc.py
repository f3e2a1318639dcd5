"""Ad-hoc sub-processes: a person chooses what is done, how often and in which order (BPMN 13.3.5).

What runs at once is named by `zeebe:adHoc`. Without that and without a completion condition everything runs once, at
the same time or one after the other; then nobody has to choose. Otherwise the sub-process waits for choices.
"""

from __future__ import annotations

from engine.bpmn import AdHoc, Kind, Node
from engine.errors import Conflict
from engine.execution.instance import ElementInstance, Repeat
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import elements
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain
from engine.feel import Value

_CLOSING = ""
_NO_ACTIVITY = frozenset(
    {
        Kind.EXCLUSIVE_GATEWAY,
        Kind.PARALLEL_GATEWAY,
        Kind.INCLUSIVE_GATEWAY,
        Kind.EVENT_BASED_GATEWAY,
        Kind.COMPLEX_GATEWAY,
    }
)


def begin(machine: Machine, one: ElementInstance, node: Node, chosen: list[str]) -> None:
    """Start what needs no choice."""
    rule = _rule(node)
    if not chosen:
        if rule.completion is None and rule.active is None:
            finish(machine, one)
        return
    if rule.sequential:
        machine.instance.repeats[one.id] = Repeat(len(chosen), 1, items=list(chosen))
        chosen = chosen[:1]
    for element in chosen:
        machine.send(one.id, element)


def choose(machine: Machine, one: ElementInstance, node: Node) -> list[str]:
    """What runs at once; a Fault when the model names what is none of the steps."""
    rule = _rule(node)
    if rule.active is None:
        return list(node.entries) if rule.completion is None else []
    result = evaluate(machine, one.id, rule.active)
    named: Value = [] if result.value is None and not result.warnings else result.value
    inside = {other.id for other in machine.graph.nodes.values() if other.scope == node.id}
    if not isinstance(named, list) or any(
        not isinstance(element, str) or element not in inside for element in named
    ):
        raise Fault(
            FaultKind.EXPRESSION,
            f"„{node.label}“: „{rule.active.text}“ ergab keine Liste von Elementen dieses Teilprozesses: "
            f"{explain(result)}.",
        )
    return [element for element in named if isinstance(element, str)]


def _rule(node: Node) -> AdHoc:
    return node.behaviour if isinstance(node.behaviour, AdHoc) else AdHoc()


def close(machine: Machine, one: ElementInstance) -> None:
    """Nothing more may be chosen: it ends with what is under way."""
    machine.instance.met[one.id, _CLOSING] = set()


def check_choice(machine: Machine, one: ElementInstance, element: str) -> None:
    """Conflict when the element may not be started in the sub-process now."""
    node = machine.node(one)
    if element not in node.entries:
        raise Conflict(f"Expected to start {element} in {node.id}, but it is none of its choices")
    if _rule(node).sequential and machine.instance.children(one.id):
        raise Conflict(f"Expected to start {element} in {node.id}, but another step of it is under way")


def settle(machine: Machine, one: ElementInstance, element: str) -> None:
    """An element inside is over: look whether that was enough."""
    node = machine.node(one)
    rule = _rule(node)
    is_drained = machine.drained(one.id)
    is_closing = (one.id, _CLOSING) in machine.instance.met
    if (
        rule.completion is not None
        and not is_closing
        and machine.graph.nodes[element].kind not in _NO_ACTIVITY
    ):
        result = evaluate(machine, one.id, rule.completion)
        if not isinstance(result.value, bool):
            machine.fail(
                one,
                Fault(
                    FaultKind.CONDITION,
                    f"„{node.label}“: Die Abschlussbedingung „{rule.completion.text}“ ergab keinen Wert: "
                    f"{explain(result)}.",
                ),
            )
            return
        if result.value and (is_drained or rule.cancel_remaining):
            finish(machine, one)
            return
        if result.value:
            machine.instance.met[one.id, _CLOSING] = set()
            is_closing = True
    if not is_drained:
        return
    if is_closing or (not _start_next(machine, one) and rule.completion is None):
        finish(machine, one)


def _start_next(machine: Machine, one: ElementInstance) -> bool:
    """The next one of those that run one after the other."""
    repeat = machine.instance.repeats.get(one.id)
    if repeat is None or repeat.items is None or repeat.started >= len(repeat.items):
        return False
    element = repeat.items[repeat.started]
    repeat.started += 1
    machine.send(one.id, str(element))
    return True


def finish(machine: Machine, one: ElementInstance) -> None:
    """Take away what still runs and leave the sub-process."""
    elements.clear(machine, one.id)
    elements.leave(machine, one)
