"""What an element lets another body know: asked before anything goes out, noted when the element is left."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import Discloses, Job, Node
from engine.competence import RECIPIENTS, Nobody, remark
from engine.execution.changes import DataDisclosed
from engine.execution.instance import ElementInstance
from engine.execution.services import Fault, FaultKind, Unstaffed
from engine.execution.tokens import groups
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain, write_local
from engine.feel import Expression, Value
from engine.sight import is_consent

_LONGEST_NORM = 200


class Unreleased(Fault):
    """No consent that holds lets the recipient know the data; none named: anything. A purpose may be named, too."""

    def __init__(self, step: str, topic: str, lacking: tuple[str, ...], purpose: str | None) -> None:
        self.recipient = RECIPIENTS.get(topic, topic)
        self.lacking = lacking
        self.purpose = purpose
        what = f" für {', '.join(f'„{name}“' for name in lacking)}" if lacking else ""
        why = "" if purpose is None else f" zum Zweck „{purpose}“"
        super().__init__(
            FaultKind.CONSENT,
            f"„{step}“ gibt nichts hinaus: Gegenüber „{self.recipient}“ gilt keine Einwilligung{what}{why}.",
        )


def must_know(machine: Machine, one: ElementInstance, node: Node) -> None:
    """A Fault when nobody could note to whom the element hands over data, or by which norm, and when that norm is a
    consent that does not hold. What a program does with them is held against any consent while its data are not known.
    """
    said = node.discloses
    if said is None:
        return
    topic, _authority = _recipient(machine, one, node, said)
    if is_consent(_norm(machine, one, node, said)):
        outside = isinstance(node.behaviour, Job)
        names = None if outside and _is_open(machine, one, said) else _data(machine, one, node, said)
        if names or outside:
            _must_be_released(machine, one, node, topic, names)


def disclosed(machine: Machine, one: ElementInstance, node: Node) -> DataDisclosed | None:
    """What the element let somebody know; None for nothing, also where its list of data is empty.

    A Fault when it cannot be noted, or no consent allows it; what a program has done is done.
    """
    said = node.discloses
    if said is None:
        return None
    names = _data(machine, one, node, said)
    if not names:
        return None
    topic, authority = _recipient(machine, one, node, said)
    norm = _norm(machine, one, node, said)
    if is_consent(norm) and not isinstance(node.behaviour, Job):
        _must_be_released(machine, one, node, topic, names)
    return DataDisclosed(node.id, one.id, topic, authority, norm, names)


def unreleased(
    machine: Machine, one: ElementInstance, brings: Mapping[str, Value] | None
) -> Unreleased | None:
    """Why no consent lets a waiting element hand over its data now: a user task with what it brings, a job (None)
    before it is done. The machine is thrown away afterwards.
    """
    node = machine.node(one)
    try:
        if brings is None:
            must_know(machine, one, node)
        else:
            write_local(machine, one.id, brings)
            disclosed(machine, one, node)
    except Unreleased as fault:
        return fault
    except Fault:
        return None  # the step itself says so
    return None


def _is_open(machine: Machine, one: ElementInstance, said: Discloses) -> bool:
    """Whether what a job brings says which data it hands over: nothing, or none, as long as it is not done."""
    return said.data is None or evaluate(machine, one.id, said.data).value in (None, [])


def _must_be_released(
    machine: Machine, one: ElementInstance, node: Node, topic: str, names: tuple[str, ...] | None
) -> None:
    """A Fault where the person does not let the recipient know all of these now; of what is not known yet, anything."""
    purpose = None if node.discloses is None else _purpose(machine, one, node.discloses)
    held = machine.services.released(topic, purpose)
    if held is None:
        return
    lacking = tuple(name for name in names or () if name not in held)
    if lacking or not (names or held):
        raise Unreleased(node.label, topic, lacking, purpose)


def _purpose(machine: Machine, one: ElementInstance, said: Discloses) -> str | None:
    """For what the consent must have been given; None where nothing is said. What gives no text is no purpose."""
    if said.purpose is None:
        return None
    value = evaluate(machine, one.id, said.purpose).value
    return value.strip() if isinstance(value, str) else ""


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
    found = machine.services.competence(asked)
    desk = found.desk if isinstance(found, Unstaffed) else found
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
