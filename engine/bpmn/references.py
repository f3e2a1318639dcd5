"""Checks ids and references of a file: every id once, every reference to an element that exists and fits.

One table says which attribute or child of which element refers to what (BPMN 2.0.2, the XML schemas of clause
15).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.element import BPMN, FLOW_NODES, SUB_PROCESSES, Element
from engine.bpmn.faults import Faults

_ACTIVITIES = frozenset(
    name
    for name in FLOW_NODES
    if name in SUB_PROCESSES or name == "callActivity" or name.lower().endswith("task")
)
_CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
_EVENTS = frozenset(name for name in FLOW_NODES if name.endswith("Event"))
_ANY: frozenset[str] = frozenset()


class _Written(StrEnum):
    """Where a reference stands."""

    ATTRIBUTE = "attribute"
    REQUIRED = "required attribute"
    CHILD = "child element"


@dataclass(frozen=True, slots=True)
class _Reference:
    owners: frozenset[str]
    name: str
    targets: frozenset[str]
    written: _Written = _Written.ATTRIBUTE


def _row(
    owners: str | frozenset[str],
    name: str,
    targets: str | frozenset[str],
    written: _Written = _Written.ATTRIBUTE,
) -> _Reference:
    def names(given: str | frozenset[str]) -> frozenset[str]:
        return frozenset({given}) if isinstance(given, str) else given

    return _Reference(names(owners), name, names(targets), written)


_REFERENCES = (
    _row("sequenceFlow", "sourceRef", FLOW_NODES | _CHOREOGRAPHY, _Written.REQUIRED),
    _row("sequenceFlow", "targetRef", FLOW_NODES | _CHOREOGRAPHY, _Written.REQUIRED),
    _row("boundaryEvent", "attachedToRef", _ACTIVITIES, _Written.REQUIRED),
    _row(FLOW_NODES, "default", "sequenceFlow"),
    _row(FLOW_NODES | _CHOREOGRAPHY, "incoming", "sequenceFlow", _Written.CHILD),
    _row(FLOW_NODES | _CHOREOGRAPHY, "outgoing", "sequenceFlow", _Written.CHILD),
    _row(_EVENTS, "eventDefinitionRef", _ANY, _Written.CHILD),
    _row(frozenset({"messageEventDefinition", "sendTask", "receiveTask"}), "messageRef", "message"),
    _row("signalEventDefinition", "signalRef", "signal"),
    _row("errorEventDefinition", "errorRef", "error"),
    _row("escalationEventDefinition", "escalationRef", "escalation"),
    _row("compensateEventDefinition", "activityRef", _ACTIVITIES),
    _row("association", "sourceRef", _ANY, _Written.REQUIRED),
    _row("association", "targetRef", _ANY, _Written.REQUIRED),
    _row("messageFlow", "sourceRef", _ANY, _Written.REQUIRED),
    _row("messageFlow", "targetRef", _ANY, _Written.REQUIRED),
    _row("messageFlow", "messageRef", "message"),
    _row("participant", "processRef", "process"),
    _row("lane", "flowNodeRef", _ANY, _Written.CHILD),
    _row("dataObjectReference", "dataObjectRef", "dataObject"),
    _row("dataStoreReference", "dataStoreRef", "dataStore"),
)


def _by_owner() -> Mapping[str, tuple[_Reference, ...]]:
    owners = {owner for reference in _REFERENCES for owner in reference.owners}
    return {owner: tuple(one for one in _REFERENCES if owner in one.owners) for owner in owners}


_BY_OWNER = _by_owner()


def index(root: Element, faults: Faults) -> dict[str, Element]:
    """Every BPMN element by its id; a second element with the same id is a fault and stays out."""
    elements: dict[str, Element] = {}
    for element in root.walk():
        if element.namespace != BPMN or not element.id:
            continue
        if element.id not in elements:
            elements[element.id] = element
            continue
        first = elements[element.id]
        faults.error(
            "id-duplicate",
            element,
            f"Die Kennung „{element.id}“ ist zweimal vergeben (zuerst in Zeile {first.line}).",
            "Geben Sie jedem Element eine eigene Kennung.",
        )
    return elements


def check_references(root: Element, elements: Mapping[str, Element], faults: Faults) -> None:
    """Note every reference that is missing, leads nowhere, or leads to an element of the wrong kind."""
    # A QName with a prefix may name an element of an imported file, which this file cannot answer for.
    imports = root.first("import") is not None
    for element in root.walk():
        if element.namespace != BPMN:
            continue
        for reference in _BY_OWNER.get(element.name, ()):
            for value in _values(element, reference, faults):
                target = elements.get(value) or elements.get(value.rpartition(":")[2])
                if target is None:
                    if not (imports and ":" in value):
                        _dangling(element, reference, value, faults)
                elif reference.targets and target.name not in reference.targets:
                    _unfit(element, reference, target, faults)


def _values(element: Element, reference: _Reference, faults: Faults) -> Iterator[str]:
    if reference.written is _Written.CHILD:
        yield from (child.text for child in element.all(reference.name) if child.text)
        return
    value = element.get(reference.name)
    if value:
        yield value
    elif reference.written is _Written.REQUIRED:
        faults.error(
            "reference-missing",
            element,
            f"Dem Element „{element.label or element.name}“ fehlt die Angabe „{reference.name}“.",
            "Verbinden Sie das Element im Diagramm neu.",
        )


def _dangling(element: Element, reference: _Reference, value: str, faults: Faults) -> None:
    faults.error(
        "reference-dangling",
        element,
        f"„{element.label or element.name}“ verweist mit „{reference.name}“ auf „{value}“, das es in der "
        f"Datei nicht gibt.",
        "Verbinden Sie das Element neu oder löschen Sie den Verweis.",
    )


def _unfit(element: Element, reference: _Reference, target: Element, faults: Faults) -> None:
    faults.error(
        "reference-kind",
        element,
        f"„{element.label or element.name}“ verweist mit „{reference.name}“ auf „{target.label}“ "
        f"({target.name}), "
        "das dafür nicht zulässig ist.",
        "Verbinden Sie das Element mit einem passenden Ziel.",
    )
