"""Facts a step produced. The token game decides them, `effects` writes them; nothing else changes a table.

Each is one row of history. `element` is the id in the diagram, `element_instance` the entered element.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.actor import Role
from engine.dmn import Evaluation


@dataclass(frozen=True, slots=True)
class InstanceStarted:
    """The process was entered."""

    element: str


@dataclass(frozen=True, slots=True)
class ElementActivated:
    """An element was entered and waits (a scope, a catch event)."""

    element: str
    element_instance: int


@dataclass(frozen=True, slots=True)
class ElementCompleted:
    """An element was left over `flows`; elements that never wait have only this fact."""

    element: str
    element_instance: int
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ElementTerminated:
    """An element was taken away before it completed."""

    element: str
    element_instance: int


@dataclass(frozen=True, slots=True)
class UserTaskActivated:
    """A person at `authority` must act. `assignee` is a login, `due` and `follow_up` are instants."""

    element: str
    element_instance: int
    name: str
    authority: int
    topic: str
    role: Role
    assignee: str | None
    due: datetime | None
    follow_up: datetime | None
    priority: int
    form: str | None


@dataclass(frozen=True, slots=True)
class UserTaskCompleted:
    """A person did it; `variables` are the names of what was handed over."""

    element: str
    element_instance: int
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionEvaluated:
    """A decision was computed: inputs, fired rules, outputs and warnings are in `evaluation`."""

    element: str
    element_instance: int
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class TimerArmed:
    """A timer runs until `due`."""

    element: str
    element_instance: int
    subscription: int
    due: datetime


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer was due and was acted on."""

    element: str
    element_instance: int
    subscription: int


@dataclass(frozen=True, slots=True)
class TimerCancelled:
    """A timer lost its reason before it was due."""

    element: str
    element_instance: int
    subscription: int


@dataclass(frozen=True, slots=True)
class MessageAwaited:
    """A catch waits for the message `name` with the correlation key `key`."""

    element: str
    element_instance: int
    subscription: int
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class MessageCorrelated:
    """The message arrived at its catch; `variables` are the names of what it brought."""

    element: str
    element_instance: int
    subscription: int
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageUnawaited:
    """The catch was left before the message came."""

    element: str
    element_instance: int
    subscription: int


@dataclass(frozen=True, slots=True)
class StepFailed:
    """The model broke at this element: the token waits in front of it, a person must decide (an incident)."""

    element: str
    element_instance: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class IncidentResolved:
    """The element was tried again with these changed variables; a new `StepFailed` follows if it broke again."""

    element: str
    element_instance: int
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceCompleted:
    """No token is left; `element` is the end event reached last."""

    element: str


Change = (
    InstanceStarted
    | ElementActivated
    | ElementCompleted
    | ElementTerminated
    | UserTaskActivated
    | UserTaskCompleted
    | DecisionEvaluated
    | TimerArmed
    | TimerFired
    | TimerCancelled
    | MessageAwaited
    | MessageCorrelated
    | MessageUnawaited
    | StepFailed
    | IncidentResolved
    | InstanceCompleted
)
