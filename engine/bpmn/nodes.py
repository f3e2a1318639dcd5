"""Compiles one flow element into a `Node`: what it is, what it does, and what of it is refused."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn import data, extensions
from engine.bpmn.behaviours import behaviour_of
from engine.bpmn.catalogue import refusal_of
from engine.bpmn.definitions import Cancel, Error, EventDefinition
from engine.bpmn.element import ACTIVITIES, BPMN, FLOW_NODES, SUB_PROCESSES, Document, Element
from engine.bpmn.events import event_definitions, position_of
from engine.bpmn.expressions import Values, is_short_number
from engine.bpmn.faults import Faults
from engine.bpmn.labels import called
from engine.bpmn.loops import loop_of
from engine.bpmn.model import Flow, Kind, Node
from engine.bpmn.positions import ATTRIBUTES
from engine.bpmn.vendors import check_extensions

_EVENTS = frozenset(name for name in FLOW_NODES if name.endswith("Event"))
_OWN = FLOW_NODES | {"sequenceFlow"}
#: more tokens at once than this is a mistake and not a process
_MOST_TOKENS = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: the scope around it, its lane, the flows and events that touch it, what undoes it."""

    scope: Element | None
    lane: str
    incoming: Sequence[Flow]
    outgoing: Sequence[Flow]
    boundary: Sequence[str]
    compensation: str | None = None


def compile_node(document: Document, element: Element, place: Place, values: Values) -> Node:
    """The node of a flow element; faults are noted, and what is faulty stays empty."""
    events = _events(document, element, place, values)
    return Node(
        id=element.id,
        kind=Kind(element.name),
        scope=place.scope.id if place.scope is not None else "",
        name=" ".join(element.get("name").split()),
        incoming=tuple(place.incoming),
        outgoing=tuple(place.outgoing),
        default=_default(element, place, values),
        boundary=tuple(place.boundary),
        attached_to=_attached_to(document, element, place, values),
        interrupting=_interrupts(element, events),
        events=events,
        parallel_multiple=element.is_true("parallelMultiple") and len(events) > 1,
        behaviour=behaviour_of(document, element, place.scope, values),
        loop=loop_of(document, element, values) if element.name in ACTIVITIES else None,
        inputs=(*data.data_inputs(document, element, values), *extensions.mappings(element, "input", values)),
        outputs=extensions.mappings(element, "output", values),
        discloses=extensions.discloses(element, values),
        data=(*data.scope_data(document, element), *data.output_data(document, element)),
        data_outputs=data.data_outputs(document, element, values),
        start_quantity=_quantity(element, "startQuantity", values),
        completion_quantity=_quantity(element, "completionQuantity", values),
        compensation=place.compensation,
        for_compensation=element.is_true("isForCompensation"),
        triggered_by_event=element.is_true("triggeredByEvent"),
        properties=extensions.properties(element),
        documentation=element.documentation,
        lane=place.lane,
        line=element.line,
    )


def _interrupts(element: Element, events: tuple[EventDefinition, ...]) -> bool:
    """Errors and cancellations always interrupt (BPMN 2.0.2, table 10.90)."""
    attribute = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(element.name)
    if attribute is None or not element.is_false(attribute):
        return True
    return any(isinstance(one, Error | Cancel) for one in events)


def _quantity(element: Element, attribute: str, values: Values) -> int:
    """How many tokens start an activity or leave it: a whole number from 1 (BPMN 2.0.2, table 10.3)."""
    written = element.get(attribute) if element.name in ACTIVITIES else ""
    if not written:
        return 1
    if is_short_number(written) and 0 < int(written) <= _MOST_TOKENS:
        return int(written)
    values.faults.error(
        "quantity",
        element,
        f"{called(element)}: „{attribute}“ ist keine ganze Zahl von 1 bis {_MOST_TOKENS}: „{written}“",
        "Setzen Sie die Angabe auf 1 oder löschen Sie sie.",
    )
    return 1


def check_parts(element: Element, faults: Faults) -> None:
    """Note every part of an executed element that is not executed, and every extension that is not read.

    Flow elements inside a scope are looked at one by one, so only the parts of this element are walked here.
    """
    parts: list[Element] = []
    waiting = deque(child for child in element.children if not _is_own_node(child))
    while waiting:
        part = waiting.popleft()
        if part.name == "extensionElements" and part.namespace == BPMN:
            continue
        if part.namespace != BPMN:
            faults.warn(
                "foreign-element",
                element,
                f"{called(element)} enthält das Element „{part.name}“ eines anderen Herstellers, das nicht "
                "ausgeführt wird.",
                "Löschen Sie die Angabe, wenn der Ablauf von ihr abhängt.",
            )
            continue
        parts.append(part)
        refusal = refusal_of(part.name)
        if refusal is not None:
            faults.error(
                "element-refused",
                _placed(part, element),
                f"{called(element)}: {refusal.reason}",
                refusal.hint,
            )
        elif not _has_refused_attribute(part, faults, element):
            waiting.extend(part.children)
    check_extensions(element, parts, faults)


def _has_refused_attribute(element: Element, faults: Faults, owner: Element | None = None) -> bool:
    refused = False
    for rule in ATTRIBUTES:
        value = element.get(rule.attribute)
        if element.name in rule.owners and value and value not in rule.accepted:
            place = _placed(element, owner) if owner else element
            reason = f"{called(owner or element)}: {rule.refusal.reason}"
            faults.error("attribute-refused", place, reason, rule.refusal.hint)
            refused = True
    return refused


def _placed(part: Element, owner: Element) -> Element:
    """What a finding points at: parts are found by the id of the element on the diagram."""
    return Element(part.name, part.namespace, owner.id, part.attributes, (), part.text, part.line)


def _is_own_node(child: Element) -> bool:
    return child.namespace == BPMN and child.name in _OWN


def _default(element: Element, place: Place, values: Values) -> str | None:
    default = element.get("default")
    if not default:
        return None
    if element.name in {"parallelGateway", "eventBasedGateway"} or element.name in _EVENTS:
        values.faults.error(
            "default-misplaced",
            element,
            f"{called(element)} kann keinen Standardfluss haben.",
            "Verwenden Sie ein exklusives Gateway.",
        )
        return None
    if all(flow.id != default for flow in place.outgoing):
        values.faults.error(
            "default-foreign",
            element,
            f"Der Standardfluss „{default}“ geht nicht von {called(element)} aus.",
            "Markieren Sie einen ausgehenden Fluss als Standardfluss.",
        )
        return None
    return default


def _attached_to(document: Document, element: Element, place: Place, values: Values) -> str | None:
    if element.name != "boundaryEvent":
        return None
    host = document.find(element.get("attachedToRef"))
    if host is None:
        return None
    if place.incoming:
        values.faults.error(
            "boundary-incoming",
            element,
            f"In {called(element)} führt ein Sequenzfluss; angeheftete Ereignisse haben keinen Eingang.",
            "Führen Sie den Fluss zu der Aufgabe.",
        )
    return host.id


def _events(
    document: Document, element: Element, place: Place, values: Values
) -> tuple[EventDefinition, ...]:
    if element.name not in _EVENTS:
        return ()
    return event_definitions(document, element, position_of(element, place.scope), values)


def is_scope(element: Element) -> bool:
    """Whether an element holds flow elements of its own."""
    return element.name in SUB_PROCESSES
