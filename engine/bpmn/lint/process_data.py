"""The inputs of a process come from its caller, its outputs go there (BPMN 2.0.2, 10.4.1 data inputs and outputs).

Nothing inside a process writes its inputs or reads its outputs.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import inputs, outputs


def check(file: File) -> Iterator[Remark]:
    given = {one.id for process in file.all("process") for one in inputs(process)}
    returned = {one.id for process in file.all("process") for one in outputs(process)}
    for association in file.all("dataInputAssociation", "dataOutputAssociation"):
        owner = file.parent(association)
        if any(child.text in given for child in association.all("targetRef")):
            yield file.fault(
                owner,
                "schreibt in eine Dateneingabe des Prozesses; diese füllt nur, wer den Prozess aufruft.",
                "Schreiben Sie in ein Datenobjekt oder eine Datenausgabe.",
            )
        if any(child.text in returned for child in association.all("sourceRef")):
            yield file.fault(
                owner,
                "liest aus einer Datenausgabe des Prozesses; diese liest nur, wer den Prozess aufruft.",
                "Lesen Sie aus einem Datenobjekt oder einer Dateneingabe.",
            )


TOLD = Told(
    title="Eingang des Prozesses wird innen beschrieben",
    why=(
        "Die Eingänge eines Prozesses kommen von dem, der ihn ruft, die Ausgänge gehen an ihn. Innen "
        "wird der Eingang gelesen und der Ausgang geschrieben."
    ),
    wrong="Eine Aufgabe schreibt in einen Dateneingang des Prozesses.",
    right="Sie schreibt in ein Datenobjekt oder einen Datenausgang.",
    norm="BPMN 2.0.2, 10.4.1",
)
RULE = FileRule("process-data", Basis.STANDARD, check, TOLD)
