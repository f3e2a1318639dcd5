"""Where a case stands: everything a scenario can ask of it, by what a process owner sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.bpmn import SCOPES, Error, Escalation, Graph
from engine.clock import ZONE
from engine.dmn import Evaluation
from engine.execution import offline_state
from engine.execution.bundle import Bundle
from engine.execution.changes import (
    CallStarted,
    Change,
    DataDisclosed,
    DecisionEvaluated,
    JobCreated,
    MessageThrown,
    SignalThrown,
    StepFailed,
    UserTaskActivated,
)
from engine.execution.instance import (
    ROOT,
    Instance,
    MessageSubscription,
    SignalSubscription,
    Subscription,
    TimerSubscription,
)
from engine.execution.offline import Offline
from engine.feel import AgreedTime, Environment, Value
from engine.forms import Form
from engine.lawbook import read_law
from engine.precheck import Grounds, Stored
from engine.scenario.library import ALL, Library
from engine.scenario.model import Start
from engine.scenario.names import Names
from engine.scenario.office import office
from engine.scenario.seen import Part, Seen
from engine.state.adoption import Resolved

#: the number of the instance a case begins with
MAIN = 1

#: where something waits: instance and element instance
Place = tuple[int, int]


_Noted = tuple[
    dict[Place, UserTaskActivated],
    dict[Place, JobCreated],
    dict[Place, CallStarted],
    dict[Place, StepFailed],
]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a case stood: its instances and clock, what was noted of it, the record and place of the person."""

    world: offline_state.Mark
    seen: Seen
    noted: _Noted
    record: Stored | None
    ags: str
    looked: tuple[int, int, int]


