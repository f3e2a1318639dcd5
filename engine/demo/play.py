"""Plays the scripts of the demo through the commands of the browser, each act in the name of the person who does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

from sqlalchemy import bindparam, func, select

from engine import store
from engine.actor import SYSTEM, Actor, Role
from engine.clock import ZONE
from engine.commands import (
    case,
    case_lead,
    case_process,
    delegation,
    document,
    follow_up,
    handling,
    message,
    note,
    referral,
    relation,
    task,
)
from engine.commands.case import CaseOpening
from engine.commands.document import Entry
from engine.commands.referral import Wish
from engine.demo import answers, papers, prechecks
from engine.demo.past import Past, working_day
from engine.demo.persons import Person
from engine.demo.plots import Answers
from engine.demo.script import (
    Act,
    Begin,
    Day,
    Delegate,
    Do,
    File,
    LayAside,
    Lead,
    NewCase,
    Note,
    OfPlot,
    Prove,
    Rank,
    Record,
    Refer,
    Relate,
    Say,
    Script,
    Send,
    Take,
    Typed,
    Withdraw,
)
from engine.errors import LaufwegError, NotFound
from engine.feel import Value, from_python
from engine.queries import definition, inbox
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.state.bulk import BulkKind
from engine.state.case import CASE, PERSON
from engine.state.document import DOCUMENT
from engine.state.referral import REFERRAL
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_PERSON = (
    select(func.concat(PERSON.c.given_name, " ", PERSON.c.family_name))
    .join(CASE, CASE.c.person_id == PERSON.c.id)
    .where(CASE.c.reference == bindparam("reference"))
)
#: minutes between two acts of one day
_PACE = 11


@dataclass(slots=True)
class Player:
    """Who plays: the days, the people by login, and the cases by what scripts call them."""

    past: Past
    people: Mapping[str, Actor]
    #: the number of a case that a plot has told; None while there is none
    of_plot: Callable[[OfPlot], str | None]
    cases: dict[str, str] = field(default_factory=dict)
    _persons: dict[str, Person] = field(default_factory=dict)

    def plan(self, script: Script) -> None:
        """Let the steps happen on their days, one after the other; those of the last day end shortly before now."""
        made = script.case
        days = [script.days_ago] * isinstance(made, NewCase) + [one.days_ago for one in script.steps]
        happenings: list[Callable[[], None]] = [
            partial(self._act, script, one.login, one.act) for one in script.steps
        ]
        if isinstance(made, NewCase):
            happenings.insert(0, partial(self._open, script, made))
        last = self.past.today
        moments: list[datetime] = []
        for count, days_ago in reversed(list(enumerate(days))):
            last = min(self._moment(days_ago, count), last - timedelta(minutes=_PACE))
            moments.append(last)
        for moment, happening in zip(reversed(moments), happenings, strict=True):
            self.past.plan(moment, happening)

    def _moment(self, days_ago: int, count: int) -> datetime:
        if not days_ago:
            return self.past.today
        day = (self.past.today - timedelta(days=days_ago)).astimezone(ZONE).date()
        start = datetime.combine(working_day(day, backwards=True), time(8, 20), ZONE)
        return start + timedelta(minutes=_PACE * count)

    def _open(self, script: Script, made: NewCase) -> None:
        born = date(made.birth_year, 1, 1) + timedelta(days=Random(script.key).randrange(365))  # noqa: S311  invented
        opening = CaseOpening(made.process, made.family_name, made.given_name, born, made.ags)
        with self.past.engine.begin(self.people[script.login]) as tx:
            values: dict[str, Value] = {}
            if made.typed:
                form = definition.startable_at(tx, made.process, made.ags).form
                values = answers.fill(tx, form, {}, self._typed(made.typed), {}, Random(script.key))  # noqa: S311
            reference = case.open(tx, opening, values).reference
        self.cases[script.key] = reference
        self._persons[reference] = Person(made.family_name, made.given_name, born)

    def _reference(self, script: Script) -> str:
        if script.key not in self.cases and isinstance(script.case, OfPlot):
            found = self.of_plot(script.case)
            if found is None:
                raise NotFound(f"Expected to play {script.key}, but no plot has told its case")
            self.cases[script.key] = found
        return self.cases[script.key]

    def _act(self, script: Script, login: str, act: Act) -> None:
        person, reference = self.people[login], self._reference(script)
        try:
            match act:
                case Do(element, typed):
                    self._do(person, reference, element, typed)
                case File():
                    self._file(person, reference, act)
                case Prove(kind, value):
                    self._prove(reference, kind, value)
                case _:
                    with self.past.engine.begin(person) as tx:
                        self._short(tx, reference, act)
        except LaufwegError as fault:
            fault.add_note(f"in {script.key}, by {login}: {act} {getattr(fault, 'fields', '')}")
            raise

    def _short(self, tx: Transaction, reference: str, act: Act) -> None:
        """What is one command."""
        match act:
            case Begin(process, typed):
                self._begin(tx, reference, process, typed)
            case Send(name):
                case.send_message(tx, reference, name)
            case Refer(topic, matter, categories):
                referral.begin(tx, reference, Wish(topic, matter, categories))
            case Withdraw(topic, reason):
                referral.withdraw(tx, _referral(tx, reference, topic), reason)
            case Record(status, entry):
                dice = Random(reference)  # noqa: S311  the same every time
                facts = answers.history(dice, self.past.day) | {"aufenthaltsstatus": status}
                if entry is not None:
                    facts["voraufenthalt_seit"] = self._day(entry).isoformat()
                prechecks.save(tx, reference, self._persons[reference], facts, dice)
            case Note(text):
                note.write(tx, reference, text)
            case Relate(other, kind):
                relation.relate(tx, reference, self.cases[other], kind)
            case Say(element, text):
                task.comment(tx, self._task(tx, reference, element).id, text)
            case Take(element, typed):
                self._take(tx, self._task(tx, reference, element), typed)
            case Lead(login, reason):
                case_lead.name(tx, reference, self.people[login].account, reason, before=None)
            case _:
                self._handle(tx, reference, act)

    def _handle(self, tx: Transaction, reference: str, act: Act) -> None:
        """What is done with a task without doing it."""
        match act:
            case Delegate(element, to):
                found = self._task(tx, reference, element)
                delegation.delegate(tx, found.id, found.revision, self.people[to].account or 0)
            case LayAside(element, days, reason):
                day = self.past.today.astimezone(ZONE).date() + timedelta(days=days)
                follow_up.lay_aside(tx, self._task(tx, reference, element).id, day, reason)
            case Rank(element, priority):
                found = self._task(tx, reference, element)
                handling.act(
                    tx, found.id, found.revision, handling.step(tx, BulkKind.PRIORITY, priority=priority)
                )

    def _begin(self, tx: Transaction, reference: str, process: str, typed: Typed) -> None:
        ags = tx.execute(select(CASE.c.ags).where(CASE.c.reference == reference)).scalar_one()
        form = definition.startable_at(tx, process, ags).form
        values = answers.fill(tx, form, {}, self._typed(typed), {}, Random(reference))  # noqa: S311
        case_process.begin(tx, reference, process, values)

    def _do(self, person: Actor, reference: str, element: str, typed: Typed) -> None:
        with self.past.engine.begin(person) as tx:
            found = self._task(tx, reference, element)
            revision = found.revision
            if found.assignee_id is None:
                task.claim(tx, found.id, revision)
                revision += 1
            view = inbox.show(tx, found.id)
            dice = Random(f"{reference} {element}")  # noqa: S311  the same every time
            values = answers.fill(tx, view.form, {}, self._typed(typed), view.variables, dice)
            task.complete(tx, found.id, revision, values)

    def _take(self, tx: Transaction, found: TaskRow, typed: Typed) -> None:
        revision = found.revision
        if found.assignee_id is None:
            task.claim(tx, found.id, revision)
            revision += 1
        if typed:
            entered = self._typed(typed)
            task.save_draft(
                tx,
                found.id,
                revision,
                {key: [value] if isinstance(value, str) else list(value) for key, value in entered.items()},
            )

    def _prove(self, reference: str, kind: str, value: str) -> None:
        told: dict[str, Value] = {
            "nachweis_art": kind,
            "nachweis_wert": value,
            "nachweis_datum": from_python(self.past.day),
        }
        with self.past.engine.begin(SYSTEM) as tx:
            message.broadcast(tx, f"nachweis:{reference}", told)

    def _file(self, person: Actor, reference: str, act: File) -> None:
        place = store.place()
        with self.past.engine.begin(SYSTEM) as tx:
            name = tx.execute(_PERSON, {"reference": reference}).scalar_one()
        received = store.receive(place, papers.made(act.paper, name), act.paper.name)
        submission = f"demo {reference} {act.paper.name} {act.again}"
        with self.past.engine.begin(person) as tx:
            if act.again:
                known = tx.execute(
                    select(DOCUMENT.c.id)
                    .join(CASE, CASE.c.id == DOCUMENT.c.case_id)
                    .where(CASE.c.reference == reference, DOCUMENT.c.title == act.again)
                ).scalar_one()
                document.add_version(tx, place, known, received, submission, "Bessere Kopie")
                return
            asked = self._task(tx, reference, act.element).id if act.element else None
            document.add(tx, place, reference, received, Entry(submission, act.paper.title, task_id=asked))

    def _task(self, tx: Transaction, reference: str, element: str) -> TaskRow:
        """The oldest open task of the element that is the actor's to do or to hand out."""
        rows = tx.execute(
            tasks()
            .where(CASE.c.reference == reference, TASK.c.element == element, TASK.c.state == TaskState.ACTIVE)
            .order_by(TASK.c.id)
        )
        for row in rows:
            if tx.actor.may_work(row.authority_id, Role(row.role)) or tx.actor.may_hand_out(
                row.authority_id, Role(row.role)
            ):
                return task_row(tx, row)
        raise NotFound(f"Expected to find an open task {element} in case {reference}, but there is none")

    def _typed(self, typed: Typed) -> Answers:
        return {
            key: self._day(value).isoformat() if isinstance(value, Day) else value
            for key, value in typed.items()
        }

    def _day(self, day: Day) -> date:
        return self.past.day + timedelta(days=day.after)


def _referral(tx: Transaction, reference: str, topic: str) -> int:
    found: int = tx.execute(
        select(REFERRAL.c.id)
        .join(CASE, CASE.c.id == REFERRAL.c.case_id)
        .where(CASE.c.reference == reference, REFERRAL.c.topic == topic, REFERRAL.c.closed_at.is_(None))
        .order_by(REFERRAL.c.id.desc())
        .limit(1)
    ).scalar_one()
    return found


__all__ = ["Player"]
