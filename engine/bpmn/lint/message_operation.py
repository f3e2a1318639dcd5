"""A message event of an executable process names its operation (BPMN 2.0.2, table 10.89, operationRef).

Only a warning, and only where the message has a data type: hardly any diagram in use has operations, and nothing here
needs them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.labels import called
from engine.bpmn.lint.context import Basis, Remark
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


RULE = FileRule("message-operation", Basis.STANDARD, check)
