"""The first interpreter: a case on our engine that hands everything that happens on to the second one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from engine.crosscheck.second import Second
from engine.execution.actions import Action, CompleteElement, DeliverMessage, Start
from engine.execution.bundle import Bundle
from engine.execution.changes import Change, ElementCompleted, ElementTerminated
from engine.execution.instance import ROOT, ConditionSubscription, Instance
from engine.feel import Value
from engine.lawbook import read_law
from engine.precheck import Grounds
from engine.scenario.model import Start as Beginning
from engine.scenario.play import Play
from engine.scenario.standing import MAIN, Place


class First(Play):
    """A scenario's case. `variables` are set at its start beside those of the form."""

    def __init__(
        self, bundle: Bundle, beginning: Beginning, second: Second, variables: Mapping[str, Value]
    ) -> None:
        self._second = second
        self._more = variables
        #: how often each element was completed
        self.done: Counter[str] = Counter()
        second.rest_on(Grounds(lambda: self.record, read_law))
        super().__init__(bundle, beginning)

    @property
    def ended(self) -> bool:
        """Whether no token is left."""
        return self._instance.ended

    @property
    def beside(self) -> bool:
        """Whether a process was started that nobody in the case calls."""
        return any(
            running.parent is None and number != MAIN for number, running in self._offline.instances.items()
        )

    def reached(self) -> frozenset[str]:
        """Every element that was entered so far, also in the processes that were called."""
        inside = {one.element for live in self._lives() for one in live.elements.values()}
        return frozenset(element for _process, element in self.seen.elements) | inside

    def waiting_tasks(self) -> Counter[str]:
        """The elements of the open user tasks."""
        return Counter(task.element for task in self.tasks().values())

    def waiting_jobs(self) -> Counter[str]:
        """The elements whose work is offered to programs outside."""
        return Counter(job.element for job in self.jobs().values())

    def waiting_catches(self) -> Counter[str]:
        """The elements that wait for a timer, a message or a signal."""
        return Counter(
            one.element
            for live in self._lives()
            for one in live.subscriptions.values()
            if not isinstance(one, ConditionSubscription)
        )

    def dues(self) -> dict[str, datetime]:
        """When the timers are due, by element."""
        return {timer.element: timer.due for timer in self.timers()}

    def places(self) -> list[str]:
        """The elements whose variables can be compared: open tasks and jobs, or else catches, that are there once."""
        found = self.waiting_tasks() + self.waiting_jobs() or self.waiting_catches()
        return sorted(element for element, count in found.items() if count == 1)

    def variables_at(self, element: str | None) -> Mapping[str, Value]:
        """What an expression there would see; the variables of the process for None."""
        for (instance, number), waiting in self._open().items():
            if waiting == element:
                return self._live(instance).context(number)
        for live in self._lives():
            for one in live.subscriptions.values():
                if one.element == element:
                    return live.context(one.host)
        return self._instance.context(ROOT) if self._instance.elements else self.variables

    def _open(self) -> dict[Place, str]:
        """The elements of open tasks and jobs, by where they wait."""
        tasks = {place: task.element for place, task in self.tasks().items()}
        return tasks | {place: job.element for place, job in self.jobs().items()}

    def _lives(self) -> list[Instance]:
        return [self._live(number) for number in self._offline.instances]

    # The one place both meet: whatever a scenario does comes through here as an action.
    def _act(self, action: Action, instance: int = MAIN) -> None:
        match action:
            case Start(variables, element):
                action = Start({**variables, **self._more}, element)
                super()._act(action, instance)
                self._second.start(action.variables, element)
            case CompleteElement(number, variables):
                element = self._live(instance).elements[number].element
                same = sorted(place for place, waiting in self._open().items() if waiting == element)
                super()._act(action, instance)
                self._second.complete(element, same.index((instance, number)), variables)
            case DeliverMessage(subscription, variables):
                catch = self._live(instance).subscriptions[subscription].element
                super()._act(action, instance)
                self._second.deliver(catch, variables)
            case _:
                super()._act(action, instance)  # a timer fires there by its own clock

    def _hear(self, signal: str, variables: Mapping[str, Value]) -> list[int]:
        reached = super()._hear(signal, variables)
        self._second.signal(signal, variables)
        return reached

    def _note(self, change: Change, instance: int) -> None:
        super()._note(change, instance)
        match change:
            case ElementCompleted():
                self.done[change.element] += 1
            case ElementTerminated():
                self.seen.elements[self.process(instance), change.element] += 1
