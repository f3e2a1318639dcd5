"""Rungs and ladders: the one every task has, and what a process says otherwise (`[[leiter]]` in process.toml)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Clock(StrEnum):
    """Which time a rung belongs to; the values are the words of the file."""

    AGREED = "vereinbart"
    LEGAL = "gesetzlich"
    #: until somebody takes the task for the first time
    CLAIM = "uebernahme"


class Target(StrEnum):
    """Who is told; the values are the words of the file and of processes/frist_eskalation/eskalation.dmn."""

    CLERK = "sachbearbeitung"
    #: whoever leads the case, when the task is another authority's: a referral that nobody answers
    CASE_LEAD = "fallfuehrung"
    TEAM_LEAD = "teamleitung"
    HEAD = "amtsleitung"
    COORDINATION = "koordination"
    #: nobody, because the coordination has known since the rung before; never in the file
    NOBODY = "niemand"


#: the levels a rung can have
LEVELS: Final = range(1, 10)


class Handing(StrEnum):
    """To whom a rung gives the task; the values are the words of the file."""

    GROUP = "gruppe"
    SUBSTITUTE = "vertretung"


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: `share` is a percentage of the time, `days` are working days after it; with neither it is the due date.

    The time of the clock CLAIM has no end: its rungs count working days from the beginning of the task.
    """

    clock: Clock
    level: int
    target: Target
    share: int | None = None
    days: int | None = None
    handing: Handing | None = None

    @property
    def is_reminder(self) -> bool:
        """Whether it comes before the time is over."""
        return self.clock is not Clock.CLAIM and self.share is not None and self.share < 100


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of a task, by clock and level."""

    rungs: tuple[Rung, ...]

    def of(self, clock: Clock) -> tuple[Rung, ...]:
        """The rungs of one clock, the lowest first."""
        return tuple(one for one in self.rungs if one.clock is clock)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a process says about a rung: of every task, or of the one at `element`; what it leaves out stays as it is.

    `off` takes the rung away.
    """

    level: int
    clock: Clock = Clock.AGREED
    element: str = ""
    target: Target | None = None
    share: int | None = None
    days: int | None = None
    handing: Handing | None = None
    off: bool = False
    reason: str = ""


#: a proposal, for the steering group to resolve: shares and addressees are those of
#: processes/frist_eskalation/eskalation.dmn, the working days are to be checked ("prüfen")
DEFAULT: Final = Ladder(
    (
        Rung(Clock.AGREED, 1, Target.CLERK, share=50),
        Rung(Clock.AGREED, 2, Target.CLERK, share=80),
        Rung(Clock.AGREED, 3, Target.TEAM_LEAD, share=100),
        Rung(Clock.AGREED, 4, Target.HEAD, days=5),
        Rung(Clock.AGREED, 5, Target.COORDINATION, days=10),
        Rung(Clock.LEGAL, 1, Target.CLERK, share=50),
        Rung(Clock.LEGAL, 2, Target.TEAM_LEAD, share=80),
        Rung(Clock.LEGAL, 3, Target.HEAD, share=100),
        Rung(Clock.CLAIM, 1, Target.TEAM_LEAD, days=3),
    )
)
_ORDER = tuple(Clock)


@lru_cache(maxsize=4096)  # an element's ladder is asked for whenever a task begins
def ladder_of(entries: tuple[Entry, ...], element: str = "") -> Ladder:
    """The ladder of the task at `element`: the default, changed by the entries for all tasks, then by its own.

    A rung that the default has not is left out unless an entry says who is told.
    """
    found = {(one.clock, one.level): one for one in DEFAULT.rungs}
    for entry in _concerning(entries, element):
        key = (entry.clock, entry.level)
        if entry.off:
            found.pop(key, None)
        elif (rung := _changed(found.get(key), entry)) is not None:
            found[key] = rung
    return Ladder(tuple(sorted(found.values(), key=lambda one: (_ORDER.index(one.clock), one.level))))


def _concerning(entries: Iterable[Entry], element: str) -> list[Entry]:
    every = list(entries)
    own = [one for one in every if one.element == element] if element else []
    return [one for one in every if not one.element] + own


def _changed(before: Rung | None, entry: Entry) -> Rung | None:
    if before is None:
        if entry.target is None:
            return None
        before = Rung(entry.clock, entry.level, entry.target)
    rung = replace(before, target=entry.target or before.target, handing=entry.handing or before.handing)
    if entry.share is not None or entry.days is not None:
        rung = replace(rung, share=entry.share, days=entry.days)
    return rung
