"""The file must be valid by the schema of BPMN (BPMN 2.0.2, clause 2.1 and the schema tables of clauses 8 to 11).

A table of our own in `engine.bpmn.schema_table`: names, places, order and number of elements, and attributes with
their values. It holds for pictures too: a misspelt attribute is lost in either case.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.schema import Kind, violations
from engine.errors import Severity

_HINTS = {
    Kind.ELEMENT: "Entfernen oder ergänzen Sie das Element im Modellierungswerkzeug.",
    Kind.ORDER: "Öffnen und speichern Sie die Datei im Modellierungswerkzeug; es stellt die Reihenfolge her.",
    Kind.ATTRIBUTE: "Prüfen Sie die Schreibweise des Attributs.",
    Kind.VALUE: "Tragen Sie einen zulässigen Wert ein oder löschen Sie das Attribut.",
}


def check(file: File) -> Iterator[Remark]:
    for one in violations(file.document.root):
        yield Remark(one.element.id, Severity.ERROR, one.reason, _HINTS[one.kind], one.element.line)


TOLD = Told(
    title="Datei folgt nicht dem Schema",
    why=(
        "Namen, Ort, Reihenfolge und Anzahl der Elemente und die Werte der Attribute legt das Schema "
        "von BPMN fest. Was falsch geschrieben ist, geht beim nächsten Werkzeug verloren."
    ),
    wrong="Eine Aufgabe hat das Attribut „nmae“.",
    right="Sie hat das Attribut „name“.",
    norm="BPMN 2.0.2, 2.1 und die Schematabellen der Abschnitte 8 bis 11",
)
RULE = FileRule("schema", Basis.STANDARD, check, TOLD)
