"""What starts an instance by itself has nothing before it (BPMN 2.0.2, 10.3.3 receive task and 10.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for element in file.all("receiveTask", "eventBasedGateway"):
        if element.is_true("instantiate") and file.incoming.get(element.id):
            yield file.fault(
                element,
                "startet den Prozess („instantiate“) und hat deshalb keinen Eingang.",
                "Löschen Sie den Sequenzfluss oder die Angabe „instantiate“.",
            )


TOLD = Told(
    title="Fluss in etwas, das selbst beginnt",
    why=("Eine Empfangsaufgabe oder ein Gateway, das selbst einen Vorgang beginnt, hat nichts vor sich."),
    wrong="In eine Empfangsaufgabe mit instantiate „true“ führt ein Fluss.",
    right="Der Fluss oder die Angabe instantiate ist gelöscht.",
    norm="BPMN 2.0.2, 10.3.3 und 10.6.6",
)
RULE = FileRule("instantiating", Basis.STANDARD, check, TOLD)
