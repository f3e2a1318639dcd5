"""A condition chooses among ways: an activity with a conditional flow has another one (BPMN 2.0.2, 8.3.13)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import ACTIVITIES
from engine.bpmn.lint.context import Basis, Remark
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


RULE = FileRule("flow-condition", Basis.STANDARD, check)
