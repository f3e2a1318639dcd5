"""One case that has ended, played again in memory: what somebody or the world did to it then, on any version.

Its clock goes from one thing that happened to the next, timers on the way go off. What was filled in is filled in again
where the same step comes up; a step that does not come up is left out, and one that asks for what nobody said then is
where it stops. Called processes answer as they did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine import feel, forms
from engine.clock import ZONE
from engine.errors import Invalid, LaufwegError
from engine.execution.actions import (
    Action,
    CompleteElement,
    DeliverMessage,
    Escalate,
    Resolve,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.bundle import Bundle
from engine.execution.changes import UserTaskActivated, UserTaskCompleted
from engine.execution.happened import MOVED, RECORD_CHANGED, Course, Happened
from engine.execution.instance import MessageSubscription, SignalSubscription
from engine.feel import AgreedTime, Value
from engine.precheck import Stored
from engine.scenario.library import ALL, Library
from engine.scenario.model import Start as Beginning
from engine.scenario.names import Impossible
from engine.scenario.play import Play
from engine.scenario.standing import MAIN
from engine.state.adoption import Resolved

#: what somebody does to a case from outside its process: it cannot be done again on another one
BY_HAND: Final = frozenset({"tokens_moved", "instance_migrated"})
#: what is resolved of times and numbers at a place on a day
Agreed = Callable[[str, date], Resolved]
#: timers that go off after the last thing that happened, before it counts as one that does not end
_MOST_TIMERS = 50


@dataclass(frozen=True, slots=True)
class Way:
    """How a case went: the name of its end, or the steps it stops at; the tasks that were done, as (element, topic);
    and by the name of a task the fields it asks for that nobody filled in then.
    """

    outcome: str | None
    stops: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]
    asks: tuple[str, tuple[str, ...]] | None = None


class _Asks(Exception):
    """A form asks for what nobody filled in then."""

    def __init__(self, name: str, fields: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.fields = name, fields


def play(
    bundle: Bundle,
    course: Course,
    library: Library,
    agreed: Agreed,
    mapped: Mapping[str, str] | None = None,
) -> Way:
    """How the case goes in a version with what is `agreed` of it; `mapped` says what its elements are there, None that
    it is its own version.
    """
    case = _Again(bundle, course, library, agreed, mapped)
    asks = None
    try:
        case.follow()
    except _Asks as stopped:
        asks = stopped.name, stopped.fields
    except (Impossible, LaufwegError):
        return Way(None, (), case.done())
    return Way(case.outcome, () if case.outcome else case.stands(), case.done(), asks)


class _Again(Play):
    """The case under way."""

    def __init__(
        self,
        bundle: Bundle,
        course: Course,
        library: Library,
        agreed: Agreed,
        mapped: Mapping[str, str] | None,
    ) -> None:
        self._course = course
        self._resolved = agreed
        self._mapped = mapped
        beginning = Beginning(
            course.happened[0].at.astimezone(ZONE),
            "",
            course.ags,
            {},
            stand_ins=frozenset({ALL}),
            record=course.person_record,
        )
        super().__init__(bundle, beginning, library)

    def _begin(self, beginning: Beginning) -> None:
        """Nothing happens yet: `follow` begins."""

    def follow(self) -> None:
        """Let everything happen again."""
        first, *rest = self._course.happened
        element = self._there(first.element)
        node = self.graph.nodes.get(element)
        self._act(Start(dict(self._course.beginning), element if node is not None and node.events else None))
        for one in rest:
            if self._instance.ended:
                return
            self.run_until(max(self.now, one.at.astimezone(ZONE)))
            self._again(one)
        for _ in range(_MOST_TIMERS):
            if self._instance.ended or self.tasks() or not (running := self.timers()):
                return
            self._fire(min(running, key=lambda timer: (timer.due, timer.id)))

    def done(self) -> tuple[tuple[str, str], ...]:
        """The tasks that were done."""
        topics: dict[int, str] = {}
        found = []
        for instance, change in self._offline.changes:
            match change:
                case UserTaskActivated() if instance == MAIN:
                    topics[change.element_instance] = change.topic
                case UserTaskCompleted(element=element, element_instance=number) if instance == MAIN:
                    found.append((element, topics.get(number, "")))
        return tuple(found)

    def stands(self) -> tuple[str, ...]:
        """What the diagram calls the elements it stands at."""
        return tuple(sorted({self.names.label(process, element) for process, element in self.tokens()}))

    def _agreed(self, element: str) -> AgreedTime | None:
        """What is resolved where and when the step is taken: called processes answer as they did, and ask nothing."""
        return self.bundle.agreed(element, self._resolved(self.office.ags, self.today))

    def _there(self, element: str) -> str:
        """What an element of then is in this version; empty for none."""
        return element if self._mapped is None else self._mapped.get(element, "")

    def _again(self, one: Happened) -> None:
        match one.kind:
            case "user_task_completed":
                self._complete(one)
            case "variables_changed":
                self._act(SetVariables(dict(one.given)), MAIN)
            case _ if one.kind == RECORD_CHANGED:
                record = self.record
                document = {} if record is None else dict(record.document)
                self.record = Stored(0 if record is None else record.revision + 1, {**document, **one.values})
            case _ if one.kind == MOVED:
                self.office.ags = str(one.given["ags"])
                self._act(SetVariables({"ags": one.given["ags"]}), MAIN)
            case _:
                action = next(self._outside(one), None)
                if action is not None:
                    self._act(action, MAIN)

    def _outside(self, one: Happened) -> Iterator[Action]:
        """What does the same to this case, where it waits for it."""
        element, given, live = self._there(one.element), dict(one.given), self._instance
        waiting = [number for number, each in live.elements.items() if each.element == element]
        match one.kind:
            case "message_correlated" | "signal_received" if not one.thrown:
                for catch in live.subscriptions.values():
                    if isinstance(catch, MessageSubscription | SignalSubscription) and (
                        catch.element == element
                    ):
                        yield DeliverMessage(catch.id, given)
            case "job_completed" | "call_completed":
                yield from (CompleteElement(number, given) for number in waiting)
            case "error_thrown" | "escalation_thrown":
                answered = {number for _instance, number in (*self.jobs(), *self.calls())}
                for number in waiting:
                    if number in answered:
                        is_error = one.kind == "error_thrown"
                        yield (
                            ThrowError(number, one.code, "", given)
                            if is_error
                            else Escalate(number, one.code, given)
                        )
            case "incident_resolved":
                failed = [number for _instance, number in self.incidents() if number in waiting]
                yield from (Resolve(number, given) for number in failed)

    def _complete(self, one: Happened) -> None:
        element = self._there(one.element)
        found = [
            (place, task)
            for place, task in self.tasks().items()
            if place[0] == MAIN and task.element == element
        ]
        if not found:
            return
        (_instance, number), task = found[min(one.turn, len(found)) - 1]
        given = dict(one.given) if self._mapped is None else self._filled(number, task, one)
        self._act(CompleteElement(number, given), MAIN)

    def _filled(self, number: int, task: UserTaskActivated, one: Happened) -> dict[str, Value]:
        """What the form of this version takes of what was filled in then."""
        form = self.bundle.form(task.form)
        if form is None:
            return {}
        given = {name: feel.to_json(value) for name, value in one.given.items() if name in form.keys}
        around = self._instance.context(number)
        try:
            return {
                **{name: value for name, value in one.given.items() if name in form.keys},
                **forms.accept(form, given, around, self.environment),
            }
        except Invalid as refused:
            raise _Asks(task.name, tuple(sorted(refused.fields))) from refused


def ends_as(course: Course, way: Way, bundle: Bundle) -> bool:
    """Whether the case, played again in its own version, ends as it did, over as many tasks."""
    node = bundle.graph.nodes.get(course.outcome or "")
    tasks = sum(one.kind == "user_task_completed" for one in course.happened)
    return node is not None and way.outcome == node.label and len(way.tasks) == tasks
