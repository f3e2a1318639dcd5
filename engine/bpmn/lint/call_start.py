"""A called process begins at a start event without trigger (BPMN 2.0.2, 10.3.6 and 10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    by_events_only = {
        process.id
        for process in file.all("process")
        if (starts := list(process.all("startEvent"))) and all(file.triggers(start) for start in starts)
    }
    for call in file.all("callActivity"):
        target = file.find(call.get("calledElement"))
        if target is not None and target.id in by_events_only:
            yield file.fault(
                call,
                f"ruft „{target.label}“ auf; dieser Prozess beginnt aber nur durch Ereignisse.",
                "Zeichnen Sie in den aufgerufenen Prozess ein Startereignis ohne Auslöser.",
            )


TOLD = Told(
    title="Gerufener Prozess ohne einfaches Startereignis",
    why=(
        "Ein Aufruf beginnt am Startereignis ohne Auslöser. Gibt es nur Startereignisse mit Nachricht "
        "oder Zeit, kann der Aufruf nirgends beginnen."
    ),
    wrong="Der gerufene Prozess beginnt nur mit der Nachricht „Antrag eingegangen“.",
    right="Er hat daneben ein Startereignis ohne Auslöser.",
    norm="BPMN 2.0.2, 10.3.6 und 10.5.2",
)
RULE = FileRule("call-start", Basis.STANDARD, check, TOLD)
