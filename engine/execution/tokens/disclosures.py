"""What an element lets another body know: asked before anything goes out, noted when the element is left."""

from __future__ import annotations

from engine.bpmn import Discloses, Node
from engine.competence import RECIPIENTS, Nobody, remark
from engine.execution.changes import DataDisclosed
from engine.execution.instance import ElementInstance
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import groups
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain
from engine.feel import Expression, Value

_LONGEST_NORM = 200


def must_know(machine: Machine, one: ElementInstance, node: Node) -> None:
    """A Fault when nobody could note to whom the element hands over data, or by which norm."""
    if node.discloses is not None:
        _recipient(machine, one, node, node.discloses)
        _norm(machine, one, node, node.discloses)


def disclosed(machine: Machine, one: ElementInstance, node: Node) -> DataDisclosed | None:
    """What the element let somebody know; None for nothing, also where its list of data is empty.

    A Fault when it cannot be noted.
    """
    said = node.discloses
    if said is None:
        return None
    names = _data(machine, one, node, said)
    if not names:
        return None
    topic, authority = _recipient(machine, one, node, said)
    return DataDisclosed(node.id, one.id, topic, authority, _norm(machine, one, node, said), names)


def _recipient(machine: Machine, one: ElementInstance, node: Node, said: Discloses) -> tuple[str, int | None]:
    """The topic, and the authority that is competent; none for a topic or a body alone, which says what kind it is."""
    value = _value(machine, one, node, said.recipient, "keine empfangende Stelle")
    named = value.get("gruppe") if isinstance(value, dict) else value
    if not isinstance(named, str) or not named.strip():
        raise _fault(node, "Sie nennt keine empfangende Stelle.")
    if value is named and named.strip() in RECIPIENTS:
        return named.strip(), None
    wrong = remark(named)
    if wrong:
        raise _fault(node, wrong)
    asked = groups.question(value, node)
    desk = machine.services.competence(asked)
    if isinstance(desk, Nobody):
        raise Fault(FaultKind.COMPETENCE, _fault(node, desk.sentence).message)
    return asked.topic, desk.authority


def _norm(machine: Machine, one: ElementInstance, node: Node, said: Discloses) -> str:
    value = _value(machine, one, node, said.norm, "keine Norm")
    if not isinstance(value, str) or not value.strip():
        raise _fault(node, "Sie nennt keine Norm.")
    norm = " ".join(value.split())
    if len(norm) > _LONGEST_NORM:
        raise _fault(node, f"Die Norm ist länger als {_LONGEST_NORM} Zeichen.")
    return norm


def _data(machine: Machine, one: ElementInstance, node: Node, said: Discloses) -> tuple[str, ...]:
    known = machine.services.data_names
    value = _value(machine, one, node, said.data, "keine Angaben")
    if isinstance(value, str):
        value = [value] if known is not None and value in known else [*value.split(",")]
    if not isinstance(value, list):
        raise _fault(node, "Sie nennt keine Liste von Angaben.")
    names = []
    for item in value:
        if not isinstance(item, str) or (known is not None and item.strip() not in known):
            raise _fault(node, "Eine der Angaben ist weder eine Kategorie noch eine Datengruppe des Ablaufs.")
        names.append(item.strip())
    return tuple(dict.fromkeys(names))


def _value(
    machine: Machine, one: ElementInstance, node: Node, expression: Expression | None, missing: str
) -> Value:
    if expression is None:
        raise _fault(node, f"Sie nennt {missing}.")
    result = evaluate(machine, one.id, expression)
    if result.value is None:
        because = f": {explain(result)}" if result.warnings else ""
        raise _fault(node, f"Sie nennt {missing}. „{expression.text}“ ergab nichts{because}.")
    return result.value


def _fault(node: Node, reason: str) -> Fault:
    return Fault(
        FaultKind.DISCLOSURE, f"Die Übermittlung bei „{node.label}“ lässt sich nicht vermerken. {reason}"
    )
