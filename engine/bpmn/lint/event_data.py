"""The data of an event belongs, one by one, to its event definitions (BPMN 2.0.2, 10.4.1 events).

An event has one input or output for each definition whose message, signal, error or escalation carries data, and of
the same item definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark
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
            if not items and file.runs(event):
                yield from _missing(file, event, definitions)
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


def _missing(file: File, event: Element, definitions: list[Element]) -> Iterator[Remark]:
    """What a message or signal carries would have nowhere to go, or nowhere to come from."""
    for definition in definitions:
        carrier = next((found for name in _CARRIERS if (found := file.find(definition.get(name)))), None)
        if item_of(file, carrier):
            yield file.fault(
                event,
                f"hat keine Daten, „{carrier.label if carrier else ''}“ trägt aber welche.",
                "Geben Sie dem Ereignis eine Ein- oder Ausgabe oder nehmen Sie der Nachricht die Datenart.",
            )
            return


def _pair(file: File, event: Element, item: Element, definition: Element) -> Iterator[Remark]:
    carrier = next((found for name in _CARRIERS if (found := file.find(definition.get(name)))), None)
    here, there = item_of(file, item), item_of(file, carrier)
    if here and there and not same_item(file, here, there):
        yield file.fault(
            event,
            f"hat Daten der Art „{here}“, „{carrier.label if carrier else ''}“ trägt aber „{there}“.",
            "Geben Sie beiden dieselbe Datenart.",
        )


RULE = FileRule("event-data", Basis.STANDARD, check)
