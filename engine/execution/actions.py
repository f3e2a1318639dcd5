"""What can happen to an instance from outside: the second argument of a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.feel import Value


@dataclass(frozen=True, slots=True)
class Start:
    """Enter the process with these variables, at its none start event or at `element` because its trigger happened.

    `called` says that a call activity of another instance waits for the end: what nobody catches here goes there.
    """

    variables: Mapping[str, Value] = field(default_factory=dict)
    element: str | None = None
    called: bool = False


@dataclass(frozen=True, slots=True)
class CompleteElement:
    """Complete a waiting element – user task, job, called process, ad-hoc sub-process – and hand over its variables."""

    element_instance: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FireTimer:
    """Act on a timer that is due."""

    subscription: int


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """Hand a message or a signal to the catch that waits for it."""

    subscription: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailJob:
    """Work outside did not succeed: with no `retries` left the element stops with an incident."""

    element_instance: int
    retries: int
    message: str


@dataclass(frozen=True, slots=True)
class ThrowError:
    """A business error at a waiting job or call activity; it is caught as one thrown inside the element."""

    element_instance: int
    code: str
    message: str = ""
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Escalate:
    """An escalation that left a called process reaches its call activity."""

    element_instance: int
    code: str
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolve:
    """Try a failed element again, after setting `variables` in its scope."""

    element_instance: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Modify:
    """An operator moves tokens: takes element instances away, then enters elements, after setting variables.

    `activate` holds (element, scope); with scope None the scopes around the element that are not there yet are entered
    too. An ad-hoc sub-process is worked the same way: a person chooses one of its elements.
    """

    cancel: tuple[int, ...] = ()
    activate: tuple[tuple[str, int | None], ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Change variables from outside, in the scope of an element instance (0: the process); `local` keeps them there."""

    variables: Mapping[str, Value]
    element_instance: int = 0
    local: bool = False


@dataclass(frozen=True, slots=True)
class ChangeTimer:
    """Let a running timer be due at another instant (aware)."""

    subscription: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the instance now, without an outcome: everything in it is terminated."""


Action = (
    Start
    | CompleteElement
    | FireTimer
    | DeliverMessage
    | FailJob
    | ThrowError
    | Escalate
    | Resolve
    | Modify
    | SetVariables
    | ChangeTimer
    | Cancel
)
