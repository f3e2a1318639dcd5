"""Event definitions: what an event waits for or sets off (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.feel import Expression


class TimerKind(StrEnum):
    """The three timer definitions of BPMN 10.5.5."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Timer:
    """Due by date, after a duration, or in a cycle; the value is ISO 8601 text or a FEEL date/duration."""

    kind: TimerKind
    value: Expression


@dataclass(frozen=True, slots=True)
class Message:
    """A named message; `correlation_key` picks the waiting instance (None on start events of a process).

    Thrown, it carries the local variables of the event and lives for `time_to_live` if nobody waits for it.
    """

    name: Expression
    correlation_key: Expression | None = None
    time_to_live: Expression | None = None
    message_id: Expression | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A named broadcast: every catch of that name hears it (BPMN 10.5.5)."""

    name: Expression


@dataclass(frozen=True, slots=True)
class Error:
    """A business error; a catch without code takes every one. The variables receive code and message of the catch."""

    code: Expression | None = None
    code_variable: str = ""
    message_variable: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Something a higher level should know; a catch without code takes every one."""

    code: Expression | None = None
    code_variable: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    """Happens when `condition` becomes true; it is looked at again when a variable it reads changes."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class Compensate:
    """Undo `activity` of the scope, or everything in it; with `wait` the thrower goes on when that is done."""

    activity: str | None = None
    wait: bool = True


@dataclass(frozen=True, slots=True)
class Cancel:
    """Gives a transaction up: what it did is compensated, then its cancel boundary event happens."""


@dataclass(frozen=True, slots=True)
class Link:
    """A jump to the catch of the same name in the same scope; the graph has it as a flow."""

    name: str


@dataclass(frozen=True, slots=True)
class Terminate:
    """Ends every other token of its scope (BPMN 10.5.3)."""


EventDefinition = (
    Timer | Message | Signal | Error | Escalation | Conditional | Compensate | Cancel | Link | Terminate
)
#: what a catch can wait for outside the flow of tokens
Trigger = Timer | Message | Signal | Conditional
