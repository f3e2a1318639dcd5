"""The second interpreter: one instance on SpiffWorkflow, moved step by step and asked where it stands."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins import StartEventMixin
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException, TaskNotFoundException
from SpiffWorkflow.util.task import TaskState

from engine.crosscheck import parser
from engine.crosscheck.called import whole
from engine.crosscheck.elements import Mapped, Work
from engine.crosscheck.environment import Broken, FeelEngine, FeelEnvironment
from engine.crosscheck.timers import due_of
from engine.errors import ModelError
from engine.execution.bundle import Bundle
from engine.feel import Value
from engine.precheck import Grounds

_MOST_TIMERS = 10_000
#: what a token waits for from outside; errors and escalations are found by whoever throws them
_AWAITED = (TimerEventDefinition, MessageEventDefinition, SignalEventDefinition, MultipleEventDefinition)


class Second:
    """One instance. A `Broken` expression stops it for good: SpiffWorkflow has no incidents one could resolve."""

    def __init__(self, bundle: Bundle, files: Mapping[str, bytes], now: datetime) -> None:
        process, scopes = parser.read(files, bundle.main, whole(bundle).nodes)
        self._environment = FeelEnvironment(bundle, now)
        try:
            self._spiff: Any = BpmnWorkflow(process, scopes, script_engine=FeelEngine(self._environment))
        except SpiffWorkflowException as fault:
            raise ModelError(f"Expected SpiffWorkflow to run {bundle.main}, but {fault}") from fault
        #: how often each activity was completed
        self.done: Counter[str] = Counter()
        #: why it goes no further
        self.fault = ""
        #: that it is a fault of its own: neither an expression nor the model is to blame
        self.broke_off = False

    def rest_on(self, grounds: Grounds) -> None:
        """What the legal pre-check rests on: the record of the same case, and the law."""
        self._environment.grounds = grounds

    # -- what happens

    def start(self, variables: Mapping[str, Value], entry: str | None = None) -> None:
        """Enter the process; at `entry`, and at no other start event, where its trigger began it."""
        self._spiff.task_tree.data.update(copy.deepcopy(dict(variables)))
        if entry is not None:
            self._only(entry)
        self._settle()
        if entry is not None:
            self.deliver(entry, variables)

    def _only(self, entry: str) -> None:
        """Cancel the other start events, which would all begin at once."""
        for _ in ("Start", "StartEventSplit"):
            self._run(self._spiff.get_next_task(state=TaskState.READY))
        for task in self._spiff.get_tasks(spec_class=StartEventMixin):
            if task.parent.task_spec.name == "StartEventSplit" and _element(task) != entry:
                task.cancel()

    def complete(self, element: str, place: int, variables: Mapping[str, Value]) -> bool:
        """Complete the task or job of that element, the `place`-th of several; False when there is none."""
        found = [task for task in self._open() if _element(task) == element]
        if place >= len(found):
            return False
        found[place].data.update(copy.deepcopy(dict(variables)))
        self._guarded(lambda: self._run(found[place]))
        self._settle()
        return True

    def deliver(self, element: str, variables: Mapping[str, Value]) -> bool:
        """Send the message or signal that the catch of that element waits for; False when it does not wait."""
        for task in self._waiting():
            for name, definition in self._catches(task):
                if name == element and not isinstance(definition, TimerEventDefinition):
                    event = BpmnEvent(definition, payload=copy.deepcopy(dict(variables)))
                    self._guarded(lambda event=event: self._spiff.send_event(event))
                    self._settle()
                    return True
        return False

    def signal(self, name: str, variables: Mapping[str, Value]) -> bool:
        """Send a signal to every catch that waits for it; False when none does."""
        heard = next((one for task in self._waiting() for one in self._listening(task, name)), None)
        if heard is None:
            return False
        event = BpmnEvent(heard, payload=copy.deepcopy(dict(variables)))
        self._guarded(lambda: self._spiff.send_event(event))
        self._settle()
        return True

    def move(self, target: datetime) -> None:
        """Move the clock, firing every timer on the way when it is due by SpiffWorkflow's reckoning."""
        for _ in range(_MOST_TIMERS):
            due = [at for task in self._waiting() if (at := due_of(task)) is not None and at <= target]
            if not due or self.fault:
                break
            self._environment.now = max(self._environment.now, min(due).astimezone(target.tzinfo))
            self._guarded(self._spiff.refresh_timers)  # else they are looked at only after the steps
            self._settle()
        self._environment.now = target
        self._settle()

    # -- what is so

    @property
    def ended(self) -> bool:
        """Whether no token is left."""
        return bool(self._spiff.completed) and not self._open()

    def tasks(self) -> Counter[str]:
        """The elements of the open user tasks."""
        return Counter(_element(task) for task in self._open() if not isinstance(task.task_spec, Work))

    def jobs(self) -> Counter[str]:
        """The elements whose work is offered to programs outside."""
        return Counter(_element(task) for task in self._open() if isinstance(task.task_spec, Work))

    def catches(self) -> Counter[str]:
        """The elements that wait for a timer, a message or a signal."""
        return Counter(name for task in self._waiting() for name, _ in self._catches(task))

    def variables(self, element: str | None) -> Mapping[str, Value]:
        """The data of the open task or the catch of that element; of the whole instance for None."""
        if element is None:
            return _plain(self._spiff.last_task.data)
        for task in [*self._open(), *self._waiting()]:
            if element == _element(task) or element in {name for name, _ in self._catches(task)}:
                return _plain(task.data)
        return {}

    def dues(self) -> dict[str, datetime]:
        """When the timers are due, by element."""
        return {
            name: at
            for task in self._waiting()
            for name, definition in self._catches(task)
            if isinstance(definition, TimerEventDefinition) and (at := due_of(task)) is not None
        }

    # -- steps

    def _settle(self) -> None:
        self._guarded(lambda: self._spiff.do_engine_steps(did_complete_task=self._note))

    def _run(self, task: Any) -> None:
        task.run()
        self._note(task)

    def _note(self, task: Any) -> None:
        if isinstance(task.task_spec, Mapped):
            self.done[_element(task)] += 1

    def _guarded(self, act: Any) -> None:
        if self.fault:
            return
        try:
            act()
        except (Broken, SpiffWorkflowException, RecursionError) as fault:
            self.fault = str(fault)
            self.broke_off = isinstance(fault, TaskNotFoundException)

    def _open(self) -> list[Any]:
        return [task for task in self._spiff.get_tasks(state=TaskState.READY) if task.task_spec.manual]

    def _waiting(self) -> list[Any]:
        return [
            task
            for task in self._spiff.event_manager.tasks.values()
            if isinstance(task.task_spec.event_definition, _AWAITED)
        ]

    def _listening(self, task: Any, name: str) -> Iterator[Any]:
        """The signals of that name a task waits for; a computed name is read on the data of the task."""
        for _, one in self._catches(task):
            signal = isinstance(one, SignalEventDefinition)
            if signal and self._environment.evaluate(one.name, task.data) == name:
                yield one

    def _catches(self, task: Any) -> Iterator[tuple[str, Any]]:
        """The elements a waiting task stands for: an event-based gateway for the events behind it."""
        definition: Any = getattr(task.task_spec, "event_definition", None)
        if isinstance(task.task_spec, EventBasedGateway):
            targets = [spec.name for spec in task.task_spec.outputs]
            yield from zip(targets, definition.event_definitions, strict=True)
        elif isinstance(definition, MultipleEventDefinition):
            yield from ((_element(task), one) for one in definition.event_definitions)
        elif definition is not None:
            yield _element(task), definition


def _element(task: Any) -> str:
    return str(task.task_spec.bpmn_id or task.task_spec.name)


def _plain(data: Mapping[str, Value]) -> Mapping[str, Value]:
    return {name: value for name, value in data.items() if name != "data_objects"}
