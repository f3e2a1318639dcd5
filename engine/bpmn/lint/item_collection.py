"""Data is a collection where its item definition says so, and only there (BPMN 2.0.2, tables 10.52, 10.59, 10.60)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for data in file.all("dataObject", "dataInput", "dataOutput"):
        definition = file.find(data.get("itemSubjectRef"))
        if definition is None or definition.name != "itemDefinition":
            continue
        if data.is_true("isCollection") != definition.is_true("isCollection"):
            yield file.fault(
                data,
                f"und die Datenart „{definition.label}“ sagen Verschiedenes darüber, ob es eine Liste ist.",
                "Setzen Sie „isCollection“ an beiden gleich.",
            )


TOLD = Told(
    title="Liste oder Einzelwert",
    why="Daten und ihre Datenart müssen sich einig sein, ob es einer oder viele Werte sind.",
    wrong="Das Datenobjekt ist eine Liste, seine Datenart nicht.",
    right="Beide sagen isCollection „true“, oder keine von beiden.",
    norm="BPMN 2.0.2, Tabellen 10.52, 10.59 und 10.60",
)
RULE = FileRule("item-collection", Basis.STANDARD, check, TOLD)
