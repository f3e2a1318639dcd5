"""Compiles the markers that repeat an activity: standard loop and multi-instance (BPMN 10.3.8, 13.3.6, 13.3.7)."""

from __future__ import annotations

from engine.bpmn import data
from engine.bpmn.definitions import EventDefinition
from engine.bpmn.element import Document, Element
from engine.bpmn.events import compile_definition, definitions_of
from engine.bpmn.expressions import Values, is_short_number
from engine.bpmn.labels import ELEMENTS, called
from engine.bpmn.model import ComplexBehavior, Loop, LoopBehavior, MultiInstance, StandardLoop
from engine.bpmn.positions import EVENTS_BY_POSITION, Position
from engine.feel import Expression, compile_expression

_MARKERS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
#: what an activity may throw about its turns: what an event in the flow may, but for a jump
_TELLING = EVENTS_BY_POSITION[Position.THROW] - {"linkEventDefinition"}


def loop_of(document: Document, element: Element, values: Values) -> Loop | None:
    """The loop marker of an activity; None when it has none or the marker is faulty."""
    marker = element.first(*_MARKERS)
    if marker is None:
        return None
    if marker.name == "standardLoopCharacteristics":
        return _standard(element, marker, values)
    return _multiple(document, element, marker, values)


def _standard(element: Element, marker: Element, values: Values) -> Loop | None:
    condition = _expression(marker, "loopCondition", element, "Die Schleifenbedingung", values)
    written = marker.get("loopMaximum")
    maximum: Expression | None = None
    if is_short_number(written) and int(written) > 0:
        maximum = compile_expression(written)
    elif written:
        values.faults.error(
            "loop-maximum",
            element,
            f"Die Höchstzahl der Durchläufe von {called(element)} ist keine Zahl ab 1: „{written}“",
            "Tragen Sie eine ganze Zahl ab 1 mit höchstens neun Ziffern ein.",
        )
        return None
    if condition is None and maximum is None:
        if marker.first("loopCondition") is None:
            values.faults.error(
                "loop-endless",
                element,
                f"Die Schleife von {called(element)} hat weder eine Bedingung noch eine Höchstzahl.",
                "Tragen Sie eine Schleifenbedingung oder eine Höchstzahl der Durchläufe ein.",
            )
        return None
    return StandardLoop(condition, marker.is_true("testBefore"), maximum)


def _multiple(document: Document, element: Element, marker: Element, values: Values) -> Loop | None:
    extension = marker.zeebe("loopCharacteristics")

    def of(attribute: str, what: str) -> Expression | None:
        return values.expression(element, extension.get(attribute), what) if extension else None

    cardinality = _number(marker, element, values)
    collection = of("inputCollection", "Die Liste")
    reference = marker.first("loopDataInputRef")
    if collection is None and reference is not None:
        collection = data.source_of(document, element, reference.text)
    if cardinality is None and collection is None:
        if marker.first("loopCardinality") is None and not (extension and extension.get("inputCollection")):
            values.faults.error(
                "loop-cardinality",
                element,
                f"{called(element)} sagt nicht, wie oft sie ausgeführt wird.",
                "Tragen Sie eine Liste („inputCollection“) oder eine Anzahl („loopCardinality“) ein.",
            )
        return None
    if cardinality is not None and collection is not None:
        values.faults.error(
            "loop-cardinality",
            element,
            f"{called(element)} hat eine Anzahl und eine Liste; nur eines von beiden kann gelten.",
            "Löschen Sie die Anzahl oder die Liste.",
        )
        return None
    behavior = _behavior(marker)
    return MultiInstance(
        sequential=marker.is_true("isSequential"),
        cardinality=cardinality,
        collection=collection,
        input_element=_item(document, marker, "inputDataItem", extension, "inputElement"),
        output_collection=_output_collection(document, element, marker, extension),
        output_element=of("outputElement", "Das Ergebnis eines Durchlaufs") or _output_item(document, marker),
        completion=_expression(marker, "completionCondition", element, "Die Abschlussbedingung", values),
        behavior=behavior,
        event=_event(document, element, marker, behavior, values),
        complex=_complex(document, element, marker, values) if behavior is LoopBehavior.COMPLEX else (),
    )


