"""An event sub-process stands beside the flow and begins with one event (BPMN 2.0.2, 10.3.5 and 10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for scope, nodes in file.scopes():
        if not scope.is_true("triggeredByEvent"):
            continue
        if file.incoming.get(scope.id) or file.outgoing.get(scope.id):
            yield file.fault(
                scope,
                "wird durch ein Ereignis gestartet und hat deshalb keinen Sequenzfluss.",
                "Löschen Sie den Sequenzfluss oder das Häkchen „durch Ereignis ausgelöst“.",
            )
        starts = [node for node in nodes if node.name == "startEvent"]
        if len(starts) != 1:
            yield file.fault(
                scope,
                f"hat {len(starts) or 'kein'} Startereignis{'se' * (len(starts) > 1)} statt genau einem.",
                "Zeichnen Sie genau ein Startereignis mit Auslöser.",
            )
        for start in starts:
            if not file.triggers(start):
                yield file.fault(
                    start,
                    "startet einen Ereignis-Teilprozess, sagt aber nicht, worauf es wartet.",
                    "Wählen Sie die Art des Ereignisses, zum Beispiel Nachricht oder Zeit.",
                )


TOLD = Told(
    title="Ereignis-Teilprozess falsch begonnen",
    why=(
        "Ein Ereignis-Teilprozess steht neben dem Ablauf und beginnt mit genau einem Ereignis. Flüsse "
        "dorthin oder ein Start ohne Auslöser widersprechen dem."
    ),
    wrong="Ein Sequenzfluss führt in den Ereignis-Teilprozess „Umzug“.",
    right="Er beginnt mit der Nachricht „Umzug gemeldet“ und hat keine Flüsse nach außen.",
    norm="BPMN 2.0.2, 10.3.5 und 10.5.2",
)
RULE = FileRule("event-sub-process", Basis.STANDARD, check, TOLD)
