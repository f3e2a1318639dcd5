"""An attached event must lead somewhere (BPMN 2.0.2, 10.5.4: it must have an outgoing flow).

An attached compensation leads on by an association instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.definitions import Compensate
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        compensates = any(isinstance(event, Compensate) for event in node.events)
        if node.kind is Kind.BOUNDARY_EVENT and not node.outgoing and not compensates:
            yield error(
                node,
                f"Nach dem angehefteten Ereignis {titled(node)} geht es nicht weiter.",
                "Führen Sie einen Sequenzfluss zu dem Schritt, der dann folgt.",
            )


TOLD = Told(
    title="Angeheftetes Ereignis führt nirgendwohin",
    why=("Tritt das Ereignis ein, muss es weitergehen. Ohne Ausgang bliebe der Vorgang dort stehen."),
    wrong="An „Unterlagen abwarten“ hängt eine Frist ohne ausgehenden Fluss.",
    right="Von der Frist führt ein Fluss zu „An Unterlagen erinnern“.",
    norm="BPMN 2.0.2, 10.5.4",
)
RULE = Rule("boundary-outgoing", Basis.STANDARD, check, TOLD)
