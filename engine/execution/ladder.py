"""The ladder of a user task: which times run for it, and when somebody must look at it next."""

from __future__ import annotations

from datetime import datetime

from engine.escalation import DEFAULT, Clock, Ladder, Span, earliest
from engine.execution.bundle import Bundle
from engine.execution.clocks import Clocks


def ladder_at(bundle: Bundle, element: str) -> Ladder:
    """The ladder of the task at an element of a version."""
    return DEFAULT if bundle.profile is None else bundle.profile.ladder_at(element)


def spans(clocks: Clocks, created: datetime, open_since: datetime | None) -> tuple[Span, ...]:
    """The times that run for a task: until it is due by each clock, and until somebody takes it that nobody has
    (`open_since` None: somebody has it).
    """
    found = []
    if clocks.agreed is not None:
        since = clocks.changes[-1].at if clocks.changes else None
        found.append(Span(Clock.AGREED, created, clocks.agreed, since))
    if clocks.legal is not None:
        found.append(Span(Clock.LEGAL, created, clocks.legal))
    if open_since is not None:
        found.append(Span(Clock.CLAIM, open_since))
    return tuple(found)


def first_look(bundle: Bundle, element: str, running: tuple[Span, ...]) -> datetime | None:
    """When the ladder of a task that begins must be looked at first, without asking any calendar; None: never."""
    return earliest(ladder_at(bundle, element), running)
