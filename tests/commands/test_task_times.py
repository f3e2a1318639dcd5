"""What a completed task adds to the counts of its week: what whoever looks at the tasks themselves would count."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from engine import SYSTEM, Transaction, commands
from engine.clock import ZONE
from engine.state.rollup import BOUNDS, TASK_TIME
from engine.state.task import TASK, TaskState
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements

TWO = m.tasks("zwei", "a", "b")
PARTED = m.process(
    "geteilt",
    m.start(),
    m.user_task("a"),
    m.boundary("zurueck", "a", m.message("zurueck")),
    m.end("genommen"),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "end"),
    m.flow("zurueck", "genommen"),
    messages={"zurueck": "=aktenzeichen"},
)
#: a count is of one version, week, element and bucket
Key = tuple[int, date, str, int]


def _counted(tx: Transaction) -> dict[Key, tuple[int, int]]:
    rows = tx.execute(select(TASK_TIME)).all()
    return {tuple(row[:4]): (row.waiting, row.working) for row in rows}


def _naive(tx: Transaction) -> dict[Key, tuple[int, int]]:
    """Task by task in Python."""
    waiting: Counter[Key] = Counter()
    working: Counter[Key] = Counter()
    for row in tx.execute(select(TASK).where(TASK.c.state == TaskState.COMPLETED)):
        day = row.closed_at.astimezone(ZONE).date()
        week = day - timedelta(days=day.weekday())
        taken = row.claimed_at or row.closed_at
        for times, span in ((waiting, taken - row.created_at), (working, row.closed_at - taken)):
            bucket = bisect_right(BOUNDS, span.total_seconds())
            times[row.version_id, week, row.element, bucket] += 1
    return {key: (waiting[key], working[key]) for key in waiting | working}


def _agree(world: World) -> bool:
    with world.engine.begin(SYSTEM) as tx:
        return _counted(tx) == _naive(tx)


def _take(story: Story, element: str) -> None:
    """As if somebody had taken the task just now."""
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(update(TASK).where(TASK.c.id == story.task(element).id).values(claimed_at=tx.now))


def test_waiting_ends_when_somebody_takes_the_task_and_working_when_it_is_done(world: World) -> None:
    story = world.start({"z.bpmn": TWO})
    story.pass_time(timedelta(days=2))
    _take(story, "a")
    story.pass_time(timedelta(hours=5))

    story.complete("a")

    with world.engine.begin(SYSTEM) as tx:
        counts = {key[3]: value for key, value in _counted(tx).items()}
    assert counts == {
        bisect_right(BOUNDS, 2 * 86400): (1, 0),
        bisect_right(BOUNDS, 5 * 3600): (0, 1),
    }
    assert _agree(world)


def test_a_task_nobody_took_waited_until_it_was_done(world: World) -> None:
    story = world.start({"z.bpmn": TWO})
    story.pass_time(timedelta(days=2))

    story.complete("a")

    with world.engine.begin(SYSTEM) as tx:
        counts = {key[3]: value for key, value in _counted(tx).items()}
    assert counts == {bisect_right(BOUNDS, 2 * 86400): (1, 0), 0: (0, 1)}


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        # Sunday evening in London is Monday in Germany
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 29, 22, 30, tzinfo=UTC), date(2026, 11, 23)),
        # in summer the day ends an hour earlier
        (datetime(2027, 7, 4, 22, 30, tzinfo=UTC), date(2027, 7, 5)),
        # the first week of a year begins in the old one
        (datetime(2027, 1, 1, 12, 0, tzinfo=UTC), date(2026, 12, 28)),
    ],
)
def test_a_week_begins_on_monday_in_germany(world: World, moment: datetime, week: date) -> None:
    story = world.start({"z.bpmn": TWO})
    world.clock.moment = moment

    story.complete("a")

    with world.engine.begin(SYSTEM) as tx:
        assert {key[1] for key in _counted(tx)} == {week}


def test_a_task_that_is_taken_away_is_not_counted(world: World) -> None:
    story = world.start({"g.bpmn": PARTED})

    story.send("zurueck")

    story.has_ended_at("genommen")
    with world.engine.begin(SYSTEM) as tx:
        assert _counted(tx) == {}


def test_a_trial_and_what_fails_count_nothing(world: World) -> None:
    story = world.start({"z.bpmn": TWO})
    task = story.task("a")

    with world.engine.begin(SYSTEM) as tx, tx.trial():
        commands.task.complete(tx, task.id, task.revision, {})
    with pytest.raises(RuntimeError), world.engine.begin(SYSTEM) as tx:
        commands.task.complete(tx, task.id, task.revision, {})
        raise RuntimeError

    with world.engine.begin(SYSTEM) as tx:
        assert _counted(tx) == {}


def test_counters_come_last_in_one_statement_however_many_tasks_there_are(world: World) -> None:
    """Whoever holds a counter asks for no other lock, even if more is done after the completion."""
    stories = [world.start({"z.bpmn": TWO}), world.open("zwei")]
    tasks = [story.task("a") for story in stories]

    with statements() as sent, world.engine.begin(SYSTEM) as tx:
        for task in tasks:
            commands.task.complete(tx, task.id, task.revision, {})
            tx.flush()

    assert [index for index, one in enumerate(sent) if "task_time" in one] == [len(sent) - 1]
    assert _agree(world)


@pytest.mark.slow
def test_many_who_complete_the_same_step_at_the_same_time_are_all_counted(world: World) -> None:
    world.deploy({"z.bpmn": TWO})
    stories = [world.open("zwei") for _ in range(24)]

    def work(story: Story) -> None:
        # every second does both in one transaction, the others one by one: a deadlock would be a Conflict
        a = story.task("a")
        with world.engine.begin(SYSTEM) as tx:
            commands.task.complete(tx, a.id, a.revision, {})
            tx.flush()
            if a.id % 2:
                b = tx.execute(
                    select(TASK.c.id, TASK.c.revision).where(
                        TASK.c.case_id == select(TASK.c.case_id).where(TASK.c.id == a.id).scalar_subquery(),
                        TASK.c.state == TaskState.ACTIVE,
                    )
                ).one()
                commands.task.complete(tx, b.id, b.revision, {})
        if a.id % 2 == 0:
            story.complete("b")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, stories))

    with world.engine.begin(SYSTEM) as tx:
        counts = _counted(tx).values()
    assert (sum(one[0] for one in counts), sum(one[1] for one in counts)) == (48, 48)
    assert _agree(world)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(("take", "complete", "wait")),
            st.integers(0, 40 * 86400),
        ),
        max_size=25,
    )
)
def test_counts_are_those_of_whoever_counts_task_by_task(
    world: World, path: Sequence[tuple[int, str, int]]
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text('TRUNCATE task_time, user_task, history, process_instance, "case" CASCADE'))
    world.deploy({"z.bpmn": TWO})
    stories = [world.open("zwei") for _ in range(4)]

    for number, doing, seconds in path:
        open_ = [element for element in stories[number].active() if element in {"a", "b"}]
        if doing == "wait":
            world.clock.advance(timedelta(seconds=seconds))
        elif open_ and doing == "take":
            _take(stories[number], open_[0])
        elif open_:
            stories[number].complete(open_[0])

    assert _agree(world)


@pytest.mark.slow
def test_the_schema_migration_counts_what_was_done_before(world: World) -> None:
    ada = world.people["ada"]
    story = world.start({"z.bpmn": TWO})
    story.pass_time(timedelta(days=2))
    row = story.task("a")
    with world.engine.begin(ada) as tx:
        commands.task.claim(tx, row.id, row.revision)
    story.pass_time(timedelta(hours=5))
    story.complete("a", as_=ada)
    world.open("zwei").complete("a")
    configuration = Config()
    configuration.set_main_option("script_location", str(files("migrations")))
    configuration.attributes["url"] = world.engine.url
    world.engine.dispose()

    command.downgrade(configuration, "0008")
    command.upgrade(configuration, "head")

    with world.engine.begin(SYSTEM) as tx:
        waited = [key[3] for key, (waiting, _) in _counted(tx).items() if waiting]
    assert sorted(waited) == [0, bisect_right(BOUNDS, 2 * 86400)]
    assert _agree(world)