class Standing:
    """A case in memory with what was noted of it. Processes of the `library` that it calls play along, unless the
    scenario stands in for them.
    """

    def __init__(self, bundle: Bundle, beginning: Start, library: Library) -> None:
        self.bundle = bundle
        self.seen = Seen()
        self.record: Stored | None = None if beginning.record is None else Stored(1, beginning.record)
        #: what the legal pre-check rests on
        self.grounds = Grounds(lambda: self.record, read_law, beginning.law_known, library.prechecks)
        self._reference = beginning.reference
        #: who is competent
        self.office = office(library.folder, beginning.ags, beginning.circumstances, beginning.nobody_for)
        self._bundles = library.reach(bundle, beginning.stand_ins)
        graphs = {key: one.graphs[key] for key, one in self._bundles.items()}
        self.names = Names(bundle.main, graphs)
        self._offline = Offline(
            graphs.values(),
            now=beginning.now.astimezone(ZONE),
            register=lambda question: self.office.answer(question, self.today),
            decide=self._decide,
            stand_in=lambda process: process in beginning.stand_ins or ALL in beginning.stand_ins,
        )
        self._offline.services.agreed = self._agreed
        self._offline.services.data = lambda: self._bundles[self._offline.moving].data_names
        self._noted = 0
        self._tasks: dict[Place, UserTaskActivated] = {}
        self._jobs: dict[Place, JobCreated] = {}
        self._calls: dict[Place, CallStarted] = {}
        self._failures: dict[Place, StepFailed] = {}
        #: messages and signals thrown, and data disclosed, before the last expectation
        self._looked = (0, 0, 0)

    @property
    def graph(self) -> Graph:
        """The process of the bundle."""
        return self.bundle.graph

    @property
    def now(self) -> datetime:
        """The clock of the case."""
        return self._offline.now

    @property
    def today(self) -> date:
        """The day in Germany."""
        return self.now.astimezone(ZONE).date()

    @property
    def environment(self) -> Environment:
        """What expressions read of the clock."""
        return self._offline.environment

    @property
    def _instance(self) -> Instance:
        """The instance of the process the case began with."""
        running = self._offline.instances.get(MAIN)
        return running.live if running is not None else Instance()

    def _live(self, instance: int) -> Instance:
        return self._offline.instances[instance].live

    def _decide(self, decision: str, variables: Mapping[str, Value]) -> Evaluation:
        bundle = self._bundles[self._offline.moving]
        return bundle.decide(decision, variables, self.environment, self.grounds)

    def _agreed(self, element: str) -> AgreedTime | None:
        """What the process that takes a step proposes: an example knows no resolution."""
        bundle = self._bundles[self._offline.moving] if self._offline.instances else self.bundle
        return bundle.agreed(element, Resolved())

    def mark(self) -> Mark:
        """What `back` needs to put the case back to where it stands now."""
        noted = (self._tasks.copy(), self._jobs.copy(), self._calls.copy(), self._failures.copy())
        return Mark(self._offline.mark(), self.seen.copy(), noted, self.record, self.office.ags, self._looked)

    def back(self, mark: Mark) -> None:
        """Put the case back to where it stood, as often as somebody wants."""
        self._offline.back(mark.world)
        self._noted = 0
        self.seen = mark.seen.copy()
        tasks, jobs, calls, failures = mark.noted
        self._tasks, self._jobs = tasks.copy(), jobs.copy()
        self._calls, self._failures = calls.copy(), failures.copy()
        self.record, self.office.ags, self._looked = mark.record, mark.ags, mark.looked

    def tasks(self) -> dict[Place, UserTaskActivated]:
        """The open tasks of the case and of the processes it called, by instance and element instance."""
        return {
            (instance, number): task
            for (instance, number), task in self._tasks.items()
            if number in self._live(instance).elements
        }

    def incidents(self) -> dict[Place, StepFailed]:
        """The open incidents by instance and element instance."""
        return {
            (instance, number): fault
            for (instance, number), fault in self._failures.items()
            if (one := self._live(instance).elements.get(number)) is not None and one.failed
        }

    def jobs(self) -> dict[Place, JobCreated]:
        """The work offered to programs outside, by instance and element instance."""
        return {
            (instance, number): job
            for (instance, number), job in self._jobs.items()
            if number in self._live(instance).elements
        }

    def calls(self) -> dict[Place, CallStarted]:
        """The calls that wait for an answer of the scenario, by instance and element instance."""
        return {
            (instance, number): call
            for (instance, number), call in self._calls.items()
            if self._offline.instances[instance].waits_at(number)
        }

    def tokens(self) -> tuple[Part, ...]:
        """The elements something waits at, with their process: where the tokens stand."""
        return tuple(
            (self.process(instance), one.element)
            for instance, running in self._offline.instances.items()
            for one in running.live.elements.values()
            if one.element not in running.graph.nodes or running.graph.nodes[one.element].kind not in SCOPES
        )

    def running_timers(self) -> list[tuple[str, TimerSubscription]]:
        """The running timers, with their process."""
        return [(self.process(instance), timer) for instance, timer in self._timers()]

    def timers(self) -> list[TimerSubscription]:
        """The running timers."""
        return [timer for _instance, timer in self._timers()]

    def timer(self, name: str) -> TimerSubscription | None:
        """The running timer of the event with that name or id."""
        return next((timer for place, timer in self._timers() if self._is(name, place, timer.element)), None)

    def _timers(self) -> Iterator[tuple[int, TimerSubscription]]:
        for instance, one in self._subscriptions():
            if isinstance(one, TimerSubscription):
                yield instance, one

    def signals(self) -> tuple[str, ...]:
        """The names of the signals the case listens for."""
        return tuple(
            sorted({one.name for _process, one in self.heard() if isinstance(one, SignalSubscription)})
        )

    def thrown(self) -> tuple[list[MessageThrown], list[SignalThrown]]:
        """The messages and signals thrown since the last expectation."""
        messages, signals, _disclosures = self._looked
        return self.seen.messages[messages:], self.seen.signals[signals:]

    def disclosed(self) -> list[DataDisclosed]:
        """What steps let other bodies know since the last expectation."""
        return self.seen.disclosures[self._looked[2] :]

    def looked(self) -> None:
        """An expectation was compared: what was thrown or disclosed so far is not new any more."""
        seen = self.seen
        self._looked = (len(seen.messages), len(seen.signals), len(seen.disclosures))

    def messages(self) -> tuple[str, ...]:
        """The names of the messages the case waits for."""
        return tuple(
            sorted(one.name for _process, one in self.heard() if isinstance(one, MessageSubscription))
        )

    def heard(self) -> list[tuple[str, MessageSubscription | SignalSubscription]]:
        """What waits for a message or signal, with its process."""
        return [
            (self.process(instance), one)
            for instance, one in self._subscriptions()
            if isinstance(one, MessageSubscription | SignalSubscription)
        ]

    def _subscriptions(self) -> Iterator[tuple[int, Subscription]]:
        for instance, running in self._offline.instances.items():
            for one in running.live.subscriptions.values():
                yield instance, one

    @property
    def outcome(self) -> str | None:
        """The name of the end event, once the case has ended."""
        if not self._instance.ended or self._instance.outcome is None:
            return None
        return self.names.label(self.graph.key, self._instance.outcome)

    @property
    def variables(self) -> Mapping[str, Value]:
        """The variables of the process."""
        return self._instance.variables.get(ROOT, {})

    def process(self, instance: int) -> str:
        """The key of the process an instance runs."""
        return self._offline.instances[instance].graph.key

    def passed(self, name: str) -> bool:
        """Whether the element with that name or id was reached; Impossible when the diagrams have none."""
        return self.names.find(name) in self.seen.elements

    def form(self, place: Place, task: UserTaskActivated) -> Form | None:
        """The form of an open task."""
        return self._bundles[self.process(place[0])].form(task.form)

    def context(self, place: Place) -> Mapping[str, Value]:
        """The variables that are read at an open task."""
        instance, number = place
        return self._live(instance).context(number)

    def taken(self, place: Place, what: JobCreated | CallStarted) -> tuple[str, ...]:
        """The values that the element expects of whoever answers for it: those its mappings read."""
        node = self._bundles[self.process(place[0])].graphs[self.process(place[0])].nodes[what.element]
        return tuple(sorted({name for one in node.outputs for name in one.source.variables}))

    def called(self, part: Part) -> str | None:
        """The process that a call at that element calls and the scenario stands in for; None for none."""
        found = (
            call.process for at, call in self.calls().items() if (self.process(at[0]), call.element) == part
        )
        return next(found, None)

    def other_ends(self, part: Part) -> list[tuple[str, str]]:
        """The errors and escalations that something waits for at an element, each with its word in a scenario."""
        graph = self._bundles[part[0]].graphs[part[0]]
        events = [event for one in graph.nodes[part[1]].boundary for event in graph.nodes[one].events]
        return [
            (word, str(code))
            for kind, word in ((Error, "fehler"), (Escalation, "eskalation"))
            for event in events
            if isinstance(event, kind)
            for code in ["ANDERS" if event.code is None else event.code.evaluate({}).value]
        ]

    def running(self) -> list[tuple[Graph, Instance]]:
        """The processes that have not ended, with their state."""
        return [(one.graph, one.live) for one in self._offline.instances.values() if not one.live.ended]

    def label(self, place: Place, what: UserTaskActivated | JobCreated | CallStarted | StepFailed) -> str:
        """What the diagram calls the element something waits at."""
        return self.names.label(self.process(place[0]), what.element)

    def _is(self, name: str, instance: int, element: str) -> bool:
        """Whether the words mean the element of that instance."""
        return self.names.same(name, self.process(instance), element)

    def _take_note(self) -> None:
        changes = self._offline.changes[self._noted :]
        self._noted += len(changes)
        for number, change in changes:
            self._note(change, number)

    def _note(self, change: Change, instance: int) -> None:
        self.seen.note(self.process(instance), instance, change)
        match change:
            case UserTaskActivated():
                self._tasks[instance, change.element_instance] = change
            case JobCreated():
                self._jobs[instance, change.element_instance] = change
            case CallStarted():
                if change.process not in self._bundles:
                    self._calls[instance, change.element_instance] = change
            case StepFailed():
                self._failures[instance, change.element_instance] = change
            case DecisionEvaluated():
                self.seen.decided(self.process(instance), change.evaluation)

    def _running_timers(self) -> str:
        running = (self.names.label(self.process(at), timer.element) for at, timer in self._timers())
        return ", ".join(f"„{name}“" for name in running) or "kein Zeitgeber"
