"""Cancel events belong to transactions: at their border or at an end inside (BPMN 2.0.2, 10.5.3 and 10.5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import SUB_PROCESSES, Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for event in file.all("boundaryEvent", "endEvent"):
        if "cancel" not in file.triggers(event):
            continue
        if event.name == "endEvent":
            if not _in_transaction(file, event):
                yield file.fault(
                    event,
                    "bricht eine Transaktion ab, liegt aber in keiner.",
                    "Zeichnen Sie den Teilprozess als Transaktion oder ein anderes Endereignis.",
                )
            continue
        host = file.find(event.get("attachedToRef"))
        if host is not None and host.name != "transaction":
            yield file.fault(
                event,
                f"wartet auf einen Abbruch, ist aber nicht an eine Transaktion angeheftet („{host.label}“).",
                "Heften Sie das Ereignis an eine Transaktion an.",
            )


def _in_transaction(file: File, element: Element) -> bool:
    around = file.parent(element)
    while around.name in SUB_PROCESSES:
        if around.name == "transaction":
            return True
        around = file.parent(around)
    return False


TOLD = Told(
    title="Abbruch außerhalb einer Transaktion",
    why="Ein Abbruch nimmt eine Transaktion zurück. Außerhalb gibt es nichts zurückzunehmen.",
    wrong="Ein Abbruch-Ende steht im Prozess selbst.",
    right="Es steht in einer Transaktion, oder es ist ein Fehlerende.",
    norm="BPMN 2.0.2, 10.5.3 und 10.5.4",
)
RULE = FileRule("transaction-cancel", Basis.STANDARD, check, TOLD)
