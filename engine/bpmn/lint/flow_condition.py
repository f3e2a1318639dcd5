"""A condition chooses among ways: an activity with a conditional flow has another one (BPMN 2.0.2, 8.3.13)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import ACTIVITIES
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for flow in file.all("sequenceFlow"):
        source = file.find(flow.get("sourceRef"))
        if (
            source is not None
            and source.name in ACTIVITIES
            and len(file.outgoing.get(source.id, ())) == 1
            and flow.first("conditionExpression") is not None
        ):
            yield file.fault(
                flow,
                f"trägt eine Bedingung, ist aber der einzige Ausgang von „{source.label}“.",
                "Löschen Sie die Bedingung oder zeichnen Sie den anderen Ausgang.",
            )


TOLD = Told(
    title="Bedingung am einzigen Weg",
    why=(
        "Eine Bedingung wählt unter Wegen. Hat eine Aktivität nur einen und trifft die Bedingung nicht "
        "zu, geht es nirgends weiter."
    ),
    wrong="Von „Antrag prüfen“ führt ein einziger Fluss mit Bedingung weg.",
    right="Es gibt einen zweiten Weg oder den Standardfluss, oder die Bedingung entfällt.",
    norm="BPMN 2.0.2, 8.3.13",
)
RULE = FileRule("flow-condition", Basis.STANDARD, check, TOLD)