def _behavior(marker: Element) -> LoopBehavior:
    """None, One and All are written with a capital in the schema and without it in its prose: both are read."""
    written = marker.get("behavior").capitalize()
    return LoopBehavior(written) if written in set(LoopBehavior) else LoopBehavior.ALL


def _number(marker: Element, element: Element, values: Values) -> Expression | None:
    cardinality = marker.first("loopCardinality")
    text = cardinality.text.strip() if cardinality is not None else ""
    if text.removeprefix("-").isdigit() and text.isascii():
        if text.startswith("-") and text.strip("-0"):
            values.faults.error(
                "loop-cardinality",
                element,
                f"Die Anzahl der Durchläufe von {called(element)} ist negativ: {text}",
                "Tragen Sie eine ganze Zahl ab 0 ein.",
            )
        return compile_expression(text)
    return _expression(marker, "loopCardinality", element, "Die Anzahl der Durchläufe", values)


def _expression(marker: Element, name: str, element: Element, what: str, values: Values) -> Expression | None:
    written = marker.first(name)
    if written is None:
        return None
    if written.text.strip() in {"true", "false"}:
        return compile_expression(written.text.strip())
    return values.expression(element, written.text, what)


def _item(document: Document, marker: Element, name: str, extension: Element | None, attribute: str) -> str:
    if extension is not None and extension.get(attribute):
        return extension.get(attribute)
    item = marker.first(name)
    return data.variable_of(document, item) if item is not None else ""


def _output_collection(
    document: Document, element: Element, marker: Element, extension: Element | None
) -> str:
    if extension is not None and extension.get("outputCollection"):
        return extension.get("outputCollection")
    reference = marker.first("loopDataOutputRef")
    if reference is None:
        return ""
    name = reference.text
    for association in element.all("dataOutputAssociation"):
        if any(child.text == name for child in association.all("sourceRef")):
            name = next((child.text for child in association.all("targetRef")), name)
    item = document.find(name)
    return data.variable_of(document, item) if item is not None else ""


def _output_item(document: Document, marker: Element) -> Expression | None:
    item = marker.first("outputDataItem")
    name = data.variable_of(document, item) if item is not None else ""
    return compile_expression(name) if name else None


def _event(
    document: Document, element: Element, marker: Element, behavior: LoopBehavior, values: Values
) -> EventDefinition | None:
    attribute = {LoopBehavior.NONE: "noneBehaviorEventRef", LoopBehavior.ONE: "oneBehaviorEventRef"}.get(
        behavior
    )
    if attribute is None:
        return None
    found = document.find(marker.get(attribute)) if marker.get(attribute) else None
    if found is None:
        values.faults.error(
            "loop-event",
            element,
            f"{called(element)} soll für ihre Durchläufe ein Ereignis auslösen, nennt es aber nicht („{attribute}“).",
            "Setzen Sie „behavior“ auf „All“ oder nennen Sie das Ereignis.",
        )
        return None
    return _thrown(document, element, found, values)


def _thrown(
    document: Document, element: Element, definition: Element, values: Values
) -> EventDefinition | None:
    """What is thrown about a turn; a finding when nobody could hear it or it would say that the activity is over."""
    if definition.name not in _TELLING:
        kind = ELEMENTS.get(definition.name, definition.name)
        values.faults.error(
            "loop-event",
            element,
            f"{called(element)} soll für ihre Durchläufe ein {kind} auslösen; das ist nicht möglich.",
            "Möglich sind Nachricht, Signal, Eskalation und Kompensation.",
        )
        return None
    return compile_definition(document, element, definition, Position.THROW, values)


def _complex(
    document: Document, element: Element, marker: Element, values: Values
) -> tuple[ComplexBehavior, ...]:
    found = []
    for one in marker.all("complexBehaviorDefinition"):
        condition = _expression(one, "condition", element, "Die Bedingung des Ereignisses", values)
        event = one.first("event", "implicitThrowEvent")
        definitions = [] if event is None else definitions_of(document, event)
        if condition is None or not definitions:
            values.faults.error(
                "loop-event",
                element,
                f"Ein Ereignis für die Durchläufe von {called(element)} hat keine Bedingung oder löst nichts aus.",
                "Tragen Sie beides ein oder löschen Sie die Angabe.",
            )
            continue
        for definition in definitions:
            compiled = _thrown(document, element, definition, values)
            if compiled is not None:
                found.append(ComplexBehavior(condition, compiled))
    return tuple(found)
