"""Two at the same time on a real PostgreSQL: exactly one wins, the other gets a Conflict, nothing is lost.

Whoever comes second really waits: a third connection holds the instance until both have begun.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Transaction, commands
from engine.commands.message import Publication
from engine.state.message import MessageState
from engine.testing import Story, World
from engine.testing import models as m

pytestmark = pytest.mark.slow

WORK = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.boundary("frist", "a", m.timer("P14D")),
    m.end("abgelaufen"),
    m.user_task("b"),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "b"),
    m.flow("b", "end"),
    m.flow("frist", "abgelaufen"),
)
LEFT = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.boundary("post", "a", m.message("post")),
    m.user_task("geoeffnet"),
    m.end("end2"),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "end"),
    m.flow("post", "geoeffnet"),
    m.flow("geoeffnet", "end2"),
    messages={"post": "=aktenzeichen"},
)
SERVICE = m.process(
    "p",
    m.start(),
    m.service_task("dienst", "register"),
    m.user_task("b"),
    m.end(),
    m.flow("start", "dienst"),
    m.flow("dienst", "b"),
    m.flow("b", "end"),
)
Together = Callable[..., list[object]]


def _conflicts(results: list[object]) -> list[bool]:
    return [isinstance(one, Conflict) for one in results]


def _kinds(story: Story, kind: str) -> int:
    with story.world.engine.begin(SYSTEM) as tx:
        return int(
            tx.execute(text("SELECT count(*) FROM history WHERE kind = :kind"), {"kind": kind}).scalar_one()
        )


def test_two_people_complete_one_task(world: World, together: Together) -> None:
    story = world.start({"p.bpmn": WORK})
    task = story.task("a")

    results = together(*[lambda tx: commands.task.complete(tx, task.id, task.revision, {}) for _ in range(2)])

    assert _conflicts(results) == [False, True]
    story.is_waiting_at("b")
    assert _kinds(story, "user_task_completed") == 1


@pytest.mark.parametrize("first", ["task", "timer"])
def test_a_timer_fires_during_the_completion(world: World, together: Together, first: str) -> None:
    story = world.start({"p.bpmn": WORK})
    task = story.task("a")
    with world.engine.begin(SYSTEM) as tx:
        timer = tx.execute(text("SELECT id FROM timer")).scalar_one()
    world.clock.advance(timedelta(days=15))
    doings: dict[str, Callable[[Transaction], object]] = {
        "task": lambda tx: commands.task.complete(tx, task.id, task.revision, {}),
        "timer": lambda tx: commands.timer.fire(tx, timer),
    }

    results = together(doings.pop(first), *doings.values())

    # a timer that comes too late has nothing to do, which is no conflict
    assert _conflicts(results) == [False, first == "timer"]
    assert _kinds(story, "user_task_completed") + _kinds(story, "timer_fired") == 1
    if first == "task":
        story.is_waiting_at("b")
    else:
        story.has_ended_at("abgelaufen")


@pytest.mark.parametrize("first", ["task", "suspension"])
def test_an_instance_is_suspended_during_the_completion(world: World, together: Together, first: str) -> None:
    story = world.start({"p.bpmn": WORK})
    task = story.task("a")
    number = story.file().instances[0].id
    doings: dict[str, Callable[[Transaction], object]] = {
        "task": lambda tx: commands.task.complete(tx, task.id, task.revision, {}),
        "suspension": lambda tx: commands.instance.suspend(tx, number),
    }

    results = together(doings.pop(first), *doings.values())

    assert _conflicts(results) == [False, first == "suspension"]
    story.is_waiting_at("b" if first == "task" else "a")


def test_a_job_is_completed_twice(world: World, together: Together) -> None:
    story = world.start({"p.bpmn": SERVICE})
    with world.engine.begin(SYSTEM) as tx:
        (job,) = commands.job.fetch_and_lock(tx, "register", "w1")

    results = together(*[lambda tx: commands.job.complete(tx, job.id, "w1") for _ in range(2)])

    assert _conflicts(results) == [False, True]
    story.is_waiting_at("b")
    assert _kinds(story, "job_completed") == 1


def test_two_workers_never_fetch_the_same_job(world: World) -> None:
    world.deploy({"p.bpmn": SERVICE})
    for _ in range(6):
        world.open("p")

    def fetch(worker: str) -> list[int]:
        with world.engine.begin(SYSTEM) as tx:
            return [one.id for one in commands.job.fetch_and_lock(tx, "register", worker, 4)]

    with ThreadPoolExecutor(3) as threads:
        fetched = [one for found in threads.map(fetch, ("w1", "w2", "w3")) for one in found]

    assert len(fetched) == len(set(fetched))
    assert len(set(fetched + fetch("w4"))) == 6


@pytest.mark.parametrize("first", ["cancellation", "child"])
def test_the_caller_is_cancelled_while_the_called_process_completes(
    world: World, together: Together, first: str
) -> None:
    world.deploy({"innen.bpmn": m.tasks("innen", "c")})
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.call("ruf", "innen"),
                m.user_task("b"),
                m.end(),
                m.flow("start", "ruf"),
                m.flow("ruf", "b"),
                m.flow("b", "end"),
            )
        }
    )
    task = story.task("c")
    outer = story.file().instances[0].id
    doings: dict[str, Callable[[Transaction], object]] = {
        "cancellation": lambda tx: commands.instance.cancel(tx, outer),
        "child": lambda tx: commands.task.complete(tx, task.id, task.revision, {}),
    }

    results = together(doings.pop(first), *doings.values())

    assert _conflicts(results) == [False, first == "cancellation"]
    ended = [one.state for one in story.file().instances]
    assert ended == ["cancelled", "cancelled" if first == "cancellation" else "completed"]
    assert story.active() == ()
    assert story.file().head.state == "closed"


@pytest.mark.parametrize("first", ["task", "message"])
def test_a_message_arrives_at_a_catch_that_is_just_being_left(
    world: World, together: Together, first: str
) -> None:
    story = world.start({"p.bpmn": LEFT})
    task = story.task("a")
    doings: dict[str, Callable[[Transaction], object]] = {
        "task": lambda tx: commands.task.complete(tx, task.id, task.revision, {}),
        "message": lambda tx: commands.message.publish(tx, Publication("post", story.reference)),
    }

    results = together(doings.pop(first), *doings.values())

    assert _conflicts(results) == [False, first == "message"]
    with world.engine.begin(SYSTEM) as tx:
        kept = tx.execute(text("SELECT state FROM message")).scalar_one()
    assert kept == (MessageState.BUFFERED if first == "task" else MessageState.CORRELATED)
    if first == "task":
        story.has_ended_at("end")
    else:
        story.is_waiting_at("geoeffnet")


def test_one_message_id_arrives_twice_at_once(world: World, together: Together) -> None:
    story = world.start({"p.bpmn": LEFT})

    results = together(
        *[
            lambda tx: commands.message.publish(tx, Publication("post", story.reference, message_id="m-1"))
            for _ in range(2)
        ],
    )

    assert results[0] == results[1]
    assert _kinds(story, "message_correlated") == 1


def test_the_last_two_instances_of_a_case_end_at_once(world: World, together: Together) -> None:
    """Each sees the other still running unless they look one after the other; the case would stay open for ever."""
    world.deploy(
        {
            "q.bpmn": m.process(
                "q",
                m.start("eingang", definition=m.message("post")),
                m.user_task("c"),
                m.end(),
                m.flow("eingang", "c"),
                m.flow("c", "end"),
                messages={"post": ""},
            )
        }
    )
    story = world.start({"p.bpmn": m.tasks("p", "a")})
    with world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("post", story.reference))
    tasks = [story.task("a"), story.task("c")]

    results = together(
        *[lambda tx, one=one: commands.task.complete(tx, one.id, one.revision, {}) for one in tasks]
    )

    assert _conflicts(results) == [False, False]
    assert story.file().head.state == "closed"


def test_many_that_throw_and_catch_crosswise_never_block_each_other(world: World, together: Together) -> None:
    """Pairs send each other messages in opposite order: nobody waits for another instance while it holds its own."""
    pair = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.parallel("teilen"),
        m.throw("senden", m.message("hin")),
        m.catch("warten", m.message("her")),
        m.parallel("sammeln"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "teilen"),
        m.flow("teilen", "senden"),
        m.flow("teilen", "warten"),
        m.flow("senden", "sammeln"),
        m.flow("warten", "sammeln"),
        m.flow("sammeln", "end"),
        messages={"hin": '="gemeinsam"', "her": '="gemeinsam"'},
    )
    other = (
        pair.replace(b'"p"', b'"q"').replace(b'name="hin"', b'name="x"').replace(b'name="her"', b'name="hin"')
    ).replace(b'name="x"', b'name="her"')
    world.deploy({"p.bpmn": pair})
    world.deploy({"q.bpmn": other})
    stories = [world.open(key) for key in ("p", "q") * 4]
    tasks = [story.task("a") for story in stories]

    results = together(
        *[lambda tx, one=one: commands.task.complete(tx, one.id, one.revision, {}) for one in tasks]
    )
    world.work_off()

    assert _conflicts(results) == [False] * len(tasks)
    assert [story.active() for story in stories] == [()] * len(stories)
