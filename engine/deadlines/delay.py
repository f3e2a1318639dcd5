"""Time that does not count: suspension (Hemmung) and interruption (Neubeginn), and who caused the delay.

A suspended day is not counted into the period (§ 209 BGB); after an interruption the whole period begins anew
(§ 212 (1) BGB). Both are days, first and last included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from engine.deadlines.dates import days_between
from engine.deadlines.deadline import Step, german
from engine.deadlines.law import Counting

_DAY = timedelta(days=1)


class Cause(StrEnum):
    """Who caused a delay."""

    OWN_AUTHORITY = "eigene_behoerde"
    OTHER_AUTHORITY = "andere_behoerde"
    PERSON = "person"


#: how a sentence calls who caused a delay
CAUSES = {
    Cause.OWN_AUTHORITY: "eigene Behörde",
    Cause.OTHER_AUTHORITY: "andere Behörde",
    Cause.PERSON: "Person",
}


class Pausing(StrEnum):
    """What a pause does to a period."""

    #: the days are not counted, then the period goes on
    SUSPENSION = "hemmung"
    #: the period begins anew after it
    INTERRUPTION = "unterbrechung"


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which a period does not run, why, and who caused it; `last` None goes on. `norm` is what stops it."""

    first: date
    last: date | None
    cause: Cause
    reason: str
    pausing: Pausing = Pausing.SUSPENSION
    norm: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the days between the start and the end of a period went; together they are all of them.

    `counted` days of the period itself, `lost` days that an interruption made worthless, `shifted` days from the last
    day to the next working day, `extended` days an authority has added, and the suspended days of each cause.
    """

    counted: int
    own_authority: int = 0
    other_authority: int = 0
    person: int = 0
    lost: int = 0
    shifted: int = 0
    extended: int = 0

    @property
    def delay(self) -> int:
        """The suspended days of all causes."""
        return self.own_authority + self.other_authority + self.person

    @property
    def total(self) -> int:
        """All days from the start to the end."""
        return self.counted + self.delay + self.lost + self.shifted + self.extended

    def of(self, cause: Cause) -> int:
        """The suspended days of one cause."""
        return {
            Cause.OWN_AUTHORITY: self.own_authority,
            Cause.OTHER_AUTHORITY: self.other_authority,
            Cause.PERSON: self.person,
        }[cause]


#: suspended days, first and last of each stretch
Stretches = tuple[tuple[date, date], ...]
#: the last day of the period that begins with an event, when these stretches do not count
Reckoning = Callable[[date, Counting, Stretches], date]


@dataclass(frozen=True, slots=True)
class Paused:
    """A period after its pauses. `end` is None while one goes on; `remaining` are then the days that are left.

    `began` is the event the period counts from: the one it was given, or the last day of an interruption.
    """

    end: date | None
    began: date
    steps: tuple[Step, ...] = ()
    days: Mapping[Cause, int] = field(default_factory=dict)
    lost: int = 0
    remaining: int | None = None


@dataclass(slots=True)
class _Course:
    """The walk along the pauses: `first` day that counts, `end` the last one, `covered` the last one paused."""

    event: date
    counting: Counting
    reckon: Reckoning
    first: date
    end: date
    covered: date
    suspended: Stretches = ()
    steps: list[Step] = field(default_factory=list)
    days: dict[Cause, int] = field(default_factory=lambda: dict.fromkeys(Cause, 0))
    lost: int = 0

    def passes(self, pause: Pause) -> int | None:
        """Let one pause act; the days that are left if it goes on, else None."""
        begins = max(pause.first, self.covered + _DAY)
        if begins > self.end:
            self._say(pause, "ohne Wirkung, das rechnerische Ende liegt davor", pause.first)
            return None
        if pause.last is None:
            self._say(pause, f"{_VERBS[pause.pausing]} seit {german(begins)}", begins)
            if pause.pausing is Pausing.SUSPENSION:
                return days_between(begins, self.end)
            return days_between(begins, self.reckon(begins, Counting.FROM_DAY, ()))
        if pause.last < begins:
            if self._renews(pause):
                self._say(pause, f"unterbrochen, beginnt neu nach der Hemmung am {german(begins)}", begins)
                self._begin_anew(begins, self.covered)
                return None
            self._say(pause, "ohne Wirkung, diese Tage zählen ohnehin nicht", pause.first)
            return None
        count = days_between(begins, pause.last)
        self.days[pause.cause] += count
        self.covered = pause.last
        span = f"{german(begins)} bis {german(pause.last)}, {count} Tage" if count > 1 else german(begins)
        self._say(pause, f"{_VERBS[pause.pausing]} {span}", begins)
        if pause.pausing is Pausing.SUSPENSION:
            self.suspended = (*self.suspended, (begins, pause.last))
        else:
            self._begin_anew(begins, pause.last)
        self.end = self.reckon(self.event, self.counting, self.suspended)
        return None

    def starts_over(self, pause: Pause) -> int:
        """The days that are left when an open rest ends: all of them, for the period was interrupted in it."""
        self._say(pause, "unterbrochen, beginnt neu nach der Hemmung", pause.first)
        return days_between(pause.first, self.reckon(pause.first, Counting.FROM_DAY, ()))

    def _renews(self, pause: Pause) -> bool:
        """Whether it is an interruption while the period rested: it begins anew when the rest is over."""
        return pause.pausing is Pausing.INTERRUPTION and any(
            first <= pause.first <= last for first, last in self.suspended
        )

    def _begin_anew(self, stopped: date, event: date) -> None:
        """Count from the day after `event`; what ran before `stopped` is lost, suspended days stay in the account."""
        self.lost += (stopped - self.first).days - sum(days_between(*one) for one in self.suspended)
        self.event, self.counting, self.suspended = event, Counting.AFTER_EVENT, ()
        self.first = event + _DAY
        self.end = self.reckon(self.event, self.counting, self.suspended)

    def _say(self, pause: Pause, what: str, day: date) -> None:
        self.steps.append(Step(f"{what}: {pause.reason} ({CAUSES[pause.cause]})", pause.norm, day))


_VERBS = {Pausing.SUSPENSION: "gehemmt", Pausing.INTERRUPTION: "unterbrochen"}


def run_paused(event: date, counting: Counting, pauses: Iterable[Pause], reckon: Reckoning) -> Paused:
    """The period that begins with `event`, with its pauses; `reckon` says when it ends without given days.

    A day that two pauses cover is counted once, for the one that began earlier. Pauses before the first day and after
    the last one have no effect and say so.
    """
    first = event if counting is Counting.FROM_DAY else event + _DAY
    course = _Course(event, counting, reckon, first, reckon(event, counting, ()), first - _DAY)
    ordered = sorted(pauses, key=lambda found: (found.first, found.last or date.max))
    for number, one in enumerate(ordered):
        left = course.passes(one)
        if left is not None:
            later = [other for other in ordered[number + 1 :] if other.pausing is Pausing.INTERRUPTION]
            if later:
                left = course.starts_over(later[-1])
            return Paused(None, course.event, tuple(course.steps), course.days, course.lost, left)
    return Paused(course.end, course.event, tuple(course.steps), course.days, course.lost)
