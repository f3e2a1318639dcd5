"""A data object says what it is, its references say in which state (BPMN 2.0.2, 10.4.1 data object references).

References have no item definition of their own, and objects no state.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for reference in file.all("dataObjectReference"):
        if reference.get("itemSubjectRef"):
            yield file.fault(
                reference,
                "nennt eine Datenart; diese gehört an das Datenobjekt, auf das verwiesen wird.",
                "Tragen Sie die Datenart am Datenobjekt ein.",
            )
    for data in file.all("dataObject"):
        if data.first("dataState") is not None:
            yield file.fault(
                data,
                "hat einen Zustand; Zustände gehören an die Verweise auf ein Datenobjekt.",
                "Tragen Sie den Zustand an dem Verweis ein.",
            )


TOLD = Told(
    title="Datenobjekt mit Zustand, Verweis mit Datenart",
    why=(
        "Ein Datenobjekt sagt, was es ist; seine Verweise im Diagramm sagen, in welchem Zustand. Anders "
        "herum gäbe es ein Objekt mit mehreren Arten."
    ),
    wrong="Das Datenobjekt „Antrag“ hat selbst den Zustand „geprüft“.",
    right="Der Verweis auf „Antrag“ hat den Zustand „geprüft“, das Objekt die Datenart.",
    norm="BPMN 2.0.2, 10.4.1",
)
RULE = FileRule("data-object-split", Basis.STANDARD, check, TOLD)
