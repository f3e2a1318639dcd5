"""Every element of BPMN 2.0 and what becomes of it: executed, read with its owner, documentation, or refused.

A refusal is data: the reason and a rewrite hint stand beside the name. An element that is not listed is not
BPMN 2.0 and is refused too, so nothing is ever ignored in silence. Only executable processes are held against
this list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not executed, and how to model it instead; both German sentences."""

    reason: str
    hint: str


EXECUTED = frozenset(
    {
        "process",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
        "userTask",
        "businessRuleTask",
        "scriptTask",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "sequenceFlow",
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
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataState",
        "dataInputAssociation",
        "dataOutputAssociation",
        "sourceRef",
        "targetRef",
        "property",
        "categoryValueRef",
        "partitionElementRef",
        "partitionElement",
        "auditing",
        "monitoring",
        "supportedInterfaceRef",
        "supports",
    }
)

_ASSIGN = "Legen Sie die Zuständigkeit mit „zeebe:assignmentDefinition“ (Kandidatengruppe) fest."
_MAPPING = "Verwenden Sie Eingabe- und Ausgabezuordnungen („zeebe:ioMapping“)."
_DRAW_OUT = "Zeichnen Sie die Wiederholung als Schleife mit einem exklusiven Gateway."
_CHOREOGRAPHY = Refusal(
    "Choreografien beschreiben Absprachen zwischen Beteiligten und haben keinen ausführbaren Ablauf.",
    "Modellieren Sie je Beteiligten einen Prozess mit Nachrichtenereignissen.",
)
_PARAMETERS = Refusal("Ein- und Ausgabespezifikationen des Standards werden nicht ausgewertet.", _MAPPING)
_RESOURCE = Refusal("Ressourcenzuweisungen des Standards werden nicht ausgewertet.", _ASSIGN)
_CORRELATION = Refusal(
    "Korrelationsabonnements des Standards werden nicht ausgewertet.",
    "Tragen Sie an der Nachricht einen Korrelationsschlüssel („zeebe:subscription“) ein.",
)

REFUSED: Mapping[str, Refusal] = MappingProxyType(
    {
        "task": Refusal(
            "Eine unbestimmte Aufgabe sagt nicht, wer oder was sie erledigt.",
            "Legen Sie die Art der Aufgabe fest, zum Beispiel Benutzeraufgabe.",
        ),
        "manualTask": Refusal(
            "Manuelle Aufgaben werden noch nicht ausgeführt.",
            "Verwenden Sie eine Benutzeraufgabe, damit jemand die Erledigung bestätigt.",
        ),
        "serviceTask": Refusal(
            "Serviceaufgaben werden noch nicht ausgeführt.",
            "Verwenden Sie eine Skriptaufgabe (FEEL), eine Geschäftsregelaufgabe oder eine Benutzeraufgabe.",
        ),
        "sendTask": Refusal(
            "Sendeaufgaben werden noch nicht ausgeführt.",
            "Verwenden Sie eine Benutzeraufgabe für den Versand.",
        ),
        "receiveTask": Refusal(
            "Empfangsaufgaben werden noch nicht ausgeführt.",
            "Verwenden Sie ein eintretendes Nachrichten-Zwischenereignis.",
        ),
        "transaction": Refusal(
            "Transaktionen werden noch nicht ausgeführt.",
            "Verwenden Sie einen Teilprozess und zeichnen Sie die Rückabwicklung als eigenen Weg.",
        ),
        "adHocSubProcess": Refusal(
            "Ad-hoc-Teilprozesse werden noch nicht ausgeführt.",
            "Zeichnen Sie die Aufgaben als Teilprozess mit festem Ablauf.",
        ),
        "callActivity": Refusal(
            "Aufrufaktivitäten werden noch nicht ausgeführt.",
            "Zeichnen Sie den aufgerufenen Ablauf als eingebetteten Teilprozess.",
        ),
        "intermediateThrowEvent": Refusal(
            "Auslösende Zwischenereignisse werden noch nicht ausgeführt.",
            "Entfernen Sie das Ereignis oder verwenden Sie eine Aufgabe.",
        ),
        "inclusiveGateway": Refusal(
            "Inklusive Gateways werden noch nicht ausgeführt.",
            "Verwenden Sie ein paralleles Gateway und je Weg ein exklusives Gateway.",
        ),
        "eventBasedGateway": Refusal(
            "Ereignisbasierte Gateways werden noch nicht ausgeführt.",
            "Heften Sie die Ereignisse an eine Benutzeraufgabe an.",
        ),
        "complexGateway": Refusal(
            "Der Standard legt die Regel komplexer Gateways nicht fest.",
            "Drücken Sie die Regel durch exklusive und parallele Gateways aus.",
        ),
        "multiInstanceLoopCharacteristics": Refusal(
            "Mehrfachausführungen werden noch nicht ausgeführt.", _DRAW_OUT
        ),
        "standardLoopCharacteristics": Refusal(
            "Schleifenmarkierungen werden noch nicht ausgeführt.", _DRAW_OUT
        ),
        "script": Refusal(
            "Skripte im Element „bpmn:script“ werden nicht ausgeführt.",
            "Schreiben Sie einen FEEL-Ausdruck in „zeebe:script“.",
        ),
        "ioSpecification": _PARAMETERS,
        "ioBinding": _PARAMETERS,
        "dataInput": _PARAMETERS,
        "dataOutput": _PARAMETERS,
        "inputSet": _PARAMETERS,
        "outputSet": _PARAMETERS,
        "transformation": Refusal("Umformungen an Datenassoziationen werden nicht ausgewertet.", _MAPPING),
        "assignment": Refusal("Zuweisungen an Datenassoziationen werden nicht ausgewertet.", _MAPPING),
        "resourceRole": _RESOURCE,
        "performer": _RESOURCE,
        "humanPerformer": _RESOURCE,
        "potentialOwner": _RESOURCE,
        "rendering": Refusal(
            "Darstellungsangaben des Standards werden nicht ausgewertet.",
            "Verknüpfen Sie ein Formular mit „zeebe:formDefinition“.",
        ),
        "correlationSubscription": _CORRELATION,
        "operationRef": Refusal(
            "Operationen von Schnittstellen werden nicht aufgerufen.",
            "Entfernen Sie den Verweis auf die Operation.",
        ),
        "choreographyTask": _CHOREOGRAPHY,
        "subChoreography": _CHOREOGRAPHY,
        "callChoreography": _CHOREOGRAPHY,
        "implicitThrowEvent": Refusal(
            "Implizit auslösende Ereignisse gehören zu Mehrfachausführungen und werden nicht ausgeführt.",
            "Entfernen Sie das Ereignis.",
        ),
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
