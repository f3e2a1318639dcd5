"""What is executed only in some positions or with some values: triggers of events, and attributes.

Data like the catalogue of elements; an attribute that is absent never stands against an element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.bpmn.catalogue import Refusal
from engine.bpmn.element import SUB_PROCESSES

EVENTS_BY_POSITION: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "startEvent": frozenset({"messageEventDefinition"}),
        "endEvent": frozenset({"terminateEventDefinition"}),
        "intermediateCatchEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
        "boundaryEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    }
)

EVENT_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "messageEventDefinition": "Verwenden Sie an dieser Stelle eine Benutzeraufgabe für den Versand.",
        "timerEventDefinition": "Beginnen Sie ohne Zeit und warten Sie nach dem Startereignis.",
        "signalEventDefinition": "Verwenden Sie ein Nachrichtenereignis.",
        "errorEventDefinition": "Führen Sie den Fehlerfall über ein exklusives Gateway als eigenen Weg.",
        "escalationEventDefinition": "Verwenden Sie ein nicht unterbrechendes Zeitereignis an der Aufgabe.",
        "conditionalEventDefinition": "Prüfen Sie die Bedingung mit einem exklusiven Gateway.",
        "compensateEventDefinition": "Zeichnen Sie die Rückabwicklung als eigenen Weg.",
        "cancelEventDefinition": "Zeichnen Sie den Abbruch als eigenen Weg.",
        "linkEventDefinition": "Verbinden Sie die Stellen mit einem Sequenzfluss.",
        "terminateEventDefinition": "Beenden Sie den Prozess mit einem terminierenden Endereignis.",
    }
)

_ACTIVITIES = frozenset({"userTask", "businessRuleTask", "scriptTask"}) | SUB_PROCESSES
_EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_ONE_TOKEN = Refusal(
    "Start- und Abschlussmengen ungleich 1 werden noch nicht ausgeführt.",
    "Setzen Sie „startQuantity“ und „completionQuantity“ auf 1.",
)


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """An attribute that changes behaviour: accepted with these values (an absent one is), refused with any
    other.
    """

    owners: frozenset[str]
    attribute: str
    accepted: frozenset[str]
    refusal: Refusal


ATTRIBUTES = (
    AttributeRule(
        _ACTIVITIES,
        "isForCompensation",
        frozenset({"false", "0"}),
        Refusal(
            "Kompensationsaktivitäten werden noch nicht ausgeführt.",
            "Zeichnen Sie die Rückabwicklung als eigenen Weg.",
        ),
    ),
    AttributeRule(_ACTIVITIES, "startQuantity", frozenset({"1"}), _ONE_TOKEN),
    AttributeRule(_ACTIVITIES, "completionQuantity", frozenset({"1"}), _ONE_TOKEN),
    AttributeRule(
        SUB_PROCESSES,
        "triggeredByEvent",
        frozenset({"false", "0"}),
        Refusal(
            "Ereignis-Teilprozesse werden noch nicht ausgeführt.",
            "Heften Sie das Ereignis an einen eingebetteten Teilprozess an.",
        ),
    ),
    AttributeRule(
        _EVENTS,
        "parallelMultiple",
        frozenset({"false", "0"}),
        Refusal(
            "Parallel-mehrfache Ereignisse werden noch nicht ausgeführt.",
            "Warten Sie mit einem parallelen Gateway auf die einzelnen Ereignisse.",
        ),
    ),
    AttributeRule(
        frozenset({"conditionExpression", "timeDate", "timeDuration", "timeCycle"}),
        "language",
        frozenset(
            {
                "feel",
                "FEEL",
                "https://www.omg.org/spec/DMN/20191111/FEEL/",
                "https://www.omg.org/spec/DMN/20211108/FEEL/",
                "https://www.omg.org/spec/DMN/20230324/FEEL/",
            }
        ),
        Refusal(
            "Ausdrücke werden nur in der Sprache FEEL ausgewertet.", "Schreiben Sie den Ausdruck in FEEL."
        ),
    ),
)
