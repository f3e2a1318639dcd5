"""The demo cases: people work on them in the past, day by day, on a clock that is set back.

Every entry goes through the commands of the browser, in the name of the person who would do it; timers fire at
their time, as the worker would have fired them.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import func, select

from engine import forms
from engine.actor import SYSTEM, Action, Actor, Membership, Role
from engine.clock import ZONE, AdjustableClock
from engine.commands import case, task, timer
from engine.commands.case import CaseOpening
from engine.competence import Competent
from engine.demo import answers, prechecks, register
from engine.demo.persons import Person, persons
from engine.demo.plots import PLOTS, Plot
from engine.demo.presence import NUMBER
from engine.engine import Engine
from engine.errors import Invalid
from engine.feel import Environment, Value
from engine.forms import Form
from engine.queries import definition, inbox
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.reference import municipalities
from engine.state import account
from engine.state import timer as timers
from engine.state.account import ACCOUNT
from engine.state.case import CASE
from engine.state.register import snapshot
from engine.state.task import TASK, TaskState
from engine.state.timer import TIMER, TimerState
from engine.transaction import Transaction

PROCESS = "bleiberecht_25b"
OLDEST_DAYS = max(plot.age[1] for plot in PLOTS)

#: the same people, answers and days on every machine; only the day of loading moves them
_SEED = 25


@dataclass(slots=True)
class _Story:
    """One case on its way."""

    plot: Plot
    person: Person
    ags: str
    facts: dict[str, str]
    random: Random
    reference: str | None = None
    completed: int = 0


@dataclass(slots=True)
class _Past:
    """The days until today, and who works in them."""

    engine: Engine
    clock: AdjustableClock
    today: datetime
    workers: tuple[Actor, ...]
    _events: list[tuple[datetime, int, _Story]] = field(default_factory=list)
    _count: int = 0

    def plan(self, moment: datetime, story: _Story) -> None:
        """Let something happen in the story then, unless that is not past."""
        if moment < self.today:
            heapq.heappush(self._events, (moment, self._count, story))
            self._count += 1

    def pass_until_today(self) -> None:
        """Let everything planned and everything due happen in its order."""
        while self._events:
            moment, _, story = heapq.heappop(self._events)
            self._fire_until(moment)
            self.clock.moment = moment
            if story.reference is None:
                self._open(story)
            else:
                self._work(story)
        self._fire_until(self.today)
        self.clock.moment = self.today

    def _fire_until(self, moment: datetime) -> None:
        waiting = (TimerState.ARMED, TimerState.QUEUED)
        earliest = select(func.min(TIMER.c.due_at)).where(TIMER.c.state.in_(waiting))
        while True:
            with self.engine.begin(SYSTEM) as tx:
                due = tx.execute(earliest).scalar()
            if due is None or due > moment:
                return
            self.clock.moment = max(self.clock.moment, due)
            with self.engine.begin(SYSTEM) as tx:
                numbers = timers.claim_due(tx, 100)
            for number in numbers:
                with self.engine.begin(SYSTEM) as tx:
                    timer.fire(tx, number)

    def _open(self, story: _Story) -> None:
        with self.engine.begin(SYSTEM) as tx:
            form = definition.startable_at(tx, PROCESS, story.ags).form
            owners = _owners(tx, story.ags)
        clerks = [
            one
            for one in self.workers
            if any(Membership(place, Role.CLERK) in one.memberships for place in owners)
        ]
        with self.engine.begin(story.random.choice(clerks) if clerks else SYSTEM) as tx:
            opening = CaseOpening(
                PROCESS,
                story.person.family_name,
                story.person.given_name,
                story.person.birth_date,
                story.ags,
            )
            story.reference = case.open(tx, opening, self._values(tx, form, story, {})).reference
        self._plan_next(story)

    def _work(self, story: _Story) -> None:
        plot = story.plot
        if plot.withdraws_after is not None and story.completed == plot.withdraws_after:
            story.completed += 1
            with self.engine.begin(SYSTEM) as tx:
                case.send_message(tx, str(story.reference), "ruecknahme")
        else:
            with self.engine.begin(SYSTEM) as tx:
                found = _open_tasks(tx, str(story.reference))
            rows = [row for row in found if row.element not in plot.rests_at]
            if not rows:
                return
            self._complete(rows[0], story)
        self._plan_next(story)

    def claim_some(self, stories: list[_Story]) -> None:
        """At the end some of what waits is in somebody's hands, here and there with a draft."""
        self.clock.moment = self.today - timedelta(minutes=20)
        for story in stories:
            with self.engine.begin(SYSTEM) as tx:
                found = _open_tasks(tx, str(story.reference))
            for row in found:
                if row.assignee is None and story.random.randrange(10) < story.plot.claimed:
                    self._claim(row, story)

    def _complete(self, row: TaskRow, story: _Story) -> None:
        person = self._worker(row, story)
        revision = row.revision
        if not person.system and row.assignee_id is None:
            now, self.clock.moment = self.clock.moment, self._taken(row)
            with self.engine.begin(person) as tx:
                task.claim(tx, row.id, revision)
            self.clock.moment = now
            revision += 1
        with self.engine.begin(person) as tx:
            view = inbox.show(tx, row.id)
            values = self._values(tx, view.form, story, view.variables)
            task.complete(tx, row.id, revision, values)
        story.completed += 1

    def _taken(self, row: TaskRow) -> datetime:
        """When somebody takes a task that is done now: it waits longer than it is worked on, some steps longest."""
        now = self.clock.moment
        dice = Random(f"{row.element} {row.id}")  # noqa: S311  no secret, and no other turn of the story
        waited = (now - row.created) * (0.3 + len(row.element) % 5 / 10 + dice.random() / 4)
        moment = _office_hour(dice, (row.created + waited).astimezone(ZONE).date())
        return moment if row.created < moment < now else now

    def _claim(self, row: TaskRow, story: _Story) -> None:
        person = self._worker(row, story)
        if person.system:
            return
        with self.engine.begin(person) as tx:
            task.claim(tx, row.id, row.revision)
            form = inbox.show(tx, row.id).form
            if form is not None and story.random.randrange(2):
                facts, wanted = story.facts, story.plot.answers
                entered = answers.entries(form, facts, wanted, story.random, self._day())
                some = dict(list(entered.items())[: len(entered) // 2])
                task.save_draft(tx, row.id, row.revision + 1, some)

    def _values(
        self, tx: Transaction, form: Form | None, story: _Story, variables: Mapping[str, Value]
    ) -> dict[str, Value]:
        if form is None:
            return {}
        wanted = story.plot.answers
        if story.completed > 2:  # what was missing has arrived
            wanted = {key: value for key, value in wanted.items() if key != "unterlagen_vollstaendig"}
        typed = answers.entries(form, story.facts, wanted, story.random, self._day())
        submission = forms.read(form, typed, variables, Environment(now=tx.now))
        if submission.errors:
            raise Invalid(
                f"Expected to fill in {form.id}, but the demo's answers do not fit", submission.errors
            )
        return submission.values

    def _worker(self, row: TaskRow, story: _Story) -> Actor:
        able = [
            one
            for one in self.workers
            if one.may_work(row.authority_id, row.role) and row.assignee_id in (None, one.account)
        ]
        # the lead decides what is theirs; the rest is the clerks'
        own = [one for one in able if row.role in one.roles(row.authority_id)]
        return story.random.choice(own or able) if able else SYSTEM

    def _plan_next(self, story: _Story) -> None:
        days = story.random.randint(*story.plot.pace)
        self.plan(_office_hour(story.random, self._day() + timedelta(days=days)), story)

    def _day(self) -> date:
        return self.clock.moment.astimezone(ZONE).date()


def load(engine: Engine) -> int:
    """Let the cases happen; returns how many there are. Authorities, people and process must be there."""
    random = Random(_SEED)  # noqa: S311  the same data every time is the point
    with engine.begin(SYSTEM) as tx:
        today = tx.now
        people = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.demo))
    workers = tuple(one.actor for one in people if one.actor.may(Action.WORK_TASK))
    clock = AdjustableClock(today - timedelta(days=OLDEST_DAYS + 1))
    past_engine = Engine(engine.url, clock, pool_size=1)
    past = _Past(past_engine, clock, today, workers)
    try:
        register.leave_ratingen_empty(past_engine)
        stories = _stories(random)
        for story in stories:
            age = timedelta(days=random.randint(*story.plot.age))
            opened = _office_hour(random, (today - age).astimezone(ZONE).date(), backwards=True)
            story.facts = answers.history(random, opened.date())
            past.plan(min(opened, today - timedelta(minutes=5)), story)
        past.pass_until_today()
        past.claim_some(stories)
        register.let_herten_stand_in(past_engine)
        said = {one.reference: {**one.facts, **one.plot.answers} for one in stories}
        prechecks.load(past_engine, clock, workers, said, random)
    finally:
        past_engine.dispose()
    return NUMBER


