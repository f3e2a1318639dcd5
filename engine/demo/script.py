"""What happens in a case of the demo step by step: who does what on which day, and with what they fill in.

A script names logins and elements of diagrams; what follows is the matter of the processes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.demo.papers import Paper
from engine.state.relation import RelationKind


@dataclass(frozen=True, slots=True)
class Day:
    """A day so many days after the one on which it is typed."""

    after: int


#: what is typed into a form; a list where several can be chosen
Typed = Mapping[str, str | list[str] | Day]


@dataclass(frozen=True, slots=True)
class Begin:
    """Start another process in the case."""

    process: str
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Send:
    """Report something that has happened, as the page of a case file does."""

    message: str


@dataclass(frozen=True, slots=True)
class Prove:
    """A proof arrives that another process would report: a signal of the case with what it proves."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Do:
    """Complete the open task of an element, the oldest one; claimed before if it was nobody's."""

    element: str
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Take:
    """Claim the open task of an element, and begin to fill it in."""

    element: str
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refer:
    """Refer the person to the authority of a topic."""

    topic: str
    matter: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Withdraw the newest open referral to a topic."""

    topic: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """Store the person record of somebody with that status, who meets the requirements; `entry` as the case has it."""

    status: str
    entry: Day | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Write a note into the file."""

    text: str


@dataclass(frozen=True, slots=True)
class File:
    """Hand in a file; `element` is the task whose form asked for it, `again` says it is a newer version."""

    paper: Paper
    element: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Relate:
    """Say how the person of another case is related to this one's."""

    case: str
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class Say:
    """Comment on the open task of an element; `@login` tells somebody."""

    element: str
    text: str


@dataclass(frozen=True, slots=True)
class Delegate:
    """Let a colleague do the task of an element."""

    element: str
    to: str


@dataclass(frozen=True, slots=True)
class LayAside:
    """Lay the task of an element aside until so many days after today, the day of loading."""

    element: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Name who leads the case."""

    login: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rank:
    """Give the task of an element a priority: 80 is high, 20 low."""

    element: str
    priority: int


Act = (
    Begin
    | Send
    | Prove
    | Do
    | Take
    | Refer
    | Withdraw
    | Record
    | Note
    | File
    | Relate
    | Say
    | Delegate
    | LayAside
    | Lead
    | Rank
)


@dataclass(frozen=True, slots=True)
class Step:
    """One act: so many days ago, by the person with that login."""

    days_ago: int
    login: str
    act: Act


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that a script opens: the process it begins with, the person and the place."""

    process: str
    family_name: str
    given_name: str
    birth_year: int
    ags: str
    #: what is typed into the form of its start
    typed: Typed = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfPlot:
    """A case that a plot has told until then: the `number`-th of that name at the place."""

    plot: str
    ags: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """The steps of one case, in their order; `key` is how other scripts name it."""

    key: str
    case: NewCase | OfPlot
    steps: tuple[Step, ...]
    #: the day it is opened, for a new one
    days_ago: int = 0
    login: str = ""


__all__ = [
    "Act", "Begin", "Day", "Delegate", "Do", "File", "LayAside", "NewCase", "Note", "OfPlot", "Prove", "Rank", "Record",
    "Refer", "Relate", "Say", "Script", "Send", "Step", "Take", "Typed", "Withdraw",
]  # fmt: skip
