"""A data object in a state is named *Name [State]* (BPMN 2.0.2, table 10.53: naming convention).

Said only where object, state and reference all have a name.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for reference in file.all("dataObjectReference"):
        target = file.find(reference.get("dataObjectRef"))
        state = reference.first("dataState")
        if target is None or state is None:
            continue
        name, written = target.get("name"), reference.get("name")
        wanted = f"{name} [{state.get('name')}]"
        if name and state.get("name") and written and " ".join(written.split()) != " ".join(wanted.split()):
            yield file.fault(
                reference,
                f"müsste nach Objekt und Zustand „{wanted}“ heißen.",
                "Benennen Sie den Verweis um oder ändern Sie den Zustand.",
            )


TOLD = Told(
    title="Datenobjekt im Zustand falsch benannt",
    why=(
        "Ein Verweis auf ein Datenobjekt in einem Zustand heißt „Name [Zustand]“. So sieht man im "
        "Diagramm, in welchem Zustand die Daten sind."
    ),
    wrong="Der Verweis auf „Antrag“ im Zustand „geprüft“ heißt „geprüfter Antrag“.",
    right="Er heißt „Antrag [geprüft]“.",
    norm="BPMN 2.0.2, Tabelle 10.53",
)
RULE = FileRule("data-state-name", Basis.STANDARD, check, TOLD)
