"""Compiles sequence flows and checks that each connects two elements of the same process or sub-process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.element import BPMN, FLOW_NODES, Document, Element
from engine.bpmn.expressions import Values
from engine.bpmn.faults import Faults
from engine.bpmn.labels import called
from engine.bpmn.model import Flow
from engine.feel import Expression


def flow_elements(scope: Element) -> Iterator[Element]:
    """The flow nodes that stand directly in a process or sub-process, in document order."""
    return (child for child in scope.children if child.namespace == BPMN and child.name in FLOW_NODES)


def compile_flow(element: Element, nodes: Mapping[str, Element], values: Values) -> Flow | None:
    """The flow between two nodes of one scope; None with a finding when an end lies elsewhere."""
    source, target = element.get("sourceRef"), element.get("targetRef")
    for end in (source, target):
        if end not in nodes:
            _crosses(element, end, values)
            return None
    if nodes[source].name == "endEvent":
        values.faults.error(
            "flow-from-end",
            element,
            f"Aus {called(nodes[source])} führt ein Sequenzfluss; nach einem Endereignis geht es nicht "
            f"weiter.",
            "Entfernen Sie den Fluss oder verwenden Sie eine Aufgabe.",
        )
    if nodes[target].name == "startEvent":
        values.faults.error(
            "flow-to-start",
            element,
            f"In {called(nodes[target])} führt ein Sequenzfluss; vor einem Startereignis liegt nichts.",
            "Führen Sie den Fluss zu dem Element nach dem Startereignis.",
        )
    return Flow(
        id=element.id,
        source=source,
        target=target,
        name=" ".join(element.get("name").split()),
        condition=_condition(element, values),
    )


def check_lists(document: Document, node: Element, faults: Faults) -> None:
    """Note where the `incoming` and `outgoing` lists of a node contradict the ends of a flow.

    The lists only repeat what `sourceRef` and `targetRef` say (BPMN 2.0.2, table 8.44); a list that says something
    else was left behind by an edit, and nobody can tell which of the two was meant.
    """
    for direction, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        for reference in node.all(direction):
            flow = document.find(reference.text)
            if flow is not None and flow.name == "sequenceFlow" and document.find(flow.get(end)) is not node:
                faults.error(
                    "flow-contradiction",
                    node,
                    f"{called(node)} nennt den Fluss „{flow.label}“ unter „{direction}“, der Fluss aber nicht das "
                    "Element.",
                    "Verbinden Sie den Fluss im Diagramm neu.",
                )


def _condition(element: Element, values: Values) -> Expression | None:
    condition = element.first("conditionExpression")
    if condition is None:
        return None
    if condition.text:
        return values.expression(element, condition.text, "Die Bedingung")
    values.faults.error(
        "condition-empty",
        element,
        f"Die Bedingung von „{element.label}“ ist leer.",
        "Tragen Sie einen FEEL-Ausdruck ein oder entfernen Sie die Bedingung.",
    )
    return None


def _crosses(element: Element, end: str, values: Values) -> None:
    # An end that is missing altogether is already a finding of the document.
    if end:
        values.faults.error(
            "flow-crosses",
            element,
            f"„{element.label}“ verbindet ein Element außerhalb seines Prozesses oder Teilprozesses: „{end}“",
            "Ein Sequenzfluss bleibt in seinem Teilprozess; zwischen Beteiligten stehen Nachrichtenflüsse.",
        )
