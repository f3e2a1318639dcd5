"""Beside a start event every activity and gateway is reached by a flow (BPMN 2.0.2, 10.5.2).

Not meant: compensation activities, event sub-processes, and what stands in an ad-hoc sub-process. `event-flow` speaks
of events.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for scope, nodes in file.scopes():
        if scope.name == "adHocSubProcess" or all(node.name != "startEvent" for node in nodes):
            continue
        for node in nodes:
            stands_apart = (
                node.name.endswith("Event")
                or node.is_true("isForCompensation")
                or node.is_true("triggeredByEvent")
                or node.is_true("instantiate")
            )
            if not stands_apart and not file.incoming.get(node.id):
                yield file.fault(
                    node,
                    "wird durch keinen Sequenzfluss erreicht.",
                    "Führen Sie einen Sequenzfluss zu dem Element oder löschen Sie es.",
                )


TOLD = Told(
    title="Element, zu dem nichts führt",
    why=(
        "Gibt es ein Startereignis, wird jedes Element durch einen Fluss erreicht. Dieses wird nie "
        "ausgeführt."
    ),
    wrong="„Bescheid prüfen“ steht im Diagramm ohne eingehenden Fluss.",
    right="Ein Fluss führt dorthin, oder das Element ist gelöscht.",
    norm="BPMN 2.0.2, 10.5.2",
)
RULE = FileRule("no-incoming", Basis.STANDARD, check, TOLD)
