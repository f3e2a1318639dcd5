"""Who sees what: what an authority reads of a case, by data group, and on which ground (docs/sight.md). Pure."""

from engine.sight.consent import is_consent, is_only_consent
from engine.sight.grant import (
    RECORD,
    RECORD_TOPICS,
    Consent,
    Held,
    House,
    Run,
    grant,
    is_unreleased,
    is_withdrawn,
    open_to,
    recipients,
)
from engine.sight.model import Granted, Ground, Level, Purpose, Sight
from engine.sight.partition import WHOLE, Partition, partition

__all__ = [
    "RECORD",
    "RECORD_TOPICS",
    "WHOLE",
    "Consent",
    "Granted",
    "Ground",
    "Held",
    "House",
    "Level",
    "Partition",
    "Purpose",
    "Run",
    "Sight",
    "grant",
    "is_consent",
    "is_only_consent",
    "is_unreleased",
    "is_withdrawn",
    "open_to",
    "partition",
    "recipients",
]
