"""A message flow connects two participants (BPMN 2.0.2, 9.4 and 7.6.2): never two elements of one pool."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for flow in file.all("messageFlow"):
        source, target = file.find(flow.get("sourceRef")), file.find(flow.get("targetRef"))
        if source is None or target is None:
            continue
        if source is target or (_pool(file, source) is _pool(file, target)):
            yield file.fault(
                flow,
                "verbindet Elemente desselben Beteiligten.",
                "Verwenden Sie innerhalb eines Beteiligten einen Sequenzfluss.",
            )


def _pool(file: File, end: Element) -> Element:
    """The process an end belongs to; a participant without process stands for itself."""
    if end.name == "participant":
        return file.find(end.get("processRef")) or end
    process = file.process(end)
    return process if process.name == "process" else end


TOLD = Told(
    title="Nachrichtenfluss innerhalb eines Pools",
    why=("Nachrichten gehen zwischen Beteiligten. Innerhalb eines Pools verbindet der Sequenzfluss."),
    wrong="Ein Nachrichtenfluss verbindet zwei Aufgaben desselben Pools.",
    right="Ein Sequenzfluss verbindet sie.",
    norm="BPMN 2.0.2, 9.4 und 7.6.2",
)
RULE = FileRule("message-flow-pools", Basis.STANDARD, check, TOLD)
