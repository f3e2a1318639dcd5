"""Checks ids and references of a file: every id once, every reference to an element that exists and fits.

One table says which attribute or child of which element refers to what (BPMN 2.0.2, the XML schemas of clause
15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.element import ACTIVITIES, BPMN, FLOW_NODES, GLOBAL_TASKS, Element
from engine.bpmn.faults import Faults
from engine.bpmn.schema_table import GROUPS

_CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
_EVENTS = frozenset(name for name in FLOW_NODES if name.endswith("Event"))
_DEFINITIONS = frozenset(GROUPS["definition"].split())
_CONVERSATIONS = frozenset(GROUPS["conversation"].split())
#: the things that can carry data (BPMN 2.0.2, 10.4.1)
_ITEMS = frozenset(
    {
        "dataObject",
        "dataObjectReference",
        "dataStore",
        "dataStoreReference",
        "property",
        "dataInput",
        "dataOutput",
        "inputDataItem",
        "outputDataItem",
    }
)
_CALLABLE = GLOBAL_TASKS | {"process"}
_INTERACTION = ACTIVITIES | _EVENTS | _CONVERSATIONS | _CHOREOGRAPHY | {"participant"}
_ANY: frozenset[str] = frozenset()
_EXPRESSIONS = frozenset(
    {
        "conditionExpression",
        "condition",
        "loopCondition",
        "loopCardinality",
        "completionCondition",
        "activationCondition",
        "timeDate",
        "timeDuration",
        "timeCycle",
        "transformation",
        "messagePath",
        "dataPath",
        "from",
        "to",
        "expression",
        "formalExpression",
    }
)


class _Written(StrEnum):
    """Where a reference stands, and whether what it names may be in another file."""

    ATTRIBUTE = "attribute"
    REQUIRED = "required attribute"
    CHILD = "child element"
    #: with a prefix it may name a type of another schema
    TYPE = "attribute that names a type"
    #: a process or operation may be in another file
    OUTSIDE = "attribute that may point outside"


@dataclass(frozen=True, slots=True)
class _Reference:
    name: str
    targets: frozenset[str]
    written: _Written


def _names(given: str | frozenset[str]) -> frozenset[str]:
    return frozenset(given.split()) if isinstance(given, str) else given


#: owners, attribute or child, what it may refer to
_REFERENCES: tuple[tuple[str | frozenset[str], str, str | frozenset[str], _Written], ...] = (
    ("sequenceFlow", "sourceRef", FLOW_NODES | _CHOREOGRAPHY, _Written.REQUIRED),
    ("sequenceFlow", "targetRef", FLOW_NODES | _CHOREOGRAPHY, _Written.REQUIRED),
    ("boundaryEvent", "attachedToRef", ACTIVITIES, _Written.REQUIRED),
    (FLOW_NODES, "default", "sequenceFlow", _Written.ATTRIBUTE),
    (FLOW_NODES | _CHOREOGRAPHY, "incoming", "sequenceFlow", _Written.CHILD),
    (FLOW_NODES | _CHOREOGRAPHY, "outgoing", "sequenceFlow", _Written.CHILD),
    (_EVENTS, "eventDefinitionRef", _DEFINITIONS, _Written.CHILD),
    ("messageEventDefinition sendTask receiveTask", "messageRef", "message", _Written.ATTRIBUTE),
    ("sendTask receiveTask serviceTask", "operationRef", "operation", _Written.OUTSIDE),
    ("messageEventDefinition", "operationRef", "operation", _Written.CHILD),
    ("signalEventDefinition", "signalRef", "signal", _Written.ATTRIBUTE),
    ("errorEventDefinition", "errorRef", "error", _Written.ATTRIBUTE),
    ("escalationEventDefinition", "escalationRef", "escalation", _Written.ATTRIBUTE),
    ("compensateEventDefinition", "activityRef", ACTIVITIES, _Written.ATTRIBUTE),
    ("linkEventDefinition", "source", "linkEventDefinition", _Written.CHILD),
    ("linkEventDefinition", "target", "linkEventDefinition", _Written.CHILD),
    ("association", "sourceRef", _ANY, _Written.REQUIRED),
    ("association", "targetRef", _ANY, _Written.REQUIRED),
    ("group", "categoryValueRef", "categoryValue", _Written.ATTRIBUTE),
    ("lane", "flowNodeRef", _ANY, _Written.CHILD),
    ("lane", "partitionElementRef", _ANY, _Written.TYPE),
    ("callActivity", "calledElement", _CALLABLE, _Written.OUTSIDE),
    ("dataObjectReference", "dataObjectRef", "dataObject", _Written.ATTRIBUTE),
    ("dataStoreReference", "dataStoreRef", "dataStore", _Written.ATTRIBUTE),
    (_ITEMS, "itemSubjectRef", "itemDefinition", _Written.TYPE),
    ("dataInputAssociation dataOutputAssociation", "sourceRef", _ITEMS, _Written.CHILD),
    ("dataInputAssociation dataOutputAssociation", "targetRef", _ITEMS, _Written.CHILD),
    ("inputSet", "dataInputRefs", "dataInput", _Written.CHILD),
    ("inputSet", "optionalInputRefs", "dataInput", _Written.CHILD),
    ("inputSet", "whileExecutingInputRefs", "dataInput", _Written.CHILD),
    ("inputSet", "outputSetRefs", "outputSet", _Written.CHILD),
    ("outputSet", "dataOutputRefs", "dataOutput", _Written.CHILD),
    ("outputSet", "optionalOutputRefs", "dataOutput", _Written.CHILD),
    ("outputSet", "whileExecutingOutputRefs", "dataOutput", _Written.CHILD),
    ("outputSet", "inputSetRefs", "inputSet", _Written.CHILD),
    ("ioBinding", "operationRef", "operation", _Written.REQUIRED),
    ("ioBinding", "inputDataRef", "inputSet dataInput", _Written.REQUIRED),
    ("ioBinding", "outputDataRef", "outputSet dataOutput", _Written.REQUIRED),
    ("multiInstanceLoopCharacteristics", "loopDataInputRef", _ITEMS, _Written.CHILD),
    ("multiInstanceLoopCharacteristics", "loopDataOutputRef", _ITEMS, _Written.CHILD),
    ("multiInstanceLoopCharacteristics", "oneBehaviorEventRef", _DEFINITIONS, _Written.ATTRIBUTE),
    ("multiInstanceLoopCharacteristics", "noneBehaviorEventRef", _DEFINITIONS, _Written.ATTRIBUTE),
    (frozenset(GROUPS["role"].split()), "resourceRef", "resource", _Written.CHILD),
    ("resourceParameterBinding", "parameterRef", "resourceParameter", _Written.REQUIRED),
    ("message", "itemRef", "itemDefinition", _Written.TYPE),
    ("error escalation signal", "structureRef", "itemDefinition", _Written.OUTSIDE),
    ("correlationProperty", "type", "itemDefinition", _Written.TYPE),
    (_EXPRESSIONS, "evaluatesToTypeRef", "itemDefinition", _Written.TYPE),
    ("operation", "inMessageRef", "message", _Written.CHILD),
    ("operation", "outMessageRef", "message", _Written.CHILD),
    ("operation", "errorRef", "error", _Written.CHILD),
    (_CALLABLE, "supportedInterfaceRef", "interface", _Written.CHILD),
    ("process", "definitionalCollaborationRef", "collaboration choreography", _Written.ATTRIBUTE),
    ("process", "supports", "process", _Written.CHILD),
    ("participant", "processRef", "process", _Written.ATTRIBUTE),
    ("participant", "interfaceRef", "interface", _Written.CHILD),
    ("participant", "endPointRef", "endPoint", _Written.CHILD),
    ("partnerEntity partnerRole", "participantRef", "participant", _Written.CHILD),
    ("messageFlow", "sourceRef", _INTERACTION, _Written.REQUIRED),
    ("messageFlow", "targetRef", _INTERACTION, _Written.REQUIRED),
    ("messageFlow", "messageRef", "message", _Written.ATTRIBUTE),
    ("correlationKey", "correlationPropertyRef", "correlationProperty", _Written.CHILD),
    ("correlationPropertyRetrievalExpression", "messageRef", "message", _Written.REQUIRED),
    ("correlationPropertyBinding", "correlationPropertyRef", "correlationProperty", _Written.REQUIRED),
    ("correlationSubscription", "correlationKeyRef", "correlationKey", _Written.REQUIRED),
    ("collaboration", "choreographyRef", "choreography globalChoreographyTask", _Written.CHILD),
    ("conversationLink", "sourceRef", _CONVERSATIONS | _INTERACTION, _Written.REQUIRED),
    ("conversationLink", "targetRef", _CONVERSATIONS | _INTERACTION, _Written.REQUIRED),
    ("callConversation", "calledCollaborationRef", "collaboration globalConversation", _Written.ATTRIBUTE),
    (_CONVERSATIONS | _CHOREOGRAPHY, "participantRef", "participant", _Written.CHILD),
    (_CONVERSATIONS | {"choreographyTask"}, "messageFlowRef", "messageFlow", _Written.CHILD),
    (_CHOREOGRAPHY, "initiatingParticipantRef", "participant", _Written.REQUIRED),
    ("participantAssociation", "innerParticipantRef", "participant", _Written.CHILD),
    ("participantAssociation", "outerParticipantRef", "participant", _Written.CHILD),
    ("messageFlowAssociation", "innerMessageFlowRef", "messageFlow", _Written.REQUIRED),
    ("messageFlowAssociation", "outerMessageFlowRef", "messageFlow", _Written.REQUIRED),
)


def _by_owner(*, children: bool) -> Mapping[str, Mapping[str, _Reference]]:
    owned: dict[str, dict[str, _Reference]] = {}
    for owners, name, targets, written in _REFERENCES:
        if (written is _Written.CHILD) is children:
            for owner in _names(owners):
                owned.setdefault(owner, {})[name] = _Reference(name, _names(targets), written)
    return owned


_ATTRIBUTES = _by_owner(children=False)
_CHILDREN = _by_owner(children=True)


def index(everything: Iterable[Element], faults: Faults) -> dict[str, Element]:
    """BPMN elements by their id; a second element with the same id is a fault and stays out."""
    elements: dict[str, Element] = {}
    for element in everything:
        if not element.id:
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


def check_references(everything: Sequence[Element], elements: Mapping[str, Element], faults: Faults) -> None:
    """Note every reference of some BPMN elements that is missing, leads nowhere, or to a wrong kind of element."""
    # A QName with a prefix may name an element of an imported file, which is not read.
    imports = any(element.name == "import" for element in everything)
    for element in everything:
        for reference, value in _references(element, faults):
            target = elements.get(value) or elements.get(value.rpartition(":")[2])
            if target is None:
                if reference.written is _Written.OUTSIDE or (
                    ":" in value and reference.written is _Written.TYPE
                ):
                    continue
                if ":" in value and imports:
                    _imported(element, reference, value, faults)
                else:
                    _dangling(element, reference, value, faults)
            elif reference.targets and target.name not in reference.targets:
                _unfit(element, reference, target, faults)


def _references(element: Element, faults: Faults) -> Iterator[tuple[_Reference, str]]:
    for name, reference in _ATTRIBUTES.get(element.name, {}).items():
        value = element.attributes.get(name, "").strip()
        if value:
            yield reference, value
        elif reference.written is _Written.REQUIRED:
            faults.error(
                "reference-missing",
                element,
                f"Dem Element „{element.label or element.name}“ fehlt die Angabe „{name}“.",
                "Verbinden Sie das Element im Diagramm neu.",
            )
    if not element.children:
        return
    children = _CHILDREN.get(element.name, {})
    if children:
        for child in element.children:
            if child.text and child.namespace == BPMN and child.name in children:
                yield children[child.name], child.text


def _dangling(element: Element, reference: _Reference, value: str, faults: Faults) -> None:
    faults.error(
        "reference-dangling",
        element,
        f"„{element.label or element.name}“ verweist mit „{reference.name}“ auf „{value}“, das es in der "
        f"Datei nicht gibt.",
        "Verbinden Sie das Element neu oder löschen Sie den Verweis.",
    )


def _imported(element: Element, reference: _Reference, value: str, faults: Faults) -> None:
    faults.warn(
        "reference-imported",
        element,
        f"„{element.label or element.name}“ verweist mit „{reference.name}“ auf „{value}“ in einer anderen "
        "Datei, die nicht gelesen wird.",
        "Legen Sie das Element in dieser Datei an.",
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
