"""What a step asks of the world around it; everything else it computes from its arguments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from engine.actor import Role
from engine.competence import Circumstances, Nobody, Reason
from engine.deadlines import Calendar
from engine.dmn import Evaluation
from engine.execution.frozen import frozen
from engine.feel import Environment, Value

#: what most tasks say of the circumstances: nothing
NO_CIRCUMSTANCES = Circumstances()


@frozen
class Question:
    """Who is competent: for which topic, at which place (None: that of the case), on which day (None: today)."""

    topic: str
    role: Role
    ags: str | None = None
    on: date | None = None
    circumstances: Circumstances = NO_CIRCUMSTANCES


@frozen
class Desk:
    """Where a task goes: the authority by its number in the register, and why it is competent.

    `role` and `assignee` (the number of an account) are given when the post that was asked for is not filled and
    somebody stands in.
    """

    authority: int
    reason: Reason
    role: Role | None = None
    assignee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unstaffed(Nobody):
    """An authority is competent, but nobody is there to do it: `desk` is where the task waits until somebody is."""

    desk: Desk


class Services(Protocol):
    """Given to `step` by `advance` (database) or by a scenario (pure)."""

    @property
    def now(self) -> datetime:
        """The instant of the step, aware."""
        ...

    @property
    def environment(self) -> Environment:
        """What FEEL's now() and today() read, with limits and extension functions."""
        ...

    def decide(self, decision: str, variables: Mapping[str, Value]) -> Evaluation:
        """Evaluate a decision of the process's own version; ModelError when it is unknown or breaks."""
        ...

    def catches(self, code: str) -> bool:
        """Whether a process that called this one, at any distance, catches a business error with that code."""
        ...

    def competence(self, question: Question) -> Desk | Nobody:
        """The competent authority and why it is; or that nobody is, and why."""
        ...

    def calendar(self, authority: int) -> Calendar:
        """Which days count at an authority: for agreed times in working days."""
        ...

    @property
    def data_names(self) -> Collection[str] | None:
        """The names data may have that are handed over: categories of a consent, data groups; None where all may."""
        ...

    def released(self, recipient: str, purpose: str | None) -> Collection[str] | None:
        """What of these the person lets a recipient (a topic) know now, for a purpose if one is named; None where
        nobody keeps consents.
        """
        ...


class FaultKind(StrEnum):
    """Why an element stopped; stored with the incident."""

    EXPRESSION = "expression"
    CONDITION = "condition"
    NO_FLOW = "no-flow"
    DECISION = "decision"
    TIMER = "timer"
    MESSAGE = "message"
    COMPETENCE = "competence"
    BUDGET = "budget"
    JOIN = "join"
    ERROR = "error"
    JOB = "job"
    CALL = "call"
    LOOP = "loop"
    DISCLOSURE = "disclosure"
    CONSENT = "consent"


class Fault(Exception):
    """Raised inside a step when the model breaks; becomes `StepFailed`. `message` is German: clerks read it."""

    def __init__(self, kind: FaultKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
