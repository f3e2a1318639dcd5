"""What the engine in memory remembers: instances, timers that start processes, messages nobody has taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.bpmn import Graph, Message, Signal
from engine.errors import Conflict
from engine.execution.instance import Instance, Stage
from engine.execution.tokens.events import text_of
from engine.feel import Value


@dataclass(slots=True)
class Running:
    """One instance: its process, its state, and the call activity (instance, element instance) that waits for it."""

    graph: Graph
    live: Instance = field(default_factory=Instance)
    parent: tuple[int, int] | None = None

    def waits_at(self, element_instance: int) -> bool:
        """Whether the element instance is there and waits for something from outside."""
        found = self.live.elements.get(element_instance)
        return found is not None and found.stage is Stage.ACTIVE and not found.failed


@dataclass(frozen=True, slots=True)
class Due:
    """A running timer. Without `instance` it starts a process at `element`."""

    at: datetime
    instance: int | None
    subscription: int
    element: str


@dataclass(slots=True)
class StartTimer:
    """A timer that starts a process; its number is negative."""

    number: int
    graph: Graph
    element: str
    due: datetime
    cycle: str
    anchor: datetime


@dataclass(slots=True)
class Kept:
    """A message that waits for a catch."""

    name: str
    key: str
    variables: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where everything stood: the clock, the instances, the messages nobody has taken."""

    now: datetime
    instances: Mapping[int, Running]
    kept: tuple[Kept, ...]


def copied(instances: Mapping[int, Running]) -> dict[int, Running]:
    """The instances as they are: what becomes of either changes nothing of the other."""
    return {number: replace(one) for number, one in instances.items()}


def only_start(graph: Graph) -> str:
    """The one start event of a process that nothing but a trigger starts: it can also be started by hand."""
    starts = {start.element for start in graph.starts}
    if len(starts) != 1:
        raise Conflict(
            f"Expected to start {graph.key}, but it has {len(starts)} start events that wait for triggers"
        )
    return starts.pop()


def called(definition: Message | Signal) -> str:
    """The name of a message or signal that starts a process."""
    return text_of(definition.name.evaluate({}).value)
