"""Every element of BPMN 2.0 and what becomes of it: executed, read with its owner, documentation, or refused.

A refusal is data: the reason and a rewrite hint stand beside the name. An element that is not listed is not
BPMN 2.0 and is refused too, so nothing is ever ignored in silence. Only executable processes are held against
this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.bpmn.element import FLOW_NODES


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not executed, and how to model it instead; both German sentences."""

    reason: str
    hint: str


EXECUTED = FLOW_NODES | frozenset(
    {
        "process",
        "sequenceFlow",
        "globalTask",
        "globalUserTask",
        "globalManualTask",
        "globalScriptTask",
        "globalBusinessRuleTask",
    }
)

#: read together with the element that holds them; event definitions are judged by their position in `events`
STRUCTURE = frozenset(
    {
        "incoming",
        "outgoing",
        "conditionExpression",
        "laneSet",
        "childLaneSet",
        "lane",
        "flowNodeRef",
        "eventDefinitionRef",
        "messageEventDefinition",
        "timerEventDefinition",
        "signalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "conditionalEventDefinition",
        "compensateEventDefinition",
        "cancelEventDefinition",
        "linkEventDefinition",
        "terminateEventDefinition",
        "timeDate",
        "timeDuration",
        "timeCycle",
        "condition",
        "source",
        "target",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "loopCardinality",
        "loopCondition",
        "loopDataInputRef",
        "loopDataOutputRef",
        "inputDataItem",
        "outputDataItem",
        "complexBehaviorDefinition",
        "event",
        "implicitThrowEvent",
        "completionCondition",
        "activationCondition",
        "ioSpecification",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "dataInputRefs",
        "dataOutputRefs",
        "optionalInputRefs",
        "optionalOutputRefs",
        "whileExecutingInputRefs",
        "whileExecutingOutputRefs",
        "inputSetRefs",
        "outputSetRefs",
        "transformation",
        "assignment",
        "from",
        "to",
        "dataObject",
        "property",
        "dataInputAssociation",
        "dataOutputAssociation",
        "sourceRef",
        "targetRef",
    }
)

#: shown, never executed: they explain a diagram and carry no behaviour
DOCUMENTATION = frozenset(
    {
        "documentation",
        "extensionElements",
        "textAnnotation",
        "text",
        "association",
        "group",
        "dataObjectReference",
        "dataStoreReference",
        "dataState",
        "categoryValueRef",
        "partitionElementRef",
        "partitionElement",
        "auditing",
        "monitoring",
        "supportedInterfaceRef",
        "supports",
        "operationRef",
        "ioBinding",
        "messageRef",
    }
)

_ASSIGN = "Legen Sie die Zuständigkeit mit „zeebe:assignmentDefinition“ (Kandidatengruppe) fest."
_CHOREOGRAPHY = Refusal(
    "Choreografien beschreiben Absprachen zwischen Beteiligten und haben keinen ausführbaren Ablauf.",
    "Modellieren Sie je Beteiligten einen Prozess mit Nachrichtenereignissen.",
)
_RESOURCE = Refusal("Ressourcenzuweisungen des Standards werden nicht ausgewertet.", _ASSIGN)
_CORRELATION = Refusal(
    "Korrelationsabonnements des Standards werden nicht ausgewertet.",
    "Tragen Sie an der Nachricht einen Korrelationsschlüssel („zeebe:subscription“) ein.",
)

REFUSED: Mapping[str, Refusal] = MappingProxyType(
    {
        "script": Refusal(
            "Skripte im Element „bpmn:script“ werden nicht ausgeführt.",
            "Schreiben Sie einen FEEL-Ausdruck in „zeebe:script“.",
        ),
        "resourceRole": _RESOURCE,
        "performer": _RESOURCE,
        "humanPerformer": _RESOURCE,
        "potentialOwner": _RESOURCE,
        "rendering": Refusal(
            "Darstellungsangaben des Standards werden nicht ausgewertet.",
            "Verknüpfen Sie ein Formular mit „zeebe:formDefinition“.",
        ),
        "correlationSubscription": _CORRELATION,
        "choreographyTask": _CHOREOGRAPHY,
        "subChoreography": _CHOREOGRAPHY,
        "callChoreography": _CHOREOGRAPHY,
    }
)

UNKNOWN = Refusal(
    "Dieses Element gehört an dieser Stelle nicht zu BPMN 2.0.", "Entfernen Sie das Element aus der Datei."
)


def refusal_of(name: str) -> Refusal | None:
    """Why an element is refused as such; None when it is executed, structure, or documentation."""
    if name in EXECUTED or name in STRUCTURE or name in DOCUMENTATION:
        return None
    return REFUSED.get(name, UNKNOWN)
