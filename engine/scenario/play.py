"""One case on the pure engine with a clock moved by hand: no database, no files, no waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine import forms
from engine.bpmn import Graph
from engine.clock import ZONE
from engine.dmn import Evaluation
from engine.errors import Invalid, ModelError, NotFound
from engine.execution.actions import (
    Action,
    CompleteElement,
    DeliverMessage,
    FireTimer,
    Resolve,
    Start,
    ThrowError,
)
from engine.execution.bundle import Bundle
from engine.execution.changes import (
    Change,
    DecisionEvaluated,
    ElementActivated,
    ElementCompleted,
    JobCreated,
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
from engine.feel import Environment, Value, from_python
from engine.lawbook import read_law
from engine.precheck import Grounds, Stored
from engine.scenario.model import Given
from engine.scenario.model import Start as Beginning

#: timers one wait may fire; a cycle of a second over a year is taken for a mistake
_MOST_TIMERS = 10_000
#: the number of the instance a case begins with
MAIN = 1

#: where something waits: instance and element instance
Place = tuple[int, int]


class Impossible(Exception):
    """What a step wants cannot be done; the message is a German sentence."""


class Refused(Impossible):
    """The form refused the values; `fields` maps each field to its message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in fields.items()))
        self.fields = dict(fields)


@dataclass(slots=True)
class Seen:
    """What a case went through: elements, flows, rules as `decision#rule`, and what decisions warned of, in order."""

    elements: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


