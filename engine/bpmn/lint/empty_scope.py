"""A process or sub-process in which nothing happens is a picture, not a step."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for scope, nodes in file.scopes():
        # `ad-hoc-content` speaks of the others.
        if not nodes and scope.name != "adHocSubProcess" and file.runs(scope):
            yield file.fault(
                scope,
                "ist leer.",
                "Zeichnen Sie die Schritte hinein oder verwenden Sie eine Aufgabe.",
            )


TOLD = Told(
    title="Leerer Prozess oder Teilprozess",
    why=(
        "Ein ausführbarer Ablauf, in dem nichts steht, tut nichts. Gemeint ist meist ein Schritt, der "
        "noch zu zeichnen ist."
    ),
    wrong="Der Teilprozess „Unterlagen beschaffen“ ist leer.",
    right="Er enthält Start, Schritte und Ende, oder an seiner Stelle steht eine Aufgabe.",
)
RULE = FileRule("empty-scope", Basis.PRACTICE, check, TOLD)
