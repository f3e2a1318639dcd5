"""What `process.toml` says, as values. Every text is German and as its owner wrote it, without spaces around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from engine.escalation import Entry, Ladder, ladder_of
from engine.profile.period import LONGEST, read_period
from engine.profile.referral import Referral

#: a number with more than that is none
_MOST_DIGITS = 10


class TimeKind(StrEnum):
    """What an agreed time is for; the values are the words of the file."""

    WORK = "bearbeitung"
    REMINDER = "erinnerung"
    ESCALATION = "eskalation"
    GRACE = "karenz"


class Way(StrEnum):
    """How something comes into a process or leaves it; the values are the words of the file."""

    INPUT = "eingabe"
    OUTPUT = "ausgabe"
    MESSAGE_IN = "nachricht_ein"
    MESSAGE_OUT = "nachricht_aus"
    SIGNAL_IN = "signal_ein"
    SIGNAL_OUT = "signal_aus"


class Watched(StrEnum):
    """A kind of day that a process watches by itself, with timers of its own; the values are the words of the file."""

    TITLE = "titel"
    AGE = "alter"


@dataclass(frozen=True, slots=True)
class Role:
    """Who takes part: the candidate group as in the diagram, its name, and what it does."""

    group: str
    name: str
    tasks: str = ""


@dataclass(frozen=True, slots=True)
class AgreedTime:
    """A time the steering group agrees on, at an element. `value` is an ISO 8601 period of one kind (`P7D`, `P3M`,
    `PT12H`), of working days where `working` is set.
    """

    element: str
    kind: TimeKind
    value: str
    working: bool = False
    reason: str = ""

    @property
    def name(self) -> str:
        """What it is asked for by."""
        return self.element

    @property
    def wanted(self) -> str:
        """What to write, for somebody who has written something else."""
        example = "5 Arbeitstage" if self.working else "7 Tage, 2 Wochen, 3 Monate oder 12 Stunden"
        return f"Bitte geben Sie eine Zeit bis {LONGEST} an, zum Beispiel {example}."

    def read(self, text: str) -> str | None:
        """What somebody wrote, as it is kept; None for what is no such time."""
        return read_period(text, working=self.working)


@dataclass(frozen=True, slots=True)
class AgreedNumber:
    """A number the steering group agrees on, which diagrams and tables ask for by its name: a threshold, never a
    figure of the law. `value` is in digits, so that it is kept, resolved and shown beside the agreed times.
    """

    name: str
    label: str
    value: str
    least: int = 0
    most: int = 1_000_000
    reason: str = ""

    @property
    def working(self) -> bool:
        """It is no time."""
        return False

    @property
    def wanted(self) -> str:
        """What to write, for somebody who has written something else."""
        return f"Bitte geben Sie eine ganze Zahl von {self.least} bis {self.most} ein."

    def read(self, text: str) -> str | None:
        """What somebody wrote, as it is kept; None for what is no such number."""
        said = text.strip()
        if not (said.isascii() and said.isdecimal() and len(said) < _MOST_DIGITS):
            return None
        return str(int(said)) if self.least <= int(said) <= self.most else None


#: what the steering group agrees on for a process
Agreed = AgreedTime | AgreedNumber


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of the law, which nobody agrees on; `length` is ISO 8601, empty where the law names none."""

    name: str
    norm: str
    length: str = ""
    begin: str = ""


@dataclass(frozen=True, slots=True)
class DataGroup:
    """Data with one purpose: the forms that ask for them, the legal basis, and the topics that may see them.

    `elements` of the diagram belong to it beside its forms; `categories` are those of a consent that opens it. The
    topics of `released_to` see it as those of `visible_to` do, but only while the person releases something to them.
    `file_only` are the fields of its forms that nothing reads and that are asked for the case file alone; None where
    nobody says so field by field.
    """

    group: str
    basis: str
    forms: tuple[str, ...] = ()
    note: str = ""
    visible_to: tuple[str, ...] = ()
    purpose: str = ""
    elements: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    released_to: tuple[str, ...] = ()
    file_only: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A variable, message or signal that the process gets or gives."""

    way: Way
    name: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the data are kept, and why."""

    period: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """What an element of earlier versions is now, for cases that wait there and follow into this one."""

    element: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What the process is measured by: how often `element` is reached, or the time from `begin` to `end`."""

    name: str
    element: str = ""
    begin: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A warning that somebody lets stand, and why: the rule, and the element the finding is about."""

    rule: str
    reason: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the file says. What it does not say is empty; `key` is always there."""

    key: str
    title: str = ""
    start: str = ""
    version: str = ""
    purpose: str = ""
    owner: str = ""
    law_read_until: date | None = None
    release: str = ""
    legal_bases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    times: tuple[AgreedTime, ...] = ()
    numbers: tuple[AgreedNumber, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    data: tuple[DataGroup, ...] = ()
    interface: tuple[Exchange, ...] = ()
    retention: Retention | None = None
    measures: tuple[Measure, ...] = ()
    successors: tuple[Successor, ...] = ()
    ladder: tuple[Entry, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    #: what the process watches itself, so that nobody is reminded twice: `titel`, `alter`
    watches: tuple[Watched, ...] = ()
    #: how far a referral is and whose turn it is, for a process that refers somebody to another authority
    referral: Referral | None = None

    @property
    def agreed(self) -> Mapping[str, Agreed]:
        """What is agreed on, by what it is asked for: times by their element, numbers by their name."""
        every: tuple[Agreed, ...] = (*self.times, *self.numbers)
        return {one.name: one for one in every}

    def proposing(self, values: Mapping[str, str]) -> Profile:
        """The same, as if it proposed these values itself; what is not named stays as it is proposed."""
        return replace(
            self,
            times=tuple(replace(one, value=values.get(one.name, one.value)) for one in self.times),
            numbers=tuple(replace(one, value=values.get(one.name, one.value)) for one in self.numbers),
        )

    @property
    def becomes(self) -> Mapping[str, str]:
        """By element of earlier versions what it is now."""
        return {one.element: one.becomes for one in self.successors}

    def ladder_at(self, element: str) -> Ladder:
        """The ladder of the task at that element: the default, as far as the file says nothing else."""
        return ladder_of(self.ladder, element)