class Play:
    """A running case. Everything is asked by what a process owner sees: names of tasks, events, decisions."""

    def __init__(self, bundle: Bundle, beginning: Beginning) -> None:
        self.bundle = bundle
        self.seen = Seen()
        self.evaluations: dict[str, Evaluation] = {}
        self.record: Stored | None = None if beginning.record is None else Stored(1, beginning.record)
        #: what the legal pre-check rests on
        self.grounds = Grounds(lambda: self.record, read_law)
        self._reference = beginning.reference
        self._offline = Offline(
            bundle.graphs.values(),
            now=beginning.now.astimezone(ZONE),
            competent=lambda topic: None if topic in beginning.nobody_for else 1,
            decide=lambda decision, variables: bundle.decide(
                decision, variables, self._environment, self.grounds
            ),
        )
        self._noted = 0
        self._tasks: dict[Place, UserTaskActivated] = {}
        self._jobs: dict[Place, JobCreated] = {}
        self._failures: dict[Place, StepFailed] = {}
        given = {"aktenzeichen": beginning.reference, "ags": beginning.ags}
        accepted = self._accept(self.graph.start_form, beginning.values, {})
        self._act(Start({**_feel(beginning.inputs), **accepted, **given}))

    @property
    def graph(self) -> Graph:
        """The process of the bundle."""
        return self.bundle.graph

    @property
    def now(self) -> datetime:
        """The clock of the case."""
        return self._offline.now

    @property
    def _environment(self) -> Environment:
        return Environment(now=self.now)

    @property
    def _instance(self) -> Instance:
        """The instance of the process the case began with."""
        running = self._offline.instances.get(MAIN)
        return running.live if running is not None else Instance()

    def _live(self, instance: int) -> Instance:
        return self._offline.instances[instance].live

    # -- what happens

    def complete(self, name: str, values: Mapping[str, Given]) -> None:
        """Fill in the open task of that name; Refused when the form does not take the values."""
        (instance, number), task = self._open_task(name)
        accepted = self._accept(task.form, values, self._live(instance).context(number))
        self._act(CompleteElement(number, accepted), instance)

    def run_until(self, target: datetime) -> None:
        """Move the clock, firing every timer on the way in the order they are due."""
        if target < self.now:
            raise Impossible(f"Die Uhr steht schon auf {self.now:%d.%m.%Y %H:%M}; rückwärts geht sie nicht.")
        for _ in range(_MOST_TIMERS):
            due = [timer for timer in self.timers() if timer.due <= target]
            if not due:
                self._offline.now = target
                return
            self._fire(min(due, key=lambda timer: (timer.due, timer.id)))
        raise Impossible(f"Bis {target:%d.%m.%Y %H:%M} würden mehr als {_MOST_TIMERS} Zeitgeber auslösen.")

    def run_until_fired(self, name: str) -> None:
        """Move the clock to the instant the timer of that event fires, and fire it and all before it."""
        element = self.element(name)
        wanted = next((timer for timer in self.timers() if timer.element == element), None)
        if wanted is None:
            raise Impossible(f"„{name}“ wartet gerade nicht; es läuft {self._running_timers()}.")
        self.run_until(max(wanted.due.astimezone(ZONE), self.now))

    def send(self, message: str, values: Mapping[str, Given]) -> None:
        """Deliver a message to the catch that waits for it with the number of the case."""
        for instance, one in self._subscriptions():
            if isinstance(one, MessageSubscription) and (one.name, one.key) == (message, self._reference):
                self._act(DeliverMessage(one.id, _feel(values)), instance)
                return
        waiting = ", ".join(f"„{name}“" for name in self.messages()) or "auf keine"
        raise Impossible(f"Niemand wartet auf die Nachricht „{message}“; gewartet wird {waiting}.")

    def broadcast(self, signal: str, values: Mapping[str, Given]) -> None:
        """Let everything that waits for a signal hear it."""
        if not self._hear(signal, _feel(values)):
            heard = {
                one.name for _instance, one in self._subscriptions() if isinstance(one, SignalSubscription)
            }
            waiting = ", ".join(f"„{name}“" for name in sorted(heard)) or "auf keines"
            raise Impossible(f"Niemand wartet auf das Signal „{signal}“; gewartet wird {waiting}.")

    def do_job(self, name: str, values: Mapping[str, Given], error: str | None) -> None:
        """Do the work that the element of that name offers, or throw a business error in its place."""
        element = self.element(name)
        found = next((place for place, job in self.jobs().items() if job.element == element), None)
        if found is None:
            others = ", ".join(f"„{self.name(job.element)}“" for job in self.jobs().values()) or "keiner"
            raise Impossible(f"Der Auftrag „{name}“ ist nicht offen. Offen: {others}.")
        instance, number = found
        done = CompleteElement(number, _feel(values))
        self._act(done if error is None else ThrowError(number, error, "", _feel(values)), instance)

    def evaluate(self, decision: str, values: Mapping[str, Given]) -> None:
        """Evaluate a decision on these values alone, beside the case, at the time of its clock."""
        try:
            evaluation = self.bundle.decide(decision, _feel(values), self._environment, self.grounds)
        except (ModelError, NotFound) as error:
            raise Impossible(f"Die Entscheidung „{decision}“ lässt sich nicht berechnen: {error}") from error
        self._note_decision(evaluation)
        if evaluation.undetermined:
            missing = ", ".join(f"„{name}“" for name in evaluation.undetermined)
            raise Impossible(f"„{evaluation.name}“ ist nicht bestimmbar, weil Angaben fehlen: {missing}.")

    def save_record(self, document: Mapping[str, Any]) -> None:
        """Store the person record of the case anew, as the page for it does."""
        self.record = Stored(1 if self.record is None else self.record.revision + 1, document)

    def resolve(self, name: str, values: Mapping[str, Given]) -> None:
        """Correct variables at the failed element and let it try again."""
        element = self.element(name)
        failed = next((place for place, one in self.incidents().items() if one.element == element), None)
        if failed is None:
            raise Impossible(f"Bei „{name}“ gibt es keine Störung.")
        instance, number = failed
        self._act(Resolve(number, _feel(values)), instance)

    # -- what is so

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

    def timers(self) -> list[TimerSubscription]:
        """The running timers."""
        return [one for _instance, one in self._subscriptions() if isinstance(one, TimerSubscription)]

    def messages(self) -> tuple[str, ...]:
        """The names of the messages the case waits for."""
        waiting = (one for _instance, one in self._subscriptions() if isinstance(one, MessageSubscription))
        return tuple(sorted(one.name for one in waiting))

    def _subscriptions(self) -> Iterator[tuple[int, Subscription]]:
        for instance, running in self._offline.instances.items():
            for one in running.live.subscriptions.values():
                yield instance, one

    @property
    def outcome(self) -> str | None:
        """The name of the end event, once the case has ended."""
        if not self._instance.ended or self._instance.outcome is None:
            return None
        return self.name(self._instance.outcome)

    @property
    def variables(self) -> Mapping[str, Value]:
        """The variables of the process."""
        return self._instance.variables.get(ROOT, {})

    def element(self, name: str) -> str:
        """The id of the element with that name or id; Impossible when the diagrams have none, or several."""
        nodes = [node for graph in self.bundle.graphs.values() for node in graph.nodes.values()]
        if any(node.id == name for node in nodes):
            return name
        found = [node.id for node in nodes if node.name == name]
        if len(found) != 1:
            reason = "mehrere Elemente; nennen Sie die ID" if found else "kein Element"
            raise Impossible(f"Das Diagramm hat unter „{name}“ {reason}.")
        return found[0]

    def name(self, element: str) -> str:
        """What the diagram calls an element."""
        for graph in self.bundle.graphs.values():
            if element in graph.nodes:
                return graph.nodes[element].label
        return element

    # -- steps

    def _fire(self, timer: TimerSubscription) -> None:
        instance = next(number for number, one in self._subscriptions() if one is timer)
        self._offline.now = max(self.now, timer.due.astimezone(ZONE))
        self._act(FireTimer(timer.id), instance)

    def _act(self, action: Action, instance: int = MAIN) -> None:
        """Take a step and note what came of it, also in the processes that were called."""
        if isinstance(action, Start):
            self._offline.start(self.graph.key, action.variables, action.element)
        else:
            self._offline.act(instance, action)
        self._take_note()

    def _hear(self, signal: str, variables: Mapping[str, Value]) -> list[int]:
        """The instances a signal reached or started."""
        reached = self._offline.broadcast(signal, variables)
        self._take_note()
        return reached

    def _take_note(self) -> None:
        changes = self._offline.changes[self._noted :]
        self._noted += len(changes)
        for number, change in changes:
            self._note(change, number)

    def _note(self, change: Change, instance: int) -> None:
        if isinstance(change, ElementActivated | ElementCompleted | UserTaskActivated):
            self.seen.elements.add(change.element)
        match change:
            case UserTaskActivated():
                self._tasks[instance, change.element_instance] = change
            case JobCreated():
                self._jobs[instance, change.element_instance] = change
            case StepFailed():
                self._failures[instance, change.element_instance] = change
            case ElementCompleted():
                self.seen.flows.update(change.flows)
            case DecisionEvaluated():
                self._note_decision(change.evaluation)

    def _note_decision(self, evaluation: Evaluation) -> None:
        self.evaluations[evaluation.decision] = evaluation
        self.seen.rules.update(f"{evaluation.decision}#{rule.id}" for rule in evaluation.rules)
        for warning in evaluation.warnings:
            told = f"Entscheidung „{evaluation.name}“: {warning.message}"
            if told not in self.seen.warnings:
                self.seen.warnings.append(told)
        for required in evaluation.required:
            self._note_decision(required)

    def _open_task(self, name: str) -> tuple[Place, UserTaskActivated]:
        element = self.element(name)
        for place, task in self.tasks().items():
            if task.element == element:
                return place, task
        others = ", ".join(f"„{task.name}“" for task in self.tasks().values()) or "keine"
        raise Impossible(f"Die Aufgabe „{name}“ ist nicht offen. Offen: {others}.")

    def _accept(
        self, form: str | None, values: Mapping[str, Given], variables: Mapping[str, Value]
    ) -> dict[str, Value]:
        asked = self.bundle.form(form)
        if asked is None:
            if values:
                raise Impossible("Hier gibt es kein Formular, das Angaben aufnimmt.")
            return {}
        try:
            return forms.accept(asked, _json(values), variables, self._environment)
        except Invalid as refusal:
            raise Refused(refusal.fields) from refusal

    def _running_timers(self) -> str:
        return ", ".join(f"„{self.name(timer.element)}“" for timer in self.timers()) or "kein Zeitgeber"


def _feel(values: Mapping[str, Given]) -> dict[str, Value]:
    return {name: from_python(value) for name, value in values.items()}


def _json(values: Mapping[str, Given]) -> dict[str, object]:
    """Forms take what JSON has: days and instants as ISO text."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
