"""A collaboration is closed exactly when the choreography it shows is (BPMN 2.0.2, table 9.1, isClosed)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for collaboration in file.all("collaboration"):
        for reference in collaboration.all("choreographyRef"):
            shown = file.find(reference.text)
            if shown is not None and shown.is_true("isClosed") != collaboration.is_true("isClosed"):
                yield file.fault(
                    collaboration,
                    f"und „{shown.label}“ sind nicht beide geschlossen oder beide offen („isClosed“).",
                    "Geben Sie beiden denselben Wert.",
                )


TOLD = Told(
    title="Kollaboration und Choreografie verschieden abgeschlossen",
    why=(
        "Eine Kollaboration zeigt dieselben Nachrichten wie ihre Choreografie. Ist nur eine von beiden "
        "abgeschlossen, widersprechen sie sich darüber, ob weitere Nachrichten erlaubt sind."
    ),
    wrong="Die Kollaboration sagt isClosed „true“, die Choreografie „false“.",
    right="Beide sagen dasselbe.",
    norm="BPMN 2.0.2, Tabelle 9.1",
)
RULE = FileRule("collaboration-closed", Basis.STANDARD, check, TOLD)
