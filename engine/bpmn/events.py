"""Compiles what an event waits for or does, by its position in the process (BPMN 2.0.2, tables 10.84 and
10.93).
"""

from __future__ import annotations

from engine.bpmn import extensions
from engine.bpmn.definitions import (
    Cancel,
    Compensate,
    Conditional,
    Error,
    Escalation,
    EventDefinition,
    Link,
    Message,
    Signal,
    Terminate,
    Timer,
    TimerKind,
)
from engine.bpmn.element import Document, Element
from engine.bpmn.expressions import Values
from engine.bpmn.labels import ELEMENTS, called
from engine.bpmn.positions import EVENT_HINTS, EVENTS_BY_POSITION, Position
from engine.feel import Expression

_MUST_SAY = frozenset({Position.CATCH, Position.BOUNDARY, Position.EVENT_START})
_CATCHING = _MUST_SAY | {Position.PROCESS_START}
#: triggers that come from inside the process and cannot be collected one after the other
_STRUCTURAL = (Error, Escalation, Compensate, Cancel, Link)


def position_of(event: Element, scope: Element | None) -> Position:
    """Where an event stands; `scope` is the process or sub-process around it."""
    match event.name:
        case "intermediateCatchEvent":
            return Position.CATCH
        case "intermediateThrowEvent":
            return Position.THROW
        case "boundaryEvent":
            return Position.BOUNDARY
        case "endEvent":
            return Position.END
    if scope is None or scope.name == "process":
        return Position.PROCESS_START
    return Position.EVENT_START if scope.is_true("triggeredByEvent") else Position.INNER_START


def event_definitions(
    document: Document, event: Element, position: Position, values: Values
) -> tuple[EventDefinition, ...]:
    """The event definitions of one event, its own and those it refers to; unfit ones become findings."""
    found = definitions_of(document, event)
    if not found:
        if position in _MUST_SAY:
            values.faults.error(
                "event-undefined",
                event,
                f"{called(event)} sagt nicht, worauf gewartet wird.",
                "Wählen Sie die Art des Ereignisses, zum Beispiel Zeit oder Nachricht.",
            )
        return ()
    compiled: list[EventDefinition] = []
    for definition in found:
        if definition.name not in EVENTS_BY_POSITION[position]:
            kind = ELEMENTS.get(definition.name, definition.name)
            values.faults.error(
                "event-refused",
                event,
                f"{called(event)}: Ein {kind} ist an {position.value} nicht zulässig.",
                EVENT_HINTS.get(definition.name, ""),
            )
            continue
        one = compile_definition(document, event, definition, position, values)
        if one is not None:
            compiled.append(one)
    if len(compiled) > 1:
        _check_multiple(event, compiled, position, values)
    return tuple(compiled)


def compile_definition(
    document: Document, event: Element, definition: Element, position: Position, values: Values
) -> EventDefinition | None:
    """One event definition in a position; None with a finding when a part of it is missing."""
    match definition.name:
        case "timerEventDefinition":
            return _timer(event, definition, values)
        case "messageEventDefinition":
            return message(document, event, definition, position, values)
        case "signalEventDefinition":
            name = _named(document, event, definition, "signalRef", "name", values)
            return Signal(name) if name is not None else None
        case "conditionalEventDefinition":
            return _conditional(event, definition, values)
        case "linkEventDefinition":
            return _link(event, definition, values)
        case _:
            return _structural(document, event, definition, position, values)


def _structural(
    document: Document, event: Element, definition: Element, position: Position, values: Values
) -> EventDefinition | None:
    """What travels along the nesting of scopes and not from outside."""
    match definition.name:
        case "terminateEventDefinition":
            return Terminate()
        case "cancelEventDefinition":
            return Cancel()
        case "errorEventDefinition":
            return Error(
                _code(document, definition, "errorRef", "errorCode", position, values),
                extensions.property_of(event, "errorCodeVariable"),
                extensions.property_of(event, "errorMessageVariable"),
            )
        case "escalationEventDefinition":
            return Escalation(
                _code(document, definition, "escalationRef", "escalationCode", position, values),
                extensions.property_of(event, "escalationCodeVariable"),
            )
        case "compensateEventDefinition":
            reference = definition.get("activityRef")
            activity = document.find(reference) if reference else None
            return Compensate(
                activity.id if activity is not None else None, not definition.is_false("waitForCompletion")
            )
        case _:
            return None


