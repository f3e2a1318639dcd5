"""A scenario as read: what is given, what happens, and what must be so then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.competence import Circumstances
from engine.deadlines import Period
from engine.execution.services import NO_CIRCUMSTANCES

#: a value as YAML gives it: text, number, truth, day, list, mapping, nothing
Given = object
Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Start:
    """Who and when: the instant the case opens, its number and place, the start form, and who is not
    competent.
    """

    now: datetime
    reference: str
    ags: str
    values: Mapping[str, Given]
    nobody_for: frozenset[str] = frozenset()
    #: what the register is told beside the place, where the diagram says nothing of it
    circumstances: Circumstances = NO_CIRCUMSTANCES
    #: the called processes the scenario answers for itself
    stand_ins: frozenset[str] = frozenset()
    #: the start event, or the message or signal that triggers one; None for the none start event
    trigger: str | None = None
    #: the person record stored with the case (docs/person-record.md), None for none
    record: Mapping[str, Any] | None = None  # Any: the record is judged when it is read
    #: the last day whose knowledge of the law counts; None: what is known on the day of each decision
    law_known: date | None = None
    #: what a calling process hands over
    inputs: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Fill in a task and complete it; `refused` names the fields the form must refuse instead."""

    line: int
    task: str
    values: Mapping[str, Given]
    refused: tuple[str, ...] = ()
    #: which one, where several of the name are open
    turn: int = 1


@dataclass(frozen=True, slots=True)
class PassTime:
    """Let the clock run on by a period; every timer on the way fires."""

    line: int
    period: Period


@dataclass(frozen=True, slots=True)
class JumpTo:
    """Let the clock run on to a day (its first instant) or an instant."""

    line: int
    moment: Moment


@dataclass(frozen=True, slots=True)
class ChangeLaw:
    """The clock runs on to a day from which another version of a rule is in force; it must be one."""

    line: int
    day: date


@dataclass(frozen=True, slots=True)
class WaitFor:
    """Let the clock run on until the timer of that event fires."""

    line: int
    event: str


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message arrives for the case."""

    line: int
    message: str
    values: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class SendSignal:
    """A signal goes out; everything in the folder that waits for it hears it."""

    line: int
    signal: str
    values: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class DoJob:
    """A program outside does the work an element offers, or throws the business error of that code."""

    line: int
    job: str
    values: Mapping[str, Given]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerCall:
    """A called process that the scenario stands in for ends: with values, a business error or an escalation."""

    line: int
    call: str
    values: Mapping[str, Given]
    error: str | None = None
    escalation: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """Somebody corrects the person record of the case: each path, with dots between the names, gets a value."""

    line: int
    values: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class Move:
    """The person moves: the case has another place from now on, and its open tasks may lie elsewhere."""

    line: int
    ags: str


@dataclass(frozen=True, slots=True)
class EvaluateDecision:
    """Compute a decision on these values alone; the case stays where it is."""

    line: int
    decision: str
    values: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    """Someone corrects variables and lets a failed element try again."""

    line: int
    element: str
    values: Mapping[str, Given]


#: words for the two clocks of a task: the deadline of the law, and the agreed time
LEGAL, AGREED = "gesetzliche frist", "vereinbart bis"


@dataclass(frozen=True, slots=True)
class ExpectedTask:
    """An open task; what is None is not compared."""

    name: str
    group: str | None = None
    due: Moment | None = None
    priority: int | None = None
    #: the key or name of the authority, texts in its reason, and who must not see the task
    authority: str | None = None
    because: tuple[str, ...] = ()
    hidden_from: tuple[str, ...] = ()
    #: texts in the derivation of its clocks
    due_because: tuple[str, ...] = ()
    #: by the words of the file when each clock ends; None: it must not run
    clocks: Mapping[str, Moment | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExpectedDecision:
    """The last evaluation of a decision: its rules by number, and its value or the parts of it that are
    named.
    """

    rules: tuple[int, ...] | None
    value: Given
    has_value: bool


@dataclass(frozen=True, slots=True)
class ExpectedThrow:
    """A message or signal that was sent; of the values those that are named."""

    name: str
    values: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExpectedDisclosure:
    """What a step let a topic know; norm and data where they are named."""

    topic: str
    norm: str | None = None
    data: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """What must be so now; what is None or empty is not compared. Incidents nobody expects are a
    difference.
    """

    line: int
    tasks: tuple[ExpectedTask, ...] | None = None
    outcome: str | None = None
    variables: Mapping[str, Given] = field(default_factory=dict)
    decisions: Mapping[str, ExpectedDecision] = field(default_factory=dict)
    incidents: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    not_passed: tuple[str, ...] = ()
    messages: tuple[str, ...] | None = None
    jobs: tuple[str, ...] | None = None
    signals: tuple[str, ...] | None = None
    calls: tuple[str, ...] | None = None
    #: since the last expectation
    sent_messages: tuple[ExpectedThrow, ...] | None = None
    sent_signals: tuple[ExpectedThrow, ...] | None = None
    disclosed: tuple[ExpectedDisclosure, ...] | None = None
    timers: Mapping[str, Moment] = field(default_factory=dict)


Act = (
    CompleteTask
    | PassTime
    | JumpTo
    | ChangeLaw
    | WaitFor
    | SendMessage
    | SendSignal
    | DoJob
    | AnswerCall
    | ChangeRecord
    | Move
    | EvaluateDecision
    | ResolveIncident
)
Step = Act | Expect


@dataclass(frozen=True, slots=True)
class Scenario:
    """One example case: `file` and `name` say which, `start` and `steps` what happens."""

    file: str
    name: str
    description: str
    start: Start
    steps: tuple[Step, ...]
