"""The ladder that a task climbs when nobody does it: when who is told (docs/escalation.md). Pure."""

from engine.escalation.address import House, address
from engine.escalation.ladder import DEFAULT, LEVELS, Clock, Entry, Handing, Ladder, Rung, Target, ladder_of
from engine.escalation.timing import Count, Reached, Span, earliest, instant_of, next_rung, reached
from engine.escalation.watch import AGES, AHEAD, AgeLimit, WatchedDay, WatchKind, age_limits, ahead, titles

__all__ = [
    "AGES",
    "AHEAD",
    "DEFAULT",
    "LEVELS",
    "AgeLimit",
    "Clock",
    "Count",
    "Entry",
    "Handing",
    "House",
    "Ladder",
    "Reached",
    "Rung",
    "Span",
    "Target",
    "WatchKind",
    "WatchedDay",
    "address",
    "age_limits",
    "ahead",
    "earliest",
    "instant_of",
    "ladder_of",
    "next_rung",
    "reached",
    "titles",
]
