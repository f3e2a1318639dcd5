"""Events share only the event definitions of the file, never one that stands in another event
(BPMN 2.0.2, tables 10.82 and 10.83, eventDefinitionRefs).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for reference in file.all("eventDefinitionRef"):
        definition = file.find(reference.text)
        if definition is not None and file.parent(definition) is not file.document.root:
            yield file.fault(
                file.parent(reference),
                f"verweist auf „{reference.text}“; diese Ereignisdefinition gehört einem anderen Ereignis.",
                "Geben Sie dem Ereignis eine eigene Definition oder legen Sie eine gemeinsame auf oberster Ebene an.",
            )


RULE = FileRule("shared-definition", Basis.STANDARD, check)
