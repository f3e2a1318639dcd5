"""What a thrown message says beside its name: our properties, by the attribute of `zeebe:publishMessage` they mean.

Camunda's schema for modellers (zeebe-bpmn-moddle 2.0.0) does not know that element: Camunda Modeler 5 opens a file
that has it and leaves it out when it saves. Properties stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "correlationKey": "nachricht_schluessel",
        "timeToLive": "nachricht_lebensdauer",
        "messageId": "nachricht_kennung",
    }
)