def compensates(document: Document, event: Element) -> bool:
    """Whether a boundary event marks what undoes its activity."""
    return any(one.name == "compensateEventDefinition" for one in definitions_of(document, event))


def link_name(event: Element, definition: Element) -> str:
    """What a link throw and its catch share: the name of the definition, else of the event."""
    return " ".join(definition.get("name").split()) or " ".join(event.get("name").split())


def definitions_of(document: Document, event: Element) -> list[Element]:
    """The event definitions an event holds, then those it refers to."""
    own = [child for child in event.children if child.name.endswith("EventDefinition")]
    named = [document.find(child.text) for child in event.all("eventDefinitionRef") if child.text]
    return own + [one for one in named if one is not None and one.name.endswith("EventDefinition")]


def _check_multiple(
    event: Element, definitions: list[EventDefinition], position: Position, values: Values
) -> None:
    linked = any(isinstance(one, Link) for one in definitions)
    collected = position in _CATCHING and event.is_true("parallelMultiple")
    if linked or (collected and any(isinstance(one, _STRUCTURAL) for one in definitions)):
        values.faults.error(
            "event-multiple",
            event,
            f"{called(event)} verbindet Auslöser, die nicht zusammen eintreten können.",
            "Zeichnen Sie je Auslöser ein eigenes Ereignis.",
        )


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


def message(
    document: Document, owner: Element, holder: Element, position: Position, values: Values
) -> Message | None:
    """The message that `messageRef` of an event definition or a send or receive task names."""
    reference = holder.get("messageRef")
    found = document.find(reference) if reference else None
    if found is None:
        # A reference that leads nowhere is already a finding of the document.
        if not reference:
            # tasks may leave it open in the standard; an event of that kind may not
            is_event = holder.name == "messageEventDefinition"
            values.faults.error(
                "message-missing" if is_event else "task-message",
                owner,
                f"{called(owner)} nennt keine Nachricht.",
                "Wählen Sie eine Nachricht aus oder legen Sie eine an.",
            )
        return None
    name = values.value(found, found.get("name") or found.id, "Der Nachrichtenname")
    if name is None:
        return None
    if position is Position.PROCESS_START:
        return Message(name)
    key = extensions.correlation_key(found, values)
    if position in {Position.THROW, Position.END}:
        return extensions.published(owner, Message(name, key), values)
    return Message(name, key)


def _named(
    document: Document, event: Element, definition: Element, reference: str, attribute: str, values: Values
) -> Expression | None:
    """The name of what an event definition refers to; a definition that refers to nothing is a finding."""
    target = document.find(definition.get(reference)) if definition.get(reference) else None
    if target is not None:
        return values.value(target, target.get(attribute) or target.id, "Der Name")
    if not definition.get(reference):
        kind = ELEMENTS.get(definition.name, definition.name)
        values.faults.error(
            "event-unnamed",
            event,
            f"{called(event)}: Das {kind} nennt nicht, was gemeint ist („{reference}“ fehlt).",
            "Wählen Sie im Modellierer aus, was gemeint ist, oder legen Sie es an.",
        )
    return None


def _code(
    document: Document,
    definition: Element,
    reference: str,
    attribute: str,
    position: Position,
    values: Values,
) -> Expression | None:
    """The code of an error or escalation. A catch without one takes all; a throw without one goes by the id."""
    target = document.find(definition.get(reference)) if definition.get(reference) else None
    if target is None:
        return None
    code = target.get(attribute)
    return values.value(target, code if position in _CATCHING else code or target.id, "Der Code")


def _conditional(event: Element, definition: Element, values: Values) -> Conditional | None:
    written = next(definition.all("condition"), None)
    if written is None or not written.text:
        values.faults.error(
            "condition-missing",
            event,
            f"{called(event)} hat keine Bedingung.",
            "Tragen Sie einen FEEL-Ausdruck ein, der wahr oder falsch ergibt.",
        )
        return None
    condition = values.expression(event, written.text, "Die Bedingung")
    return Conditional(condition) if condition is not None else None


def _link(event: Element, definition: Element, values: Values) -> Link | None:
    name = link_name(event, definition)
    if name or definition.first("target", "source") is not None:
        return Link(name)
    values.faults.error(
        "link-unnamed",
        event,
        f"{called(event)} nennt nicht, zu welchem Link-Ereignis es gehört.",
        "Geben Sie beiden Link-Ereignissen denselben Namen.",
    )
    return None
