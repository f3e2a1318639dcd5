"""Compiles one flow element into a `Node`: what it is, what it does, and what of it is refused."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn import extensions
from engine.bpmn.catalogue import refusal_of
from engine.bpmn.element import BPMN, FLOW_NODES, SUB_PROCESSES, Document, Element
from engine.bpmn.events import event_definitions
from engine.bpmn.expressions import Values
from engine.bpmn.faults import Faults
from engine.bpmn.labels import called
from engine.bpmn.model import Behaviour, EventDefinition, Flow, Kind, Node, UserTask
from engine.bpmn.positions import ATTRIBUTES
from engine.bpmn.vendors import check_extensions

_EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"})
_OWN = FLOW_NODES | {"sequenceFlow"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: its scope, its lane and the flows and events that touch it."""

    scope: str
    lane: str
    incoming: Sequence[Flow]
    outgoing: Sequence[Flow]
    boundary: Sequence[str]


def is_refused(element: Element, faults: Faults) -> bool:
    """Note why an element as such is not executed; what stands inside it is then not looked at any more."""
    refusal = refusal_of(element.name)
    if refusal is None:
        return _has_refused_attribute(element, faults)
    faults.error("element-refused", element, f"{called(element)}: {refusal.reason}", refusal.hint)
    return True


def compile_node(document: Document, element: Element, place: Place, values: Values) -> Node:
    """The node of a flow element; faults are noted, and what is faulty stays empty."""
    return Node(
        id=element.id,
        kind=Kind(element.name),
        scope=place.scope,
        name=" ".join(element.get("name").split()),
        incoming=tuple(place.incoming),
        outgoing=tuple(place.outgoing),
        default=_default(element, place, values),
        boundary=tuple(place.boundary),
        attached_to=_attached_to(document, element, place, values),
        interrupting=not (element.name == "boundaryEvent" and element.is_false("cancelActivity")),
        events=_events(document, element, place, values),
        behaviour=_behaviour(document, element, place, values),
        inputs=extensions.mappings(element, "input", values),
        outputs=extensions.mappings(element, "output", values),
        properties=extensions.properties(element),
        documentation=element.documentation,
        lane=place.lane,
        line=element.line,
    )


def check_parts(element: Element, faults: Faults) -> None:
    """Note every part of an executed element that is not executed, and every extension that is not read.

    Flow elements inside a scope are looked at one by one, so only the parts of this element are walked here.
    """
    check_extensions(element, faults)
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
    events = event_definitions(document, element, values)
    if events and element.name == "startEvent" and not _is_in_process(document, place):
        values.faults.error(
            "sub-process-trigger",
            element,
            f"{called(element)} wartet auf ein Ereignis; ein Teilprozess beginnt, wenn er erreicht wird.",
            "Verwenden Sie im Teilprozess ein Startereignis ohne Auslöser.",
        )
    return events


def _is_in_process(document: Document, place: Place) -> bool:
    scope = document.find(place.scope)
    return scope is not None and scope.name == "process"


def _behaviour(document: Document, element: Element, place: Place, values: Values) -> Behaviour | None:
    match element.name:
        case "userTask":
            return extensions.user_task(element, values)
        case "startEvent":
            return _start_form(document, element, place, values)
        case "scriptTask":
            return extensions.script(element, values)
        case "businessRuleTask":
            return extensions.called_decision(element, values)
        case _:
            return None


def _start_form(document: Document, element: Element, place: Place, values: Values) -> UserTask | None:
    form = extensions.start_form(element, values)
    names = {child.name for child in element.children}
    has_trigger = any(name == "eventDefinitionRef" or name.endswith("EventDefinition") for name in names)
    if form is None or (_is_in_process(document, place) and not has_trigger):
        return form
    values.faults.error(
        "form-misplaced",
        element,
        f"{called(element)} hat ein Formular, das niemand sehen würde.",
        "Ein Formular gehört an das Startereignis ohne Auslöser, mit dem der Prozess beginnt.",
    )
    return None


def is_scope(element: Element) -> bool:
    """Whether an element holds flow elements of its own."""
    return element.name in SUB_PROCESSES
