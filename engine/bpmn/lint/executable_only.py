"""What an executable process must not say of itself (BPMN 2.0.2, tables 10.1 and 8.59).

It is not public, and no other activity may come between the ends of its flows (`isImmediate` is not false).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Fix


def check(file: File) -> Iterator[Remark]:
    for process in file.all("process"):
        if process.is_true("isExecutable") and process.get("processType") == "Public":
            yield file.fault(
                process,
                "ist öffentlich (processType „Public“); ein solcher Prozess ist nie ausführbar.",
                "Setzen Sie „processType“ auf „Private“ oder löschen Sie die Angabe.",
                Fix(process.id, "processType"),
            )
    for flow in file.all("sequenceFlow"):
        if flow.is_false("isImmediate") and file.runs(flow):
            yield file.fault(
                flow,
                "ist nicht unmittelbar (isImmediate „false“); das geht in ausführbaren Prozessen nicht.",
                "Löschen Sie die Angabe „isImmediate“.",
                Fix(flow.id, "isImmediate"),
            )


TOLD = Told(
    title="Angabe, die ein ausführbarer Prozess nicht machen darf",
    why=(
        "Ein öffentlicher Prozess zeigt nur, was andere sehen; ausführbar ist er nie. Und zwischen den "
        "Enden eines Flusses kann in der Ausführung nichts anderes geschehen."
    ),
    wrong="processType ist „Public“, oder ein Fluss sagt isImmediate „false“.",
    right="processType ist „Private“ oder fehlt; isImmediate fehlt.",
    norm="BPMN 2.0.2, Tabellen 10.1 und 8.59",
)
RULE = FileRule("executable-only", Basis.STANDARD, check, TOLD)
