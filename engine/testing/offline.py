"""The pure engine with a hand-moved clock: no database, no files, one process instance at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from engine import bpmn
from engine.bpmn import Graph
from engine.errors import ModelError
from engine.execution.actions import Action, CompleteElement, DeliverMessage, FireTimer, Resolve, Start
from engine.execution.changes import Change, StepFailed
from engine.execution.instance import ROOT, Instance, MessageSubscription, TimerSubscription
from engine.execution.offline_world import OfflineServices
from engine.execution.tokens import BUDGET, step
from engine.feel import Value, context_from_python


def in_office() -> OfflineServices:
    """The world of most tests: the aliens' department is competent for its own topic, nobody for another."""
    return OfflineServices(competent={"auslaenderbehoerde": 1}.get)


@dataclass(slots=True)
class Run:
    """One instance on the pure engine. Every fact it produced is in `changes`."""

    graph: Graph
    services: OfflineServices = field(default_factory=in_office)
    instance: Instance = field(default_factory=Instance)
    changes: list[Change] = field(default_factory=list)
    budget: int = BUDGET

    @classmethod
    def of(cls, source: bytes, services: OfflineServices | None = None) -> Run:
        """The one process of a BPMN file; fails on any error finding."""
        checked = bpmn.read(source, "test.bpmn")
        if not checked.graphs:
            raise ModelError("Expected to read the test's model, but it has faults", checked.findings)
        return cls(checked.graphs[0], services or in_office())

    def start(self, **variables: object) -> Run:
        """Enter the process."""
        return self.act(Start(context_from_python(variables)))

    def complete(self, element: str, **variables: object) -> Run:
        """Complete the element that waits under that id."""
        return self.act(CompleteElement(self.number(element), context_from_python(variables)))

    def deliver(self, name: str, **variables: object) -> Run:
        """Deliver a message to the catch that has waited longest for it."""
        for one in self.instance.subscriptions.values():
            if isinstance(one, MessageSubscription) and one.name == name:
                return self.act(DeliverMessage(one.id, context_from_python(variables)))
        raise AssertionError(f"Expected a catch for {name}, but the tokens are at {self.waiting()}")

    def resolve(self, element: str, **variables: object) -> Run:
        """Resolve the incident of an element."""
        return self.act(Resolve(self.number(element), context_from_python(variables)))

    def pass_time(self, span: timedelta) -> Run:
        """Move the clock and fire every timer on the way, in the order of their due dates."""
        target = self.services.now + span
        while due := [one for one in self.timers() if one.due <= target]:
            first = min(due, key=lambda one: (one.due, one.id))
            self.services.now = max(self.services.now, first.due)
            self.act(FireTimer(first.id))
        self.services.now = target
        return self

    def act(self, action: Action) -> Run:
        """Take one step."""
        self.instance, changes = step(self.graph, self.instance, action, self.services, self.budget)
        self.changes.extend(changes)
        return self

    def number(self, element: str) -> int:
        """The element instance under that id."""
        for one in self.instance.elements.values():
            if one.element == element:
                return one.id
        raise AssertionError(f"Expected a token at {element}, but the tokens are at {self.waiting()}")

    def waiting(self) -> tuple[str, ...]:
        """The elements with a token, in the order they were entered; sub-processes around them too."""
        return tuple(one.element for one in self.instance.elements.values() if one.id != ROOT)

    def timers(self) -> list[TimerSubscription]:
        """The running timers."""
        return [one for one in self.instance.subscriptions.values() if isinstance(one, TimerSubscription)]

    def failures(self) -> list[StepFailed]:
        """Every fault so far."""
        return [change for change in self.changes if isinstance(change, StepFailed)]

    @property
    def variables(self) -> Mapping[str, Value]:
        """The variables of the process."""
        return self.instance.variables.get(ROOT, {})
