"""Plays a scenario of the library in the database: stored tokens, tasks, timers, called processes by a stand-in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine import SYSTEM, commands, forms
from engine.clock import ZONE
from engine.commands import authority
from engine.commands.authority import Competence
from engine.competence import TOPICS
from engine.deadlines.period import add
from engine.execution import codec
from engine.execution.actions import Action, CompleteElement, Escalate, ThrowError
from engine.execution.advance import advance, environment, start
from engine.execution.bundle import Bundle, load_bundle
from engine.feel import context_from_python
from engine.library import FOLDER, read
from engine.scenario.library import ALL, Library, called_process, calls
from engine.scenario.model import (
    AnswerCall,
    ChangeLaw,
    ChangeRecord,
    CompleteTask,
    DoJob,
    EvaluateDecision,
    Expect,
    JumpTo,
    Move,
    PassTime,
    Scenario,
    SendMessage,
    SendSignal,
    WaitFor,
)
from engine.scenario.names import Names
from engine.scenario.parts import AGS
from engine.scenario.persona import changed
from engine.scenario.play import Play
from engine.state import case, instance
from engine.testing import Story, World
from engine.testing import models as m

#: the other municipality of the test world's other authority
_FRAME = {"rahmen.bpmn": m.tasks("rahmen_des_tests", "warten")}


class Unplayable(Exception):
    """The database cannot take a step of the scenario: what only an example may assume."""


@dataclass(slots=True)
class Database:
    """A scenario under way in the test world."""

    world: World
    key: str
    played: Scenario
    rest: int = 0
    version: int = 0
    instance: int = 0
    #: the processes it calls
    others: tuple[str, ...] = ()
    story: Story = field(init=False)
    names: Names = field(init=False)
    bundle: Bundle = field(init=False)

    def run(self, values: Any = lambda one: one) -> None:
        """Play it whole; `values` puts others in the place of what is typed."""
        begin = self.played.start
        if begin.nobody_for or begin.law_known or begin.reference != "KIM-2026-000001" or begin.ags != AGS:
            raise Unplayable("Der Beginn nimmt etwas an, was nur ein Beispiel darf.")
        self._deploy()
        self.world.clock.moment = begin.now
        self._begin(values)
        for step in self.played.steps:
            self._take(step, values)

    def _deploy(self) -> None:
        files = read(FOLDER / self.key)[0].files
        with self.world.engine.begin(SYSTEM) as tx:
            since = date(2005, 1, 1)
            known = ("auslaenderbehoerde", "case_management")
            rest = [Competence(one, "05334", "Test", since) for one in TOPICS if one not in known]
            self.rest = authority.create(tx, "rest", "Übrige Behörden", "05334", rest)
        self.version = self.world.deploy(files)
        with self.world.engine.begin(SYSTEM) as tx:
            self.bundle = load_bundle(tx, self.version)
        library = Library(FOLDER)
        reached = library.reach(self.bundle, self.played.start.stand_ins)
        graphs = {key: one.graphs[key] for key, one in reached.items()}
        for key in sorted(graphs.keys() - {self.key}):
            self.world.deploy(read(FOLDER / key)[0].files)
        answered = set(self.played.start.stand_ins)
        if ALL in answered:
            answered = {key for graph in self.bundle.graphs.values() for key in calls(graph)}
        for key in sorted(answered):
            self.world.deploy({"x.bpmn": m.tasks(key, "nachgestellt")})
        self.names = Names(self.key, graphs)
        self.others = tuple(graphs)

    def _begin(self, values: Any) -> None:
        begin = self.played.start
        record = begin.record
        self.world.deploy(_FRAME)
        # the first case has the number that every scenario has
        self.world.open("rahmen_des_tests")
        self.story = self.world.open("rahmen_des_tests")
        if record is not None:
            self._save(record, 0)
        given = context_from_python(values(begin.values))
        with self.world.engine.begin(self.world.people["ada"]) as tx:
            form = self.bundle.form(self.bundle.graph.start_form)
            if begin.trigger is None and form is not None and (begin.values or not begin.inputs):
                given = forms.accept(form, given, {}, environment(tx))
            given = {**context_from_python(begin.inputs), **given}
            matter = case.by_reference(tx, self.story.reference)
            version = commands.definition.definition.get(tx, self.version)
            row = instance.begin(tx, matter, version, self.key)
            element = None if begin.trigger is None else Play(self.bundle, begin)._start_event(begin.trigger)
            start(tx, row, {**given, "aktenzeichen": self.story.reference, "ags": begin.ags}, element)
            self.instance = row.id

    def _save(self, document: Mapping[str, Any], revision: int) -> None:
        plain = json.loads(json.dumps(document, default=str))
        with self.world.engine.begin(SYSTEM) as tx:
            commands.precheck.save(tx, self.story.reference, plain, revision)

    def _take(self, step: object, values: Any) -> None:
        clock = self.world.clock
        match step:
            case CompleteTask(refused=()):
                self._complete(step, values)
            case CompleteTask() | Expect() | EvaluateDecision():
                pass
            case JumpTo(moment=moment) | ChangeLaw(day=moment):
                whole = (
                    moment
                    if isinstance(moment, datetime)
                    else datetime.combine(moment, datetime.min.time(), ZONE)
                )
                self.story.pass_time(whole - clock.moment)
            case PassTime(period=period):
                self.story.pass_time(add(clock.moment, period) - clock.moment)
            case WaitFor(event=event):
                due = next(
                    one.due
                    for one in self.story.file().timers
                    if any(self.names.same(event, key, one.element) for key in (self.key, *self.others))
                )
                self.story.pass_time(due - clock.moment)
            case SendMessage(message=message, values=given):
                if not self.story.send(message, context_from_python(values(given))):
                    raise Unplayable(f"Niemand wartet auf {message}.")
            case SendSignal(signal=signal, values=given):
                name = signal.replace("KIM-2026-000001", self.story.reference)
                with self.world.engine.begin(SYSTEM) as tx:
                    commands.message.broadcast(tx, name, context_from_python(values(given)))
            case (
                DoJob(job=name, values=given, error=error)
                | AnswerCall(call=name, values=given, error=error, escalation=None)
            ):
                self._answer(name, error, values(given))
            case AnswerCall(call=name, values=given, escalation=str(code)):
                self._outside(name, lambda number: Escalate(number, code, context_from_python(values(given))))
            case ChangeRecord(values=given):
                with self.world.engine.begin(SYSTEM) as tx:
                    matter = case.by_reference(tx, self.story.reference)
                    last = commands.precheck.rows.latest_record(tx, matter.id)
                document = {} if last is None else last.document
                self._save(changed(document, given), 0 if last is None else last.revision)
            case Move():
                raise Unplayable("Ein Umzug braucht ein anderes Register.")
            case _:
                raise Unplayable(f"Nicht nachgespielt: {step}")

    def _complete(self, step: CompleteTask, values: Any) -> None:
        rows = [
            one
            for one in self.story.file().tasks
            if one.state == "active"
            and any(self.names.same(step.task, key, one.element) for key in (self.key, *self.others))
        ]
        if len(rows) < step.turn:
            raise Unplayable(f"{step.task} ist nicht offen.")
        row = sorted(rows, key=lambda one: one.id)[step.turn - 1]
        with self.world.engine.begin(SYSTEM) as tx:
            commands.task.complete(tx, row.id, row.revision, context_from_python(values(step.values)))

    def _answer(self, name: str, error: str | None, values: Mapping[str, object]) -> None:
        given = context_from_python(values)
        self._outside(
            name,
            lambda number: (
                CompleteElement(number, given) if error is None else ThrowError(number, error, "", given)
            ),
        )

    def _outside(self, name: str, action: Any) -> None:
        nodes = self.bundle.graph.nodes
        with self.world.engine.begin(SYSTEM) as tx:
            row = instance.lock(tx, self.instance)
            live = codec.load(row.tokens).elements.values()
            bodies = {one.scope for one in live}
            number = next(
                (
                    one.id
                    for one in live
                    if one.id not in bodies
                    and (node := nodes.get(one.element)) is not None
                    and name in (node.id, node.label, called_process(node))
                ),
                None,
            )
            if number is None:
                raise Unplayable(f"{name} wartet nicht.")
            made: Action = action(number)
            advance(tx, row, made)
