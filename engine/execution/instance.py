"""The live state of one process instance: element instances, waiting tokens, subscriptions, variables.

Only what still lives is here; what is over lives in history. So the size is constant over a case's life, however
often a loop turned (DESIGN §4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum

from engine.execution.frozen import frozen
from engine.feel import Value

#: the element instance of the process itself; every other one has a scope
ROOT = 0
_ROOT_ALONE = [ROOT]


class Stage(IntEnum):
    """How far an element instance has come – and where it goes on when its incident is resolved.

    ENTERING ──▶ ACTIVE ──▶ LEAVING ──▶ gone        JOINING only marks a join whose missing tokens cannot come,
                                                    UNDOING a scope or thrower at whose heart compensation runs
    """

    ENTERING = 0
    ACTIVE = 1
    LEAVING = 2
    JOINING = 3
    UNDOING = 4


@frozen
class ElementInstance:
    """One entered element. `scope` is the element instance around it; `failed` says it has an open incident."""

    id: int
    element: str
    scope: int
    stage: Stage = Stage.ENTERING
    failed: bool = False


@frozen
class TimerSubscription:
    """A running timer of `element`, alive as long as the element instance `host`.

    `cycle` is the ISO 8601 repetition or cron line it belongs to, `anchor` the instant the cycle counts from.
    `definition` is the place of the trigger among those of the element; so for every subscription.
    """

    id: int
    element: str
    host: int
    due: datetime
    cycle: str = ""
    anchor: datetime | None = None
    definition: int = 0


@frozen
class MessageSubscription:
    """A catch of `element` that waits for a message, alive as long as the element instance `host`."""

    id: int
    element: str
    host: int
    name: str
    key: str
    definition: int = 0


@frozen
class SignalSubscription:
    """A catch of `element` that waits for a signal, alive as long as the element instance `host`."""

    id: int
    element: str
    host: int
    name: str
    definition: int = 0


@frozen
class ConditionSubscription:
    """A catch of `element` that waits until its condition becomes true; `holds` is what it was when last looked at."""

    id: int
    element: str
    host: int
    holds: bool = False
    definition: int = 0


Subscription = TimerSubscription | MessageSubscription | SignalSubscription | ConditionSubscription


@dataclass(slots=True)
class Repeat:
    """How far a repeated activity is; kept for its outer element instance. `items` is None when it counts only."""

    total: int | None
    started: int = 0
    completed: int = 0
    terminated: int = 0
    items: list[Value] | None = None

    @property
    def active(self) -> int:
        """Instances that are under way."""
        return self.started - self.completed - self.terminated


@frozen
class Done:
    """An activity that was completed and can be undone: with `inside` and `variables` as they were then (BPMN 13.5.5).

    `order` tells which of two was completed later.
    """

    order: int
    element: str
    inside: tuple[Done, ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Undoing:
    """What is still to be undone for a thrower or a scope, the next one last; `running` is the handler under way."""

    waiting: list[tuple[int, Done]] = field(default_factory=list)
    running: int | None = None


@dataclass(slots=True)
class Instance:
    """What a step works on. `arrived` counts, per scope and joining gateway, the tokens on each incoming flow."""

    elements: dict[int, ElementInstance] = field(default_factory=dict)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    variables: dict[int, dict[str, Value]] = field(default_factory=dict)
    arrived: dict[tuple[int, str], dict[str, int]] = field(default_factory=dict)
    #: tokens stopped on their way (scope, element, flow) because a step went too far; they go on with its incident
    parked: list[tuple[int, str, str | None]] = field(default_factory=list)
    #: per outer element instance of a repeated activity
    repeats: dict[int, Repeat] = field(default_factory=dict)
    #: per scope what can be undone, in the order it was completed
    done: dict[int, list[Done]] = field(default_factory=dict)
    #: per thrower or scope the compensation under way
    undoing: dict[int, Undoing] = field(default_factory=dict)
    #: per (host, element) of a parallel multiple event or gateway the triggers that happened
    met: dict[tuple[int, str], set[int]] = field(default_factory=dict)
    #: a call activity of another instance waits for the end of this one
    called: bool = False
    next_id: int = 1
    #: the end event it completed at, once it has
    outcome: str | None = None
    ended: bool = False

    def copy(self) -> Instance:
        """A copy a step may change: values are immutable, so the containers are all that is copied."""
        return Instance(
            self.elements.copy(),
            self.subscriptions.copy(),
            {scope: values.copy() for scope, values in self.variables.items()},
            {place: counts.copy() for place, counts in self.arrived.items()} if self.arrived else {},
            self.parked.copy(),
            {one: replace(repeat) for one, repeat in self.repeats.items()} if self.repeats else {},
            {scope: found.copy() for scope, found in self.done.items()} if self.done else {},
            {one: Undoing(work.waiting.copy(), work.running) for one, work in self.undoing.items()}
            if self.undoing
            else {},
            {place: triggers.copy() for place, triggers in self.met.items()} if self.met else {},
            self.called,
            self.next_id,
            self.outcome,
            self.ended,
        )

    def take_id(self) -> int:
        """The next number of an element instance or subscription; never given twice in one instance."""
        taken = self.next_id
        self.next_id += 1
        return taken

    def scopes(self, element_instance: int) -> list[int]:
        """The element instance itself and every scope around it, innermost first."""
        chain = [element_instance]
        while chain[-1] != ROOT:
            chain.append(self.elements[chain[-1]].scope)
        return chain

    def variable_scopes(self, element_instance: int) -> list[int]:
        """The scopes around the element instance, and itself, that have variables, innermost first."""
        variables = self.variables
        if len(variables) == 1 and ROOT in variables:
            return _ROOT_ALONE
        return [scope for scope in self.scopes(element_instance) if scope in variables]

    def context(self, element_instance: int) -> dict[str, Value]:
        """The variables an expression of the element sees: inner scopes hide outer ones. Not to be changed."""
        chain = self.variable_scopes(element_instance)
        if len(chain) == 1:
            return self.variables[chain[0]]
        merged: dict[str, Value] = {}
        for scope in reversed(chain):
            merged.update(self.variables[scope])
        return merged

    def children(self, scope: int) -> list[ElementInstance]:
        """The element instances directly inside `scope`."""
        return [one for one in self.elements.values() if one.scope == scope and one.id != ROOT]

    def by_scope(self) -> dict[int, list[ElementInstance]]:
        """The element instances by the scope they are in: one pass for many questions."""
        grouped: dict[int, list[ElementInstance]] = defaultdict(list)
        for one in self.elements.values():
            if one.id != ROOT:
                grouped[one.scope].append(one)
        return grouped

    def by_host(self) -> dict[int, list[Subscription]]:
        """The subscriptions by the element instance they live with."""
        grouped: dict[int, list[Subscription]] = defaultdict(list)
        for one in self.subscriptions.values():
            grouped[one.host].append(one)
        return grouped

    def subscriptions_of(self, host: int) -> list[Subscription]:
        """What waits on behalf of the element instance."""
        return [one for one in self.subscriptions.values() if one.host == host]
