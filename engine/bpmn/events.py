"""Compiles what an event waits for or does, by its position in the process (BPMN 2.0.2, tables 10.84 and
10.93).
"""

from __future__ import annotations

from engine.bpmn import extensions
from engine.bpmn.element import Document, Element
from engine.bpmn.expressions import Values
from engine.bpmn.labels import ELEMENTS, called
from engine.bpmn.model import EventDefinition, Message, Terminate, Timer, TimerKind
from engine.bpmn.positions import EVENT_HINTS, EVENTS_BY_POSITION

_MUST_WAIT = frozenset({"intermediateCatchEvent", "boundaryEvent"})
_POSITIONS = {
    "startEvent": "einem Startereignis",
    "endEvent": "einem Endereignis",
    "intermediateCatchEvent": "einem eintretenden Zwischenereignis",
    "boundaryEvent": "einem angehefteten Ereignis",
}


def event_definitions(document: Document, event: Element, values: Values) -> tuple[EventDefinition, ...]:
    """The event definitions of one event, its own and those it refers to; unfit ones become findings."""
    found = _definitions(document, event)
    if len(found) > 1:
        values.faults.error(
            "event-multiple",
            event,
            f"{called(event)} hat mehrere Ereignisdefinitionen; mehrfache Ereignisse werden noch nicht "
            f"ausgeführt.",
            "Zeichnen Sie je Auslöser ein eigenes Ereignis.",
        )
        return ()
    if not found:
        if event.name in _MUST_WAIT:
            values.faults.error(
                "event-undefined",
                event,
                f"{called(event)} sagt nicht, worauf gewartet wird.",
                "Wählen Sie die Art des Ereignisses, zum Beispiel Zeit oder Nachricht.",
            )
        return ()
    definition = found[0]
    if definition.name not in EVENTS_BY_POSITION.get(event.name, ()):
        kind = ELEMENTS.get(definition.name, definition.name)
        values.faults.error(
            "event-refused",
            event,
            f"{called(event)}: Ein {kind} wird an {_POSITIONS[event.name]} noch nicht ausgeführt.",
            EVENT_HINTS.get(definition.name, ""),
        )
        return ()
    return _compile(document, event, definition, values)


def _definitions(document: Document, event: Element) -> list[Element]:
    own = [child for child in event.children if child.name.endswith("EventDefinition")]
    named = [document.find(child.text) for child in event.all("eventDefinitionRef") if child.text]
    return own + [one for one in named if one is not None and one.name.endswith("EventDefinition")]


def _compile(
    document: Document, event: Element, definition: Element, values: Values
) -> tuple[EventDefinition, ...]:
    match definition.name:
        case "terminateEventDefinition":
            return (Terminate(),)
        case "timerEventDefinition":
            timer = _timer(event, definition, values)
            return (timer,) if timer else ()
        case _:
            message = _message(document, event, definition, values)
            return (message,) if message else ()


def _timer(event: Element, definition: Element, values: Values) -> Timer | None:
    written = [child for child in definition.all(*TimerKind) if child.text]
    if len(written) != 1:
        is_so = "keine Zeitangabe" if not written else "mehrere Zeitangaben"
        values.faults.error(
            "timer-missing",
            event,
            f"{called(event)} hat {is_so}.",
            "Tragen Sie genau ein Datum, eine Dauer (zum Beispiel P14D) oder eine Wiederholung ein.",
        )
        return None
    value = values.value(event, written[0].text, "Die Zeitangabe")
    return Timer(TimerKind(written[0].name), value) if value is not None else None


def _message(document: Document, event: Element, definition: Element, values: Values) -> Message | None:
    message = document.find(definition.get("messageRef")) if definition.get("messageRef") else None
    if message is None:
        # A reference that leads nowhere is already a finding of the document.
        if not definition.get("messageRef"):
            values.faults.error(
                "message-missing",
                event,
                f"{called(event)} nennt keine Nachricht.",
                "Wählen Sie eine Nachricht aus oder legen Sie eine an.",
            )
        return None
    name = values.value(message, message.get("name"), "Der Nachrichtenname")
    if name is None:
        if not message.get("name"):
            values.faults.error(
                "message-unnamed",
                message,
                f"Die Nachricht „{message.id}“ von {called(event)} hat keinen Namen.",
                "Geben Sie der Nachricht den Namen, unter dem sie gesendet wird.",
            )
        return None
    if event.name == "startEvent":
        return Message(name)
    return Message(name, extensions.correlation_key(message, values))
