"""The data of an event belongs, one by one, to its event definitions (BPMN 2.0.2, 10.5.1 data of events).

An event that has data has one input or output for each definition, of the item definition of its message, signal,
error or escalation. An event without data is right: then nothing is passed on.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import item_of, same_item

_EVENTS = (
    ("dataOutput", ("startEvent", "intermediateCatchEvent", "boundaryEvent")),
    ("dataInput", ("intermediateThrowEvent", "endEvent")),
)
_CARRIERS = ("messageRef", "errorRef", "escalationRef", "signalRef")


def check(file: File) -> Iterator[Remark]:
    for data, events in _EVENTS:
        for event in file.all(*events):
            items = list(event.all(data))
            definitions = list(file.definitions(event))
            if not items or not definitions:
                continue
            if len(items) != len(definitions):
                yield file.fault(
                    event,
                    f"hat {len(definitions)} Auslöser oder Ergebnisse, aber Daten für {len(items)}.",
                    "Geben Sie jedem Auslöser genau eine Ein- oder Ausgabe.",
                )
                continue
            for item, definition in zip(items, definitions, strict=True):
                yield from _pair(file, event, item, definition)


def _pair(file: File, event: Element, item: Element, definition: Element) -> Iterator[Remark]:
    carrier = next((found for name in _CARRIERS if (found := file.find(definition.get(name)))), None)
    if carrier is None:
        return
    here, there = item_of(file, item), item_of(file, carrier)
    if here and there and not same_item(file, here, there):
        yield file.fault(
            event,
            f"hat Daten der Art „{here}“, „{carrier.label}“ trägt aber „{there}“.",
            "Geben Sie beiden dieselbe Datenart.",
        )


TOLD = Told(
    title="Daten eines Ereignisses passen nicht zu seinen Auslösern",
    why=(
        "Zu jedem Auslöser eines Ereignisses gehört ein Ein- oder Ausgang mit der Datenart seiner "
        "Nachricht, seines Signals oder Fehlers."
    ),
    wrong="Ein Ereignis mit einer Nachricht hat zwei Datenausgänge.",
    right="Es hat einen, mit der Datenart der Nachricht.",
    norm="BPMN 2.0.2, 10.5.1",
)
RULE = FileRule("event-data", Basis.STANDARD, check, TOLD)
