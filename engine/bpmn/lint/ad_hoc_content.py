"""An ad-hoc sub-process holds activities and neither start nor end (BPMN 2.0.2, 10.3.5 ad-hoc sub-process)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import ACTIVITIES
from engine.bpmn.lint.context import Basis, Remark, Told
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


TOLD = Told(
    title="Ad-hoc-Teilprozess mit Start, Ende oder ohne Aktivität",
    why=(
        "In einem Ad-hoc-Teilprozess entscheiden die Beteiligten, was sie in welcher Reihenfolge tun. "
        "Ein Start- oder Endereignis gäbe eine Reihenfolge vor, und ohne Aktivität gäbe es nichts zu "
        "tun."
    ),
    wrong="Ein Ad-hoc-Teilprozess beginnt mit einem Startereignis.",
    right="Er enthält nur die Aktivitäten, unter denen gewählt wird.",
    norm="BPMN 2.0.2, 10.3.5",
)
RULE = FileRule("ad-hoc-content", Basis.STANDARD, check, TOLD)
