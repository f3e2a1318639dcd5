"""One case on the pure engine with a clock moved by hand: no database, no files, no waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from engine import forms
from engine.bpmn import Message, Signal
from engine.clock import ZONE
from engine.errors import Invalid, ModelError, NotFound
from engine.execution.actions import (
    Action,
    CompleteElement,
    DeliverMessage,
    Escalate,
    FireTimer,
    Resolve,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.bundle import Bundle
from engine.execution.changes import (
    UserTaskActivated,
)
from engine.execution.instance import (
    MessageSubscription,
    TimerSubscription,
)
from engine.execution.services import Desk
from engine.feel import Value, context_from_python
from engine.lawbook import read_law
from engine.precheck import Stored
from engine.scenario.library import Library
from engine.scenario.model import Given
from engine.scenario.model import Start as Beginning
from engine.scenario.names import Impossible
from engine.scenario.persona import changed
from engine.scenario.standing import MAIN, Place, Standing

#: timers one wait may fire; a cycle of a second over a year is taken for a mistake
_MOST_TIMERS = 10_000
#: how far a day may be from the one that was meant
_NEAR_DAYS = 400


class Refused(Impossible):
    """The form refused the values; `fields` maps each field to its message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in fields.items()))
        self.fields = dict(fields)


class Play(Standing):
    """A running case. Everything is asked by what a process owner sees: names of tasks, events, decisions.

    Processes of the `library` that the case calls play along, unless the scenario stands in for them.
    """

    def __init__(self, bundle: Bundle, beginning: Beginning, library: Library | None = None) -> None:
        super().__init__(bundle, beginning, library or Library())
        self._begin(beginning)

    def _begin(self, beginning: Beginning) -> None:
        given = {"aktenzeichen": beginning.reference, "ags": beginning.ags}
        element = None
        if beginning.trigger is None:
            values = context_from_python(beginning.inputs)
            # called by another process, which fills in no form
            if beginning.values or not beginning.inputs:
                values |= self._accept(self.graph.start_form, beginning.values, {}, self.bundle)
        else:
            element = self._start_event(beginning.trigger)
            values = context_from_python(beginning.values)
        self._act(Start({**values, **given}, element))

    def _start_event(self, name: str) -> str:
        """The start event with that name or id, or that the message or signal of that name triggers."""
        for start in self.graph.starts:
            told = start.definition
            if self.names.same(name, self.graph.key, start.element) or (
                isinstance(told, Message | Signal) and told.name.evaluate({}).value == name
            ):
                return start.element
        known = ", ".join(f"„{self.graph.nodes[one.element].label}“" for one in self.graph.starts) or "keines"
        raise Impossible(f"Mit „{name}“ beginnt der Ablauf nicht. Ereignisse, mit denen er beginnt: {known}.")

    # -- what happens

    def complete(self, name: str, values: Mapping[str, Given], turn: int = 1) -> None:
        """Fill in the open task of that name, of several the one in that turn; Refused when the form does not take
        the values.
        """
        (instance, number), task = self._open_task(name, turn)
        bundle = self._bundles[self.process(instance)]
        accepted = self._accept(task.form, values, self._live(instance).context(number), bundle)
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
        wanted = next(
            (timer for place, timer in self._timers() if self._is(name, place, timer.element)), None
        )
        if wanted is None:
            raise Impossible(f"„{name}“ wartet gerade nicht; es läuft {self._running_timers()}.")
        self.run_until(max(wanted.due.astimezone(ZONE), self.now))

    def change_law(self, day: date) -> None:
        """Move the clock to the first instant of a day from which other rules are in force; Impossible when none begin
        then.
        """
        laws = (*read_law().laws, *(law for one in self._bundles.values() for law in one.laws.values()))
        begin = sorted({rules.valid_from for law in laws for rules in law.rule_sets})
        if day not in begin:
            near = (
                ", ".join(f"{one:%d.%m.%Y}" for one in begin if abs((one - day).days) < _NEAR_DAYS)
                or "keines"
            )
            raise Impossible(f"Am {day:%d.%m.%Y} ändert sich kein Recht. Änderungen in der Nähe: {near}.")
        self.run_until(datetime(day.year, day.month, day.day, tzinfo=ZONE))

    def send(self, message: str, values: Mapping[str, Given]) -> None:
        """Deliver a message to the catch that waits for it with the number of the case."""
        for instance, one in self._subscriptions():
            if isinstance(one, MessageSubscription) and (one.name, one.key) == (message, self._reference):
                self._act(DeliverMessage(one.id, context_from_python(values)), instance)
                return
        waiting = ", ".join(f"„{name}“" for name in self.messages()) or "auf keine"
        raise Impossible(f"Niemand wartet auf die Nachricht „{message}“; gewartet wird {waiting}.")

    def broadcast(self, signal: str, values: Mapping[str, Given]) -> None:
        """Let everything that waits for a signal hear it."""
        if not self._hear(signal, context_from_python(values)):
            waiting = ", ".join(f"„{name}“" for name in self.signals()) or "auf keines"
            raise Impossible(f"Niemand wartet auf das Signal „{signal}“; gewartet wird {waiting}.")

    def do_job(self, name: str, values: Mapping[str, Given], error: str | None) -> None:
        """Do the work that the element of that name offers, or throw a business error in its place."""
        found = next((at for at, job in self.jobs().items() if self._is(name, at[0], job.element)), None)
        if found is None:
            others = ", ".join(f"„{self.label(at, job)}“" for at, job in self.jobs().items()) or "keiner"
            raise Impossible(f"Der Auftrag „{name}“ ist nicht offen. Offen: {others}.")
        instance, number = found
        done = CompleteElement(number, context_from_python(values))
        self._act(
            done if error is None else ThrowError(number, error, "", context_from_python(values)), instance
        )

    def answer_call(
        self, name: str, values: Mapping[str, Given], error: str | None, escalation: str | None
    ) -> None:
        """Answer for a called process that the scenario stands in for; `name` is its key or that of its element."""
        for place, call in self.calls().items():
            if call.process == name or self._is(name, place[0], call.element):
                instance, number = place
                done: Action = CompleteElement(number, context_from_python(values))
                if error is not None:
                    done = ThrowError(number, error, "", context_from_python(values))
                elif escalation is not None:
                    done = Escalate(number, escalation, context_from_python(values))
                self._act(done, instance)
                return
        others = ", ".join(f"„{self.label(at, one)}“" for at, one in self.calls().items()) or "keiner"
        raise Impossible(f"Der Aufruf „{name}“ ist nicht offen. Offen: {others}.")

    def evaluate(self, decision: str, values: Mapping[str, Given]) -> None:
        """Evaluate a decision on these values alone, beside the case, at the time of its clock."""
        try:
            evaluation = self.bundle.decide(
                decision, context_from_python(values), self.environment, self.grounds
            )
        except (ModelError, NotFound) as error:
            raise Impossible(f"Die Entscheidung „{decision}“ lässt sich nicht berechnen: {error}") from error
        self.seen.decided(self.bundle.main, evaluation)
        if evaluation.undetermined:
            missing = ", ".join(f"„{name}“" for name in evaluation.undetermined)
            raise Impossible(f"„{evaluation.name}“ ist nicht bestimmbar, weil Angaben fehlen: {missing}.")

    def move(self, ags: str) -> None:
        """The person moves, as the application does it: `ags` in every running process, open tasks where they lie now,
        and the message `umzug` for whoever waits for it.
        """
        self.office.ags = ags
        for number, running in self._offline.instances.items():
            if not running.live.ended:
                self._act(SetVariables({"ags": ags}), number)
        for place, task in self.tasks().items():
            desk = self.office.answer(task.question, self.today)
            if isinstance(desk, Desk):
                moved = replace(task, authority=desk.authority, reason=desk.reason)
                self._tasks[place] = moved
        if "umzug" in self.messages():
            self.send("umzug", {"ags_neu": ags, "umzug_am": self.today})

    def change_record(self, values: Mapping[str, Given]) -> None:
        """Store the person record of the case anew with other values, as the page for it does."""
        document = {} if self.record is None else self.record.document
        revision = 0 if self.record is None else self.record.revision
        self.record = Stored(revision + 1, changed(document, values))

    def resolve(self, name: str, values: Mapping[str, Given]) -> None:
        """Correct variables at the failed element and let it try again."""
        failed = next(
            (at for at, one in self.incidents().items() if self._is(name, at[0], one.element)), None
        )
        if failed is None:
            raise Impossible(f"Bei „{name}“ gibt es keine Störung.")
        instance, number = failed
        self._act(Resolve(number, context_from_python(values)), instance)

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

    def _open_task(self, name: str, turn: int) -> tuple[Place, UserTaskActivated]:
        found = [(at, task) for at, task in self.tasks().items() if self._is(name, at[0], task.element)]
        if len(found) >= turn > 0:
            return found[turn - 1]
        if found:
            raise Impossible(f"Die Aufgabe „{name}“ ist {len(found)}-mal offen, eine {turn}. gibt es nicht.")
        self.names.find(name)  # says so when the diagram has no such element
        others = ", ".join(f"„{task.name}“" for task in self.tasks().values()) or "keine"
        raise Impossible(f"Die Aufgabe „{name}“ ist nicht offen. Offen: {others}.")

    def _accept(
        self,
        form: str | None,
        values: Mapping[str, Given],
        variables: Mapping[str, Value],
        bundle: Bundle,
    ) -> dict[str, Value]:
        asked = bundle.form(form)
        if asked is None:
            if values:
                raise Impossible("Hier gibt es kein Formular, das Angaben aufnimmt.")
            return {}
        try:
            return forms.accept(asked, _json(values), variables, self.environment)
        except Invalid as refusal:
            raise Refused(
                {key: f"{message}{_offers(asked, key, values)}" for key, message in refusal.fields.items()}
            ) from refusal


def _offers(form: forms.Form, key: str, values: Mapping[str, Given]) -> str:
    """What a field has to choose from, as a scenario writes it; nothing when nothing was chosen there."""
    offered = [
        option.code for one in form.fields() if one.key == key and key in values for option in one.options
    ]
    return f" Angeboten: {', '.join(offered)}." if offered else ""


def _json(values: Mapping[str, Given]) -> dict[str, object]:
    """Forms take what JSON has: days and instants as ISO text."""
    return {key: plain(value) for key, value in values.items()}


def plain(value: Given) -> object:
    """A value as JSON has it."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
