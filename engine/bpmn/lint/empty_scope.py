"""A process or sub-process in which nothing happens is a picture, not a step."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark
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


RULE = FileRule("empty-scope", Basis.PRACTICE, check)
