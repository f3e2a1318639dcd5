"""Who sees what: what an authority reads of a case, by data group, and on which ground (docs/sight.md). Pure."""

from engine.sight.grant import Consent, Held, House, Run, grant
from engine.sight.model import Granted, Ground, Level, Purpose, Sight
from engine.sight.partition import WHOLE, Partition, partition

__all__ = [
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
    "partition",
]
