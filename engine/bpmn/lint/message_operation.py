"""A message event of an executable process names its operation (BPMN 2.0.2, table 10.89, operationRef).

Only a warning, and only where the message has a data type: hardly any diagram in use has operations, and nothing here
needs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.labels import called
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Severity


def check(file: File) -> Iterator[Remark]:
    for definition in file.all("messageEventDefinition"):
        message = file.find(definition.get("messageRef"))
        if message is None or not message.get("itemRef") or definition.first("operationRef") is not None:
            continue
        event: Element = file.parent(definition)
        if file.runs(event):
            yield Remark(
                event.id,
                Severity.WARNING,
                f"{called(event)} nennt keine Operation, obwohl „{message.label}“ eine Datenart hat.",
                "Ergänzen Sie „operationRef“, wenn andere Werkzeuge das Modell ausführen sollen.",
                event.line,
            )


TOLD = Told(
    title="Nachricht mit Datenart ohne Operation",
    why=(
        "Andere Werkzeuge, die das Modell ausführen, brauchen zur Nachricht die Operation einer "
        "Schnittstelle. Laufweg kommt ohne aus."
    ),
    wrong="Die Nachricht hat eine Datenart, ihr Ereignis nennt keine Operation.",
    right="Das Ereignis nennt „operationRef“.",
    norm="BPMN 2.0.2, Tabelle 10.89",
)
RULE = FileRule("message-operation", Basis.STANDARD, check, TOLD)
