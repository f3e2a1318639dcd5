"""What kind of data an element carries: its item definition, or that of what it refers to (BPMN 2.0.2, 10.4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.file import File

_REFERRED = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}


def item_of(file: File, element: Element | None) -> str:
    """The id of the item definition of an item-aware element or message; empty where none is given."""
    if element is None:
        return ""
    if element.name in _REFERRED:
        element = file.find(element.get(_REFERRED[element.name])) or element
    return (
        element.get("itemSubjectRef")
        or element.get("itemRef")
        or (element.get("structureRef") if element.name in {"error", "escalation", "signal"} else "")
    )


def same_item(file: File, first: str, second: str) -> bool:
    """Whether two item definitions are one, or have the same structure."""
    return first == second or (structure(file, first) == structure(file, second) != "")


def structure(file: File, item: str) -> str:
    """The structure behind an item definition, as it is written."""
    definition = file.find(item)
    return definition.get("structureRef") if definition is not None else ""


def inputs(element: Element) -> Iterator[Element]:
    """The data inputs of an activity, a callable element or a throwing event."""
    yield from element.all("dataInput")
    for specification in element.all("ioSpecification"):
        yield from specification.all("dataInput")


def outputs(element: Element) -> Iterator[Element]:
    """The data outputs of an activity, a callable element or a catching event."""
    yield from element.all("dataOutput")
    for specification in element.all("ioSpecification"):
        yield from specification.all("dataOutput")