def _stories(random: Random) -> list[_Story]:
    names = iter(persons(random, NUMBER))
    made = [
        _Story(plot, next(names), _place(random, plot), {}, Random(random.random()))  # noqa: S311
        for plot in PLOTS
        for _ in range(plot.number)
    ]
    random.shuffle(made)
    return made


def _place(random: Random, plot: Plot) -> str:
    beginning = random.choice(plot.places)
    inside = [one.ags for one in municipalities() if one.ags.startswith(beginning)]
    # two towns in the Kreis have an authority of their own in which nobody of the demo works
    return random.choice([ags for ags in inside if ags not in _ELSEWHERE or ags == beginning])


_ELSEWHERE = frozenset({"05158028", "05158032"})


def _office_hour(random: Random, day: date, *, backwards: bool = False) -> datetime:
    while day.weekday() > 4:
        day += timedelta(days=-1 if backwards else 1)
    return datetime.combine(day, time(8 + random.randrange(8), random.randrange(60)), ZONE)


def _open_tasks(tx: Transaction, reference: str) -> list[TaskRow]:
    rows = tx.execute(
        tasks()
        .where(CASE.c.reference == reference, TASK.c.state == TaskState.ACTIVE)
        .order_by(TASK.c.due_at, TASK.c.id)
    )
    return [task_row(tx, row) for row in rows]


def _owners(tx: Transaction, ags: str) -> frozenset[int]:
    """Where somebody applies for this title: the authority for foreigners of the place, and no other house."""
    known = snapshot(tx)
    found = known.ask("auslaenderbehoerde", ags, tx.today)
    return frozenset({known.ids[found.authority]} if isinstance(found, Competent) else ())
