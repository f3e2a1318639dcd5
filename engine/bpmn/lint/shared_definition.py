"""Events share only the event definitions of the file, never one that stands in another event
(BPMN 2.0.2, tables 10.82 and 10.83, eventDefinitionRefs).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
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


TOLD = Told(
    title="Auslöser eines anderen Ereignisses mitbenutzt",
    why=(
        "Ereignisse teilen sich nur Definitionen, die in der Datei für sich stehen. Steht eine in einem "
        "anderen Ereignis, verschwindet sie mit ihm."
    ),
    wrong="Ein Ereignis verweist auf die Definition in einem anderen Ereignis.",
    right="Die Definition steht unter „definitions“, und beide verweisen darauf.",
    norm="BPMN 2.0.2, Tabellen 10.82 und 10.83",
)
RULE = FileRule("shared-definition", Basis.STANDARD, check, TOLD)
