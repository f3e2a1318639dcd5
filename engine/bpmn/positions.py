"""What is executed only in some positions or with some values: triggers of events, and attributes.

Data like the catalogue of elements; an attribute that is absent never stands against an element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from engine.bpmn.catalogue import Refusal


class Position(StrEnum):
    """Where an event stands; the value is how a German sentence names the place."""

    PROCESS_START = "dem Startereignis eines Prozesses"
    EVENT_START = "dem Startereignis eines Ereignis-Teilprozesses"
    INNER_START = "dem Startereignis eines Teilprozesses"
    CATCH = "einem eintretenden Zwischenereignis"
    THROW = "einem auslösenden Zwischenereignis"
    BOUNDARY = "einem angehefteten Ereignis"
    END = "einem Endereignis"


_OUTSIDE = frozenset(
    {"messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition"}
)

#: BPMN 2.0.2, table 10.93
EVENTS_BY_POSITION: Mapping[Position, frozenset[str]] = MappingProxyType(
    {
        Position.PROCESS_START: _OUTSIDE,
        Position.EVENT_START: _OUTSIDE
        | {"errorEventDefinition", "escalationEventDefinition", "compensateEventDefinition"},
        Position.INNER_START: frozenset(),
        Position.CATCH: _OUTSIDE | {"linkEventDefinition"},
        Position.THROW: frozenset(
            {
                "messageEventDefinition",
                "signalEventDefinition",
                "escalationEventDefinition",
                "compensateEventDefinition",
                "linkEventDefinition",
            }
        ),
        Position.BOUNDARY: _OUTSIDE
        | {
            "errorEventDefinition",
            "escalationEventDefinition",
            "compensateEventDefinition",
            "cancelEventDefinition",
        },
        Position.END: frozenset(
            {
                "messageEventDefinition",
                "signalEventDefinition",
                "errorEventDefinition",
                "escalationEventDefinition",
                "compensateEventDefinition",
                "cancelEventDefinition",
                "terminateEventDefinition",
            }
        ),
    }
)

EVENT_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "messageEventDefinition": "Verwenden Sie an dieser Stelle ein Ereignis ohne Auslöser.",
        "timerEventDefinition": "Warten Sie mit einem eintretenden Zeit-Zwischenereignis.",
        "signalEventDefinition": "Verwenden Sie ein eintretendes Signal-Zwischenereignis.",
        "errorEventDefinition": "Lösen Sie Fehler mit einem Endereignis aus und fangen Sie sie an der Aktivität.",
        "escalationEventDefinition": "Fangen Sie Eskalationen an der Aktivität oder in einem Ereignis-Teilprozess.",
        "conditionalEventDefinition": "Prüfen Sie die Bedingung mit einem exklusiven Gateway.",
        "compensateEventDefinition": "Heften Sie das Kompensationsereignis an die Aktivität an.",
        "cancelEventDefinition": "Ein Abbruch endet in einer Transaktion und wird an ihr aufgefangen.",
        "linkEventDefinition": "Verwenden Sie ein auslösendes und ein eintretendes Link-Zwischenereignis.",
        "terminateEventDefinition": "Beenden Sie den Prozess mit einem terminierenden Endereignis.",
    }
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
        frozenset(
            {
                "conditionExpression",
                "condition",
                "completionCondition",
                "loopCondition",
                "loopCardinality",
                "activationCondition",
                "timeDate",
                "timeDuration",
                "timeCycle",
                "transformation",
                "from",
                "to",
            }
        ),
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
