"""An ad-hoc sub-process holds activities and neither start nor end (BPMN 2.0.2, 10.3.5 ad-hoc sub-process)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import ACTIVITIES
from engine.bpmn.lint.context import Basis, Remark
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for scope, nodes in file.scopes():
        if scope.name != "adHocSubProcess":
            continue
        if not any(node.name in ACTIVITIES for node in nodes):
            yield file.fault(
                scope,
                "enthält keine Aktivität.",
                "Zeichnen Sie die Aufgaben hinein, die in beliebiger Reihenfolge erledigt werden.",
            )
        for node in nodes:
            if node.name in {"startEvent", "endEvent"}:
                yield file.fault(
                    node,
                    f"hat in dem Ad-hoc-Teilprozess „{scope.label}“ keinen Platz.",
                    "Löschen Sie das Ereignis; der Teilprozess endet durch seine Abschlussbedingung.",
                )


RULE = FileRule("ad-hoc-content", Basis.STANDARD, check)
