"""The demo cases: people work on them in the past, day by day, on a clock that is set back.

Every entry goes through the commands of the browser, in the name of the person who would do it; timers fire at
their time, as the worker would have fired them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from engine.actor import SYSTEM, Action, Actor, Membership, Role
from engine.clock import ZONE, AdjustableClock
from engine.commands import case, task
from engine.commands.case import CaseOpening
from engine.competence import Competent
from engine.demo import accompanied, answers, clerks, frames, prechecks, register
from engine.demo.past import Past, office_hour
from engine.demo.persons import Person, persons
from engine.demo.play import Player
from engine.demo.plots import PLOTS, Plot
from engine.demo.presence import NUMBER
from engine.demo.script import OfPlot
from engine.engine import Engine
from engine.feel import Value
from engine.forms import Form
from engine.queries import definition, inbox
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.reference import municipalities
from engine.state import account
from engine.state.account import ACCOUNT
from engine.state.case import CASE
from engine.state.instance import INSTANCE
from engine.state.register import snapshot
from engine.state.task import TASK, TaskState
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
class _Office:
    """Who works on the stories, day by day."""

    past: Past
    workers: tuple[Actor, ...]

    @property
    def engine(self) -> Engine:
        return self.past.engine

    @property
    def clock(self) -> AdjustableClock:
        return self.past.clock

    def plan(self, moment: datetime, story: _Story) -> None:
        """Let something happen in the story then, unless that is not past."""
        self.past.plan(moment, lambda: self._open(story) if story.reference is None else self._work(story))

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
            if clerks and story.plot.keeps_record:
                said = {**story.facts, **story.plot.answers}
                dice = Random(story.reference)  # noqa: S311  no turn of the story
                prechecks.save(tx, story.reference, story.person, said, dice)
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
        self.clock.moment = self.past.today - timedelta(minutes=20)
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
        moment = office_hour(dice, (row.created + waited).astimezone(ZONE).date())
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
                entered = answers.entries(form, facts, wanted, story.random, self.past.day)
                some = dict(list(entered.items())[: len(entered) // 2])
                task.save_draft(tx, row.id, row.revision + 1, some)

    def _values(
        self, tx: Transaction, form: Form | None, story: _Story, variables: Mapping[str, Value]
    ) -> dict[str, Value]:
        wanted = story.plot.answers
        if story.completed > 2:  # what was missing has arrived
            wanted = {key: value for key, value in wanted.items() if key != "unterlagen_vollstaendig"}
        return answers.fill(tx, form, story.facts, wanted, variables, story.random)

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
        self.plan(office_hour(story.random, self.past.day + timedelta(days=days)), story)


def load(engine: Engine) -> int:
    """Let the cases happen; returns how many there are. Authorities, people and process must be there."""
    random = Random(_SEED)  # noqa: S311  the same data every time is the point
    with engine.begin(SYSTEM) as tx:
        today = tx.now
        people = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.demo))
    workers = tuple(one.actor for one in people if one.actor.may(Action.WORK_TASK))
    clock = AdjustableClock(today - timedelta(days=OLDEST_DAYS + 1))
    past_engine = engine.at(clock)
    past = Past(past_engine, clock, today)
    office = _Office(past, workers)
    try:
        register.leave_ratingen_empty(past_engine)
        stories = _stories(random)
        for story in stories:
            age = timedelta(days=random.randint(*story.plot.age))
            opened = office_hour(random, (today - age).astimezone(ZONE).date(), backwards=True)
            story.facts = answers.history(random, opened.date())
            office.plan(min(opened, today - timedelta(minutes=5)), story)
        player = Player(past, {one.login: one.actor for one in people}, partial(_of_plot, stories))
        for script in (*accompanied.SCRIPTS, *clerks.SCRIPTS, *frames.SCRIPTS):
            player.plan(script)
        past.pass_until_today()
        office.claim_some(stories)
        register.let_herten_stand_in(past_engine)
        prechecks.load(past_engine, clock, workers, list(player.cases.values()), random)
    finally:
        past_engine.dispose()
    return NUMBER


def _of_plot(stories: list[_Story], wanted: OfPlot) -> str | None:
    """The case of the plot's story of that number at the place."""
    found = [one for one in stories if one.plot.name == wanted.plot and one.ags == wanted.ags]
    return found[wanted.number].reference if wanted.number < len(found) else None


def _stories(random: Random) -> list[_Story]:
    names = iter(persons(random, sum(plot.number for plot in PLOTS)))
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


def _open_tasks(tx: Transaction, reference: str) -> list[TaskRow]:
    rows = tx.execute(
        tasks()
        .where(
            CASE.c.reference == reference,
            TASK.c.state == TaskState.ACTIVE,
            INSTANCE.c.process_key == PROCESS,
        )
        .order_by(TASK.c.due_at, TASK.c.id)
    )
    return [task_row(tx, row) for row in rows]


def _owners(tx: Transaction, ags: str) -> frozenset[int]:
    """Where somebody applies for this title: the authority for foreigners of the place, and no other house."""
    known = snapshot(tx)
    found = known.ask("auslaenderbehoerde", ags, tx.today)
    return frozenset({known.ids[found.authority]} if isinstance(found, Competent) else ())
