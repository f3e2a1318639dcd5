"""German words for the elements of BPMN, for findings and for the outline of a diagram."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn.element import Element

ELEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "process": "Prozess",
        "startEvent": "Startereignis",
        "endEvent": "Endereignis",
        "intermediateCatchEvent": "Eingetretenes Zwischenereignis",
        "intermediateThrowEvent": "Ausgelöstes Zwischenereignis",
        "boundaryEvent": "Angeheftetes Ereignis",
        "task": "Unbestimmte Aufgabe",
        "userTask": "Benutzeraufgabe",
        "manualTask": "Manuelle Aufgabe",
        "serviceTask": "Serviceaufgabe",
        "scriptTask": "Skriptaufgabe",
        "businessRuleTask": "Geschäftsregelaufgabe",
        "sendTask": "Sendeaufgabe",
        "receiveTask": "Empfangsaufgabe",
        "subProcess": "Teilprozess",
        "transaction": "Transaktion",
        "adHocSubProcess": "Ad-hoc-Teilprozess",
        "callActivity": "Aufrufaktivität",
        "exclusiveGateway": "Exklusives Gateway",
        "parallelGateway": "Paralleles Gateway",
        "inclusiveGateway": "Inklusives Gateway",
        "eventBasedGateway": "Ereignisbasiertes Gateway",
        "complexGateway": "Komplexes Gateway",
        "sequenceFlow": "Sequenzfluss",
        "messageEventDefinition": "Nachrichtenereignis",
        "timerEventDefinition": "Zeitereignis",
        "signalEventDefinition": "Signalereignis",
        "errorEventDefinition": "Fehlerereignis",
        "escalationEventDefinition": "Eskalationsereignis",
        "conditionalEventDefinition": "Bedingungsereignis",
        "compensateEventDefinition": "Kompensationsereignis",
        "cancelEventDefinition": "Abbruchereignis",
        "linkEventDefinition": "Link-Ereignis",
        "terminateEventDefinition": "Terminierungsereignis",
    }
)


def called(element: Element) -> str:
    """How a German sentence begins to speak of an element: kind and name, like *Benutzeraufgabe „Antrag
    prüfen“*.
    """
    kind = ELEMENTS.get(element.name, element.name)
    return f"{kind} „{element.label}“" if element.label else kind
