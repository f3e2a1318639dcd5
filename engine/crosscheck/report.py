"""What a comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Extent(StrEnum):
    """How far an element SpiffWorkflow cannot run keeps a model from being compared."""

    #: the model is refused, or behaves wrongly from its start
    MODEL = "model"
    #: the comparison ends when a case reaches the element
    ELEMENT = "element"


class Matter(StrEnum):
    """What differs."""

    TASKS = "tasks"
    JOBS = "jobs"
    CATCHES = "catches"
    DONE = "completed activities"
    VARIABLE = "variable"
    DUE = "due date"
    END = "end"
    FAULT = "fault"


class Reason(StrEnum):
    """Why two correct readings differ, as far as we know it; the value is the sentence of the report."""

    BRANCH_COPY = (
        "SpiffWorkflow gives each branch its own copy of the variables: the others do not see what one changes, "
        "and the join keeps an older value"
    )
    INTERRUPTED_SCOPE = (
        "SpiffWorkflow forgets what was written inside a sub-process when an event interrupts it"
    )
    COMPETENCE = "SpiffWorkflow does not ask which authority is competent"
    SWALLOWED_ERROR = "SpiffWorkflow swallows an error nobody catches and goes on"
    MERGED_VALUE = "SpiffWorkflow merges lists and contexts into the old ones instead of replacing them"
    REPEATED_LOCAL = "SpiffWorkflow has no counters of a repetition, and another list until it is complete"
    CALENDAR = "SpiffWorkflow counts a day as 24 hours and 31 January + 1 month as 3 March"
    BROKEN_OFF = (
        "SpiffWorkflow loses a task of its own when an event ends a repetition inside another, and breaks off"
    )
    CONSEQUENCE = "a way is chosen or a timer fires by what differed before"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """An element SpiffWorkflow cannot run, and why; `line` is its place in the file."""

    element: str
    why: str
    extent: Extent
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.element}: {self.why}"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not the same in both, after the step of the scenario on that line."""

    line: int
    matter: Matter
    place: str
    ours: str
    theirs: str
    reason: Reason | None = None

    def __str__(self) -> str:
        known = f" – {self.reason}" if self.reason else ""
        return f"{self.line}: {self.matter} at {self.place}: ours {self.ours}, theirs {self.theirs}{known}"


@dataclass(frozen=True, slots=True)
class Report:
    """One case on both. `steps` were compared of `planned`; `stopped` says why not all."""

    process: str
    name: str
    steps: int
    planned: int
    differences: tuple[Difference, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    stopped: str = ""

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """The differences nobody knows the reason of: one of the two interpreters is wrong."""
        return tuple(one for one in self.differences if one.reason is None)

    @property
    def agrees(self) -> bool:
        """Whether both did the same as far as they can be compared."""
        return not self.unexplained

    @property
    def heading(self) -> str:
        """The verdict in a line, and why no more was compared in a second one."""
        verdict = "agree" if self.agrees else "DIFFER"
        line = f"{verdict}  {self.process}: {self.name} ({self.steps} of {self.planned} steps)"
        return f"{line}\n  not compared further: {self.stopped}" if self.stopped else line

    def __str__(self) -> str:
        return "\n".join([self.heading, *(f"  {difference}" for difference in self.differences)])
