"""Any number of instances in memory, with a clock moved by hand: what `advance` does, without a database.

Scenarios, tests and the comparison with other engines run on it. Processes are found by their key; a message is
consumed by one catch, else it starts a process, else it is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from engine.bpmn import Conditional, Graph, Message, Signal, Timer
from engine.competence import Nobody
from engine.dmn import Evaluation
from engine.errors import Conflict, ModelError, NotFound
from engine.execution import moments
from engine.execution.actions import (
    Action,
    Cancel,
    CompleteElement,
    DeliverMessage,
    Escalate,
    FailJob,
    FireTimer,
    Modify,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.changes import (
    CallCancelled,
    CallStarted,
    Change,
    ErrorThrown,
    EscalationThrown,
    InstanceCompleted,
    MessageThrown,
    SignalThrown,
    StepFailed,
)
from engine.execution.instance import (
    ROOT,
    MessageSubscription,
    SignalSubscription,
    TimerSubscription,
)
from engine.execution.offline_state import Due, Kept, Mark, Running, StartTimer, called, copied, only_start
from engine.execution.offline_world import BEGIN, OfflineServices, nobody_decides
from engine.execution.services import Desk, Question
from engine.execution.tokens import BUDGET, catches, step
from engine.feel import Environment, Value

#: processes that may wait for each other; more is a call without end
_DEEPEST = 100


class Offline:
    """Deployed processes and their instances. Every fact is kept in `changes` with the number of its instance."""

    def __init__(
        self,
        graphs: Iterable[Graph],
        *,
        now: datetime | None = None,
        competent: Callable[[str], int | None] = lambda _topic: 1,
        decide: Callable[[str, Mapping[str, Value]], Evaluation] = nobody_decides,
        budget: int = BUDGET,
        register: Callable[[Question], Desk | Nobody] | None = None,
        stand_in: Callable[[str], bool] = lambda _process: False,
    ) -> None:
        self.graphs = {graph.key: graph for graph in graphs}
        self.services = OfflineServices(now or BEGIN, competent, decide, self._caught, register)
        self.budget = budget
        #: the called processes somebody outside answers for: their call activities wait
        self._stand_in = stand_in
        self.instances: dict[int, Running] = {}
        self.changes: list[tuple[int, Change]] = []
        self._kept: list[Kept] = []
        self._start_timers: list[StartTimer] = []
        #: what follows from the steps taken so far
        self._work: deque[Callable[[], object]] = deque()
        #: the instance that takes a step
        self._moving = 0

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.services.now

    @now.setter
    def now(self, now: datetime) -> None:
        """Set the clock; no timer fires by that."""
        self.services.now = now

    @property
    def environment(self) -> Environment:
        """What expressions read of the clock."""
        return self.services.environment

    @property
    def moving(self) -> str:
        """The key of the process that takes a step."""
        return self.instances[self._moving].graph.key

    def mark(self) -> Mark:
        """What `back` needs to put everything back as it is now. States are never changed, so little is copied."""
        return Mark(self.now, copied(self.instances), tuple(self._kept))

    def back(self, mark: Mark) -> None:
        """Put everything back; what was kept of changes is gone."""
        self.now = mark.now
        self.instances = copied(mark.instances)
        self._kept = list(mark.kept)
        self.changes.clear()
        self._work.clear()

    # -- from outside

    def deploy(self) -> None:
        """Arm the timers that start a process."""
        for graph in self.graphs.values():
            for start in graph.starts:
                if not isinstance(start.definition, Timer):
                    continue
                value = start.definition.value.evaluate({}, self.environment).value
                due = moments.due(start.definition.kind, value, self.now)
                if due is None:
                    raise ModelError(f"Expected a time to start {graph.key} at, but it is none")
                self._start_timers.append(
                    StartTimer(
                        -len(self._start_timers) - 1, graph, start.element, due.at, due.cycle, self.now
                    )
                )

    def start(
        self, process: str, variables: Mapping[str, Value] | None = None, element: str | None = None
    ) -> int:
        """Start a process at its none start event, or at an element whose trigger happened; its number."""
        if process in self.graphs and element is None and not self.graphs[process].root.entries:
            element = only_start(self.graphs[process])
        number = self._begin(process, dict(variables or {}), element)
        self._drain()
        return number

    def publish(self, name: str, key: str = "", variables: Mapping[str, Value] | None = None) -> int | None:
        """Let a message arrive; the instance that took it or that it started, None when it is kept."""
        taker = self._publish(name, key, dict(variables or {}))
        self._drain()
        return taker

    def deliver(self, instance: int, subscription: int, variables: Mapping[str, Value] | None = None) -> None:
        """Hand a message or signal to one catch."""
        self._do(instance, DeliverMessage(subscription, dict(variables or {})))

    def broadcast(self, signal: str, variables: Mapping[str, Value] | None = None) -> list[int]:
        """Let every catch hear a signal, and start what it starts; the instances it reached."""
        reached = self._broadcast(signal, dict(variables or {}), None)
        self._drain()
        return reached

    def complete(
        self, instance: int, element_instance: int, variables: Mapping[str, Value] | None = None
    ) -> None:
        """Complete a user task, a job or an ad-hoc sub-process."""
        self._do(instance, CompleteElement(element_instance, dict(variables or {})))

    def throw_error(
        self,
        instance: int,
        element_instance: int,
        code: str,
        message: str = "",
        variables: Mapping[str, Value] | None = None,
    ) -> None:
        """Let a job end in a business error."""
        self._do(instance, ThrowError(element_instance, code, message, dict(variables or {})))

    def activate(self, instance: int, element: str, scope: int | None = None) -> None:
        """Enter an element: the choice in an ad-hoc sub-process, or an operator's move."""
        self._do(instance, Modify(activate=((element, scope),)))

    def set_variables(self, instance: int, values: Mapping[str, Value], element_instance: int = ROOT) -> None:
        """Change variables from outside."""
        self._do(instance, SetVariables(dict(values), element_instance))

    def cancel(self, instance: int) -> None:
        """End an instance."""
        self._do(instance, Cancel())

    def evaluate_conditions(self, variables: Mapping[str, Value]) -> list[int]:
        """Start every process whose conditional start event holds with these variables."""
        started = []
        for graph in list(self.graphs.values()):
            for start in graph.starts:
                if isinstance(start.definition, Conditional):
                    condition = start.definition.condition
                    if condition.evaluate(dict(variables), self.environment).value is True:
                        started.append(self.start(graph.key, variables, start.element))
        return started

    def act(self, instance: int, action: Action) -> None:
        """Apply any action."""
        self._do(instance, action)

    # -- time

    def timers(self) -> list[Due]:
        """Every running timer, the next one first."""
        found = [
            Due(one.due, number, one.id, one.element)
            for number, running in self.instances.items()
            for one in running.live.subscriptions.values()
            if isinstance(one, TimerSubscription)
        ]
        found += [Due(one.due, None, one.number, one.element) for one in self._start_timers]
        return sorted(found, key=lambda due: (due.at, due.instance or 0, due.subscription))

    def fire(self, due: Due) -> None:
        """Act on a timer now, whatever the clock says."""
        if due.instance is not None:
            self._do(due.instance, FireTimer(due.subscription))
            return
        timer = next(one for one in self._start_timers if one.number == due.subscription)
        following = moments.following(timer.cycle, timer.anchor, timer.due, self.now) if timer.cycle else None
        if following is None:
            self._start_timers.remove(timer)
        else:
            timer.due = following
        self.start(timer.graph.key, {}, timer.element)

    def pass_time(self, span: timedelta) -> None:
        """Move the clock and fire every timer on the way, in the order of their due dates."""
        target = self.now + span
        while (timers := self.timers()) and timers[0].at <= target:
            self.now = max(self.now, timers[0].at)
            self.fire(timers[0])
        self.now = target

    def incidents(self) -> list[tuple[int, StepFailed]]:
        """The faults nobody has resolved yet, the latest of each element instance."""
        found = {
            (number, change.element_instance): change
            for number, change in self.changes
            if isinstance(change, StepFailed)
        }
        return [
            (number, change)
            for (number, element), change in found.items()
            if (one := self.instances[number].live.elements.get(element)) is not None and one.failed
        ]

    # -- what follows from a step

    def _create(self, process: str, parent: tuple[int, int] | None) -> int:
        graph = self.graphs.get(process)
        if graph is None:
            raise NotFound(f"Expected to start {process}, but no process has that key")
        number = len(self.instances) + 1
        self.instances[number] = Running(graph, parent=parent)
        return number

    def _begin(self, process: str, variables: Mapping[str, Value], element: str | None = None) -> int:
        number = self._create(process, None)
        self._step(number, Start(variables, element))
        return number

    def _do(self, number: int, action: Action) -> None:
        """Take the step and everything that follows from it, in any instance."""
        self._step(number, action)
        self._drain()

    def _drain(self) -> None:
        while self._work:
            self._work.popleft()()

    def _step(self, number: int, action: Action) -> None:
        running = self.instances[number]
        if running.live.ended:
            raise Conflict(f"Expected to change instance {number}, but it has ended")
        before = set(running.live.subscriptions)
        self._moving = number
        running.live, changes = step(running.graph, running.live, action, self.services, self.budget)
        self.changes.extend((number, change) for change in changes)
        for change in changes:
            self._follow(number, running, change)
        self._take_kept(number, before)

    def _caught(self, code: str) -> bool:
        """Whether a process that called the one which takes a step catches the error."""
        parent = self.instances[self._moving].parent
        while parent is not None:
            number, element = parent
            running = self.instances[number]
            if catches(running.graph, running.live, element, code):
                return True
            parent = running.parent
        return False

    def _tell(self, number: int, action: CompleteElement | FailJob | ThrowError | Escalate | Cancel) -> None:
        """A step that follows from another one, unless what it is about was left or has failed meanwhile."""
        running = self.instances[number]
        if not running.live.ended and (
            isinstance(action, Cancel) or running.waits_at(action.element_instance)
        ):
            self._step(number, action)

    def _follow(self, number: int, running: Running, change: Change) -> None:
        later = self._work.append
        match change:
            case CallStarted():
                later(partial(self._call, number, change))
            case CallCancelled(element_instance=element):
                for child, other in self.instances.items():
                    if other.parent == (number, element):
                        later(partial(self._tell, child, Cancel()))
            case MessageThrown(name=name, key=key, variables=variables):
                later(partial(self._publish, name, key, variables))
            case SignalThrown(name=name, variables=variables):
                later(partial(self._broadcast, name, variables, number))
        if running.parent is None:
            return
        parent, element = running.parent
        match change:
            case InstanceCompleted():
                variables = running.live.variables.get(ROOT, {})
                later(partial(self._tell, parent, CompleteElement(element, variables)))
            case ErrorThrown(code=code, catcher=None, message=message, variables=variables):
                later(partial(self._tell, parent, ThrowError(element, code, message, variables)))
            case EscalationThrown(code=code, catcher=None, variables=variables):
                later(partial(self._tell, parent, Escalate(element, code, variables)))

    def _call(self, number: int, call: CallStarted) -> None:
        if not self.instances[number].waits_at(call.element_instance) or self._stand_in(call.process):
            return
        reason = ""
        if call.process not in self.graphs:
            reason = f"Den aufgerufenen Prozess „{call.process}“ gibt es nicht."
        elif not self.graphs[call.process].root.entries:
            reason = f"„{call.process}“ beginnt nur durch ein Ereignis und kann nicht aufgerufen werden."
        elif self._depth(number) >= _DEEPEST:
            reason = f"Mehr als {_DEEPEST} Prozesse rufen einander auf; vermutlich ohne Ende."
        if reason:
            self._tell(number, FailJob(call.element_instance, 0, reason))
            return
        child = self._create(call.process, (number, call.element_instance))
        self._step(child, Start(dict(call.variables), called=True))

    def _depth(self, number: int) -> int:
        depth, parent = 0, self.instances[number].parent
        while parent is not None:
            depth, parent = depth + 1, self.instances[parent[0]].parent
        return depth

    def _publish(self, name: str, key: str, variables: Mapping[str, Value]) -> int | None:
        for number, running in self.instances.items():
            for one in running.live.subscriptions.values():
                if isinstance(one, MessageSubscription) and (one.name, one.key) == (name, key):
                    self._step(number, DeliverMessage(one.id, variables))
                    return number
        for graph in self.graphs.values():
            for start in graph.starts:
                if isinstance(start.definition, Message) and called(start.definition) == name:
                    return self._begin(graph.key, variables, start.element)
        self._kept.append(Kept(name, key, variables))
        return None

    def _broadcast(self, name: str, variables: Mapping[str, Value], thrower: int | None) -> list[int]:
        reached = []
        for number, running in list(self.instances.items()):
            if number == thrower:
                continue
            for one in list(running.live.subscriptions.values()):
                if (
                    isinstance(one, SignalSubscription)
                    and one.name == name
                    and one.id in running.live.subscriptions
                ):
                    self._step(number, DeliverMessage(one.id, variables))
                    reached.append(number)
        for graph in list(self.graphs.values()):
            for start in graph.starts:
                if isinstance(start.definition, Signal) and called(start.definition) == name:
                    reached.append(self._begin(graph.key, variables, start.element))
        return reached

    def _take_kept(self, number: int, before: set[int]) -> None:
        """A message that came before its catch is delivered to it."""
        if not self._kept:
            return
        for one in list(self.instances[number].live.subscriptions.values()):
            if one.id in before or not isinstance(one, MessageSubscription):
                continue
            for kept in self._kept:
                if (kept.name, kept.key) == (one.name, one.key):
                    self._kept.remove(kept)
                    self._work.appendleft(partial(self._publish, kept.name, kept.key, kept.variables))
                    break
