"""What can happen to an instance from outside: the second argument of a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.feel import Value


@dataclass(frozen=True, slots=True)
class Start:
    """Enter the process with these variables, at its none start event or at `element`."""

    variables: Mapping[str, Value] = field(default_factory=dict)
    element: str | None = None


@dataclass(frozen=True, slots=True)
class CompleteElement:
    """Complete a waiting element (a user task) and hand over its variables."""

    element_instance: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FireTimer:
    """Act on a timer that is due."""

    subscription: int


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """Hand a message to the catch that waits for it."""

    subscription: int
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolve:
    """Try a failed element again, after setting `variables` in its scope."""

    element_instance: int
    variables: Mapping[str, Value] = field(default_factory=dict)


Action = Start | CompleteElement | FireTimer | DeliverMessage | Resolve
