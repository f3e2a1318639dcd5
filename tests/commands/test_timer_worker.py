"""Timers: found when due, fired exactly once, also when a worker is killed between claim and commit."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from engine import SYSTEM, Engine, commands, queries
from engine.testing import Story, World
from engine.testing import models as m
from engine.worker import Worker

REMINDER = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.boundary("erinnerung", "a", m.timer("P14D"), interrupting=False),
    m.user_task("b"),
    m.end(),
    m.end("end2"),
    m.flow("start", "a"),
    m.flow("a", "end"),
    m.flow("erinnerung", "b"),
    m.flow("b", "end2"),
)


def _timer(story: Story) -> int:
    with story.world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(text("SELECT id FROM timer")).scalar_one())


def test_a_timer_is_handed_to_the_queue_once_however_many_ask(world: World) -> None:
    world.start({"p.bpmn": REMINDER})
    world.clock.advance(timedelta(days=15))
    worker = Worker(world.engine)

    worker.enqueue_due()
    worker.enqueue_due()

    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 1


def test_a_timer_that_is_not_due_is_left_alone(world: World) -> None:
    story = world.start({"p.bpmn": REMINDER})

    Worker(world.engine).fire_timer(_timer(story))

    story.is_waiting_at("a")


def test_a_timer_fires_once_however_often_its_job_runs(world: World) -> None:
    story = world.start({"p.bpmn": REMINDER})
    world.clock.advance(timedelta(days=15))
    worker, timer = Worker(world.engine), _timer(story)

    worker.fire_timer(timer)
    worker.fire_timer(timer)

    story.is_waiting_at("a", "b")


def test_a_timer_whose_task_was_completed_first_does_nothing(world: World) -> None:
    story = world.start({"p.bpmn": REMINDER})
    timer = _timer(story)
    story.complete("a")
    world.clock.advance(timedelta(days=15))

    Worker(world.engine).fire_timer(timer)

    story.has_ended_at("end")


def test_a_timer_the_queue_lost_is_armed_again(world: World) -> None:
    story = world.start({"p.bpmn": REMINDER})
    world.clock.advance(timedelta(days=15))
    worker = Worker(world.engine)
    worker.enqueue_due()
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("TRUNCATE procrastinate_jobs CASCADE"))

    world.clock.advance(commands.timer.STALE + timedelta(seconds=1))
    worker.sweep()
    world.fire_due()

    story.is_waiting_at("a", "b")


@contextlib.contextmanager
def _worker_process(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker in a process of its own, on the clock of the database."""
    process = subprocess.Popen(
        [sys.executable, "-c", f"from engine.worker import main; main({url!r})"],
        env={**os.environ, "LAUFWEG_DEAD_AFTER": "2"},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _eventually(question: str, url: str, expected: object) -> None:
    """Ask the database until it answers as expected; the worker acts on its own time."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            found = None
            until = time.monotonic() + 60
            while time.monotonic() < until:
                found = connection.execute(text(question)).scalar()
                if found == expected:
                    return
                time.sleep(0.05)
            pytest.fail(f"Expected {expected} for {question}, but found {found}")
    finally:
        engine.dispose()


@pytest.mark.slow
def test_a_worker_killed_between_claim_and_commit_loses_nothing_and_doubles_nothing(world: World) -> None:
    """kill -9 while the job runs and its transaction is open: the next worker rescues it and it fires once."""
    story = world.start({"p.bpmn": REMINDER})
    url = world.engine.url
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE timer SET due_at = clock_timestamp() - interval '1 hour'"))
    blocker = create_engine(url)

    with blocker.connect() as connection:
        # holding the instance keeps the worker inside its transaction, after it has claimed timer and job
        connection.execute(text("SELECT id FROM process_instance FOR NO KEY UPDATE"))
        with _worker_process(url) as process:
            _eventually(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                url,
                1,
            )
            process.kill()
            process.wait(timeout=10)
        connection.rollback()
    blocker.dispose()
    story.is_waiting_at("a")

    with _worker_process(url):
        _eventually("SELECT state FROM timer", url, "fired")

    story.is_waiting_at("a", "b")
    fired = [row for row in story.file().history if row.kind == "timer_fired"]
    assert len(fired) == 1


@pytest.mark.slow
def test_timers_that_fell_due_while_no_worker_ran_fire_when_one_starts(world: World) -> None:
    story = world.start({"p.bpmn": REMINDER})
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE timer SET due_at = clock_timestamp() - interval '1 hour'"))

    with _worker_process(world.engine.url):
        _eventually("SELECT state FROM timer", world.engine.url, "fired")

    story.is_waiting_at("a", "b")


@pytest.mark.slow
def test_a_signal_reaches_everybody_once_although_the_worker_is_killed_on_the_way(world: World) -> None:
    """kill -9 in the middle of the batches: the next worker goes on where the first one was."""
    listening = m.process(
        "hoeren",
        m.start(),
        m.catch("lauschen", m.signal("alarm")),
        m.user_task("danach"),
        m.end(),
        m.flow("start", "lauschen"),
        m.flow("lauschen", "danach"),
        m.flow("danach", "end"),
        signals=("alarm",),
    )
    world.deploy({"h.bpmn": listening})
    count, url = 260, world.engine.url
    for _ in range(count):
        world.open("hoeren")
    with world.engine.begin(SYSTEM) as tx:
        commands.message.broadcast(tx, "alarm")
    heard = "SELECT count(*) FROM signal_subscription WHERE state = 'received'"
    blocker = create_engine(url)

    with blocker.connect() as connection:
        # nobody can write a task, so every transaction of the worker stays open where it has begun
        connection.execute(text("LOCK TABLE user_task IN SHARE MODE"))
        with _worker_process(url) as process:
            _eventually(
                "SELECT count(*) > 0 FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'",
                url,
                True,
            )
            process.kill()
            process.wait(timeout=10)
        connection.rollback()
    blocker.dispose()
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text(heard)).scalar_one() == 50
        (row,) = queries.message.signals(tx)
    assert (row.hearers, row.waiting) == (count, count - 50)

    with _worker_process(url):
        _eventually(heard, url, count)
        _eventually("SELECT count(*) FROM procrastinate_jobs", url, 0)

    with world.engine.begin(SYSTEM) as tx:
        received = tx.execute(text("SELECT count(*) FROM history WHERE kind = 'signal_received'"))
        assert received.scalar_one() == count


def test_an_engine_without_a_given_clock_asks_the_database(database: str) -> None:
    engine = Engine(database)

    with engine.begin(SYSTEM) as tx:
        asked = tx.execute(text("SELECT now()")).scalar_one()
        assert abs(tx.now - asked) < timedelta(seconds=5)
    engine.dispose()
