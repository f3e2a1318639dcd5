"""What every driver needs to run a model: graphs from sources, a clock that stands still, and the outside work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engine.bpmn import Graph, Node, compile_graphs, parse
from engine.execution.changes import ElementActivated, ElementCompleted, JobCreated, StepFailed
from engine.execution.offline import Offline
from engine.execution.services import FaultKind
from engine.feel import Value, from_python
from tests.conformance.adapt import PLAIN_WORK

#: when every case begins
BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
#: the one authority there is
_AUTHORITY = 1
#: how often outside work may be answered before a case counts as running for ever
_MOST_ROUNDS = 10_000


def compiled(sources: Iterable[tuple[str, bytes]]) -> list[Graph]:
    """The graphs of some files; ModelError where one is refused."""
    return [graph for file, source in sources for graph in compile_graphs(parse(source, file))]


def values(variables: Mapping[str, object] | None) -> dict[str, Value]:
    """Variables of a manifest as the engine wants them."""
    return {name: from_python(value) for name, value in (variables or {}).items()}


@dataclass(frozen=True, slots=True)
class Job:
    """Outside work that waits."""

    instance: int
    element_instance: int
    element: str
    type: str


@dataclass(slots=True)
class Play:
    """One run of some processes. `answer` gets every job that is created; it may complete it or leave it."""

    graphs: list[Graph]
    answer: Callable[[Job], None]
    offline: Offline = field(init=False)
    _read: int = 0
    _outer: set[tuple[int, int]] = field(default_factory=set)
    _completed: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.offline = Offline(self.graphs, now=BEGIN, competent=lambda _topic: _AUTHORITY)
        self.offline.deploy()

    def settle(self) -> None:
        """Hand every new job to `answer`, and what follows from that, until nothing new is there."""
        for _ in range(_MOST_ROUNDS):
            jobs = self._new_jobs()
            if not jobs:
                return
            for job in jobs:
                if self.waits(job.instance, job.element_instance):
                    self.answer(job)
        raise RuntimeError(
            f"Expected the processes to come to rest, but they created jobs {_MOST_ROUNDS} times"
        )

    def pass_until(self, moment: datetime, other: Callable[[], datetime | None] = lambda: None) -> None:
        """Move the clock; `other` says when something beside the timers is due, and is then asked by `settle`."""
        self.settle()
        while True:
            due = [one.at for one in self.offline.timers()]
            if (also := other()) is not None:
                due.append(also)
            due = [one for one in due if one <= moment]
            if not due:
                break
            self.offline.pass_time(max(min(due) - self.offline.now, timedelta()))
            self.settle()
        self.offline.pass_time(max(moment - self.offline.now, timedelta()))
        self.settle()

    def waits(self, instance: int, element_instance: int) -> bool:
        """Whether an element instance is still there."""
        running = self.offline.instances.get(instance)
        return running is not None and element_instance in running.live.elements

    def completed(self) -> list[tuple[int, str]]:
        """Instance and element of everything that was completed, in order; of a repeated one each turn."""
        self.settle()
        return list(self._completed)

    def node(self, instance: int, element: str) -> Node | None:
        """The node of an element in the process of an instance."""
        return self.offline.instances[instance].graph.nodes.get(element)

    def incidents(self) -> list[tuple[int, StepFailed]]:
        """What stands still because something went wrong.

        A join that waits for tokens that cannot come is pointed out to people as an incident too; for the standard, and
        for the cases, it just waits.
        """
        return [(number, fault) for number, fault in self.offline.incidents() if fault.kind != FaultKind.JOIN]

    def _new_jobs(self) -> list[Job]:
        jobs = []
        for number, change in self.offline.changes[self._read :]:
            match change:
                case JobCreated():
                    jobs.append(Job(number, change.element_instance, change.element, change.type))
                case ElementActivated() if self._is_repeated(number, change.element):
                    self._remember_outer(number, change.element_instance)
                case ElementCompleted():
                    if (number, change.element_instance) not in self._outer:
                        self._completed.append((number, change.element))
        self._read = len(self.offline.changes)
        return jobs

    def _is_repeated(self, instance: int, element: str) -> bool:
        node = self.node(instance, element)
        return node is not None and node.loop is not None

    def _remember_outer(self, instance: int, element_instance: int) -> None:
        """Of a repeated activity the first to be entered holds the others: it is no turn of its own."""
        self._outer.add((instance, element_instance))


def complete_plain(play: Play, job: Job) -> None:
    """The answer for work that is of no interest: done."""
    if job.type == PLAIN_WORK:
        play.offline.complete(job.instance, job.element_instance)


def waiting(play: Play) -> Iterator[tuple[int, int, str]]:
    """Instance, element instance and element of everything that is entered, in order."""
    for number, running in sorted(play.offline.instances.items()):
        for one in sorted(running.live.elements.values(), key=lambda found: found.id):
            if one.id:
                yield number, one.id, one.element
