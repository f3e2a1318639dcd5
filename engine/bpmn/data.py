"""Data of the standard as variables (BPMN 10.4): objects and properties of a scope, inputs and outputs of an activity.

An association that only draws an arrow to a data object has no target or source of its own: it is documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.element import Document, Element
from engine.bpmn.expressions import Values
from engine.bpmn.labels import called
from engine.bpmn.model import Assignment
from engine.feel import Expression, compile_expression

_UNFIT = re.compile(r"\W+")
#: what modellers write to keep an arrow valid
_PLACEHOLDER = "__"


def variable_of(document: Document, item: Element) -> str:
    """The variable an item-aware element stands for: its name, else its id, as an identifier; empty for a mere arrow.

    References stand for what they refer to.
    """
    if item.name == "dataObjectReference":
        referred = document.find(item.get("dataObjectRef"))
        if referred is not None and not (item.get("name") and not referred.get("name")):
            item = referred
    name = item.get("name") or item.id
    if name.startswith(_PLACEHOLDER) or item.name == "dataStoreReference":
        return ""
    name = _UNFIT.sub("_", name).strip("_")
    return f"_{name}" if name[:1].isdigit() else name


def scope_data(document: Document, scope: Element) -> tuple[str, ...]:
    """The variables a process or sub-process starts with: its data objects and properties."""
    found = [variable_of(document, one) for one in scope.all("dataObject", "property", "dataObjectReference")]
    return tuple(dict.fromkeys(name for name in found if name))


def output_data(document: Document, element: Element) -> tuple[str, ...]:
    """The variables an activity or event fills for its output associations."""
    targets = {one.id for one in _items(element, "dataOutput")}
    used = {child.text for one in element.all("dataOutputAssociation") for child in one.all("sourceRef")}
    names = [variable_of(document, one) for one in _items(element, "dataOutput")] if targets & used else []
    return tuple(dict.fromkeys(name for name in names if name))


def data_inputs(document: Document, element: Element, values: Values) -> tuple[Assignment, ...]:
    """What the input associations bring into the local variables of an element."""
    return tuple(
        one
        for association in element.all("dataInputAssociation")
        for one in _assignments(document, element, association, values)
    )


def data_outputs(document: Document, element: Element, values: Values) -> tuple[Assignment, ...]:
    """What the output associations write from the local variables of an element to data around it."""
    return tuple(
        one
        for association in element.all("dataOutputAssociation")
        for one in _assignments(document, element, association, values)
    )


def source_of(document: Document, element: Element, reference: str) -> Expression | None:
    """The collection a multi-instance marker reads: the data behind a data input, or the data itself."""
    for association in element.all("dataInputAssociation"):
        if any(child.text == reference for child in association.all("targetRef")):
            reference = next((child.text for child in association.all("sourceRef")), reference)
    item = document.find(reference)
    name = variable_of(document, item) if item is not None else ""
    return compile_expression(name) if name else None


def _items(element: Element, kind: str) -> Iterator[Element]:
    yield from element.all(kind)
    for specification in element.all("ioSpecification"):
        yield from specification.all(kind)


def _assignments(
    document: Document, element: Element, association: Element, values: Values
) -> Iterator[Assignment]:
    written = list(association.all("assignment"))
    for assignment in written:
        source = assignment.first("from")
        target = assignment.first("to")
        name = _UNFIT.sub("_", target.text.lstrip("=").strip()) if target is not None else ""
        expression = values.value(element, source.text, "Die Zuweisung") if source is not None else None
        if expression is None or not name:
            values.faults.error(
                "assignment-incomplete",
                element,
                f"Eine Zuweisung an {called(element)} hat keine Quelle oder kein Ziel.",
                "Tragen Sie beides ein oder löschen Sie die Zuweisung.",
            )
            continue
        yield Assignment(expression, name)
    transformation = association.first("transformation")
    target = next((document.find(child.text) for child in association.all("targetRef") if child.text), None)
    name = variable_of(document, target) if target is not None else ""
    if transformation is not None:
        expression = values.expression(element, transformation.text, "Die Umformung")
        if expression is not None and name:
            yield Assignment(expression, name)
        return
    if written or not name:
        return
    for child in association.all("sourceRef"):
        source = document.find(child.text) if child.text else None
        variable = variable_of(document, source) if source is not None else ""
        if variable:
            yield Assignment(compile_expression(variable), name)
            return
