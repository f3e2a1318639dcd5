"""The first interpreter: a case on our engine that hands everything that happens on to the second one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from engine.crosscheck.second import Second
from engine.execution.actions import Action, CompleteElement, DeliverMessage, Start
from engine.execution.bundle import Bundle
from engine.execution.changes import Change, ElementCompleted, ElementTerminated
from engine.execution.instance import ROOT
from engine.feel import Value
from engine.scenario.model import Start as Beginning
from engine.scenario.play import MAIN, Play


class First(Play):
    """A scenario's case. `variables` are set at its start beside those of the form."""

    def __init__(
        self, bundle: Bundle, beginning: Beginning, second: Second, variables: Mapping[str, Value]
    ) -> None:
        self._second = second
        self._more = variables
        #: how often each element was completed
        self.done: Counter[str] = Counter()
        super().__init__(bundle, beginning)

    @property
    def ended(self) -> bool:
        """Whether no token is left."""
        return self._instance.ended

    def reached(self) -> frozenset[str]:
        """Every element that was entered so far."""
        return frozenset(self.seen.elements) | {one.element for one in self._instance.elements.values()}

    def waiting_tasks(self) -> Counter[str]:
        """The elements of the open user tasks."""
        return Counter(task.element for task in self.tasks().values())

    def waiting_catches(self) -> Counter[str]:
        """The elements that wait for a timer, a message or a signal."""
        return Counter(one.element for one in self._instance.subscriptions.values())

    def dues(self) -> dict[str, datetime]:
        """When the timers are due, by element."""
        return {timer.element: timer.due for timer in self.timers()}

    def places(self) -> list[str]:
        """The elements whose variables can be compared: open tasks, or else catches, that are there once."""
        found = self.waiting_tasks() or self.waiting_catches()
        return sorted(element for element, count in found.items() if count == 1)

    def variables_at(self, element: str | None) -> Mapping[str, Value]:
        """What an expression there would see; the variables of the process for None."""
        for (_instance, number), task in self.tasks().items():
            if task.element == element:
                return self._instance.context(number)
        host = next(
            (one.host for one in self._instance.subscriptions.values() if one.element == element), ROOT
        )
        return self._instance.context(host) if self._instance.elements else self.variables

    # The one place both meet: whatever a scenario does comes through here as an action.
    def _act(self, action: Action, instance: int = MAIN) -> None:
        before = self._instance
        match action:
            case Start(variables, element):
                action = Start({**variables, **self._more}, element)
                super()._act(action, instance)
                self._second.start(action.variables)
            case CompleteElement(number, variables):
                element = before.elements[number].element
                same = sorted(one for (_, one), task in self.tasks().items() if task.element == element)
                super()._act(action, instance)
                self._second.complete(element, same.index(number), variables)
            case DeliverMessage(subscription, variables):
                super()._act(action, instance)
                self._second.deliver(before.subscriptions[subscription].element, variables)
            case _:
                super()._act(action, instance)  # a timer fires there by its own clock

    def _note(self, change: Change, instance: int) -> None:
        super()._note(change, instance)
        match change:
            case ElementCompleted():
                self.done[change.element] += 1
            case ElementTerminated():
                self.seen.elements.add(change.element)
