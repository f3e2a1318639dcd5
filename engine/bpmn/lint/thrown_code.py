"""What is thrown has a code by which it is caught (BPMN 2.0.2, tables 8.52 and 8.53, for executable processes)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_CODES = {
    "escalationEventDefinition": ("escalationRef", "escalationCode", "eine Eskalation"),
    "errorEventDefinition": ("errorRef", "errorCode", "einen Fehler"),
}


def check(file: File) -> Iterator[Remark]:
    for event in file.all("endEvent", "intermediateThrowEvent"):
        if not file.runs(event):
            continue
        for definition in file.definitions(event):
            if definition.name not in _CODES:
                continue
            reference, code, words = _CODES[definition.name]
            thrown = file.find(definition.get(reference))
            # A reference that leads nowhere is already a finding of the document.
            if not definition.get(reference) or (thrown is not None and not thrown.get(code)):
                yield file.fault(
                    event,
                    f"löst {words} ohne Code aus; niemand kann gezielt darauf reagieren.",
                    "Legen Sie den Code im Modellierungswerkzeug fest.",
                )


TOLD = Told(
    title="Fehler oder Eskalation ohne Code",
    why="Gefangen wird am Code. Ohne ihn weiß kein Ereignis, dass es gemeint ist.",
    wrong="Ein Endereignis löst einen Fehler ohne errorCode aus.",
    right="Der Fehler hat den Code „unterlagen_fehlen“.",
    norm="BPMN 2.0.2, Tabellen 8.52 und 8.53",
)
RULE = FileRule("thrown-code", Basis.STANDARD, check, TOLD)
