"""A move meets a completion, a claim, another move and a killed connection, on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine import SYSTEM, Conflict, Forbidden, Transaction, commands
from engine.commands.case import Relocation
from engine.commands.competence import Entry
from engine.execution.amendment import Effective
from engine.state import authority, case
from engine.testing import AGS, Story, World
from engine.testing import models as m

pytestmark = pytest.mark.slow

ERKRATH = "05158008"
ALSDORF = "05334004"
FILES = {
    "p.bpmn": m.process(
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
}
Together = Callable[..., list[object]]


def _move(story: Story, ags: str = ERKRATH) -> Callable[[Transaction], None]:
    moved = Relocation(ags, date(2026, 11, 20), "Meldung der Person")
    return lambda tx: commands.case.relocate(tx, story.reference, 1, moved)


def _conflicts(results: list[object]) -> list[bool]:
    return [isinstance(one, Conflict) for one in results]


def _count(world: World, kind: str) -> int:
    with world.engine.begin(SYSTEM) as tx:
        statement = text("SELECT count(*) FROM history WHERE kind = :kind")
        return int(tx.execute(statement, {"kind": kind}).scalar_one())


@pytest.fixture
def story(world: World) -> Story:
    return world.start(FILES)


def test_a_move_comes_before_a_completion(world: World, story: Story, together: Together) -> None:
    task = story.task("a")

    results = together(_move(story), lambda tx: commands.task.complete(tx, task.id, task.revision, {}))

    assert _conflicts(results) == [False, True], "whoever completes must see first where the task is"
    assert story.task("a").authority_id == world.elsewhere
    assert _count(world, "user_task_completed") == 0


def test_a_completion_comes_before_a_move(world: World, story: Story, together: Together) -> None:
    task = story.task("a")

    results = together(lambda tx: commands.task.complete(tx, task.id, task.revision, {}), _move(story))

    assert _conflicts(results) == [False, False]
    assert story.task("b").authority_id == world.elsewhere, "also what began meanwhile moves"


def test_a_step_that_waited_for_a_move_sees_the_new_place(
    world: World, story: Story, together: Together
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        timer = tx.execute(text("SELECT id FROM timer")).scalar_one()
    follow = m.process(
        "folge",
        m.start("post", definition=m.message("post")),
        m.user_task("c"),
        m.end(),
        m.flow("post", "c"),
        m.flow("c", "end"),
        messages={"post": "=aktenzeichen"},
    )
    world.deploy({"folge.bpmn": follow})
    world.clock.advance(timedelta(days=15))

    results = together(_move(story), lambda tx: commands.timer.fire(tx, timer))

    assert _conflicts(results) == [False, False]
    assert story.file().head.state == "closed"


@pytest.mark.parametrize("first", ["move", "claim"])
def test_a_move_meets_a_claim(world: World, story: Story, first: str) -> None:
    task, ada = story.task("a"), world.people["ada"]
    move = _move(story)

    def claim() -> object:
        try:
            with world.engine.begin(ada) as tx:
                commands.task.claim(tx, task.id, task.revision)
        except (Conflict, Forbidden) as refused:
            return refused
        return None

    with ThreadPoolExecutor(1) as threads:
        if first == "claim":
            assert claim() is None
            with world.engine.begin(SYSTEM) as tx:
                move(tx)
            result: object = None
        else:
            with world.engine.begin(SYSTEM) as tx:
                move(tx)
                waiting = threads.submit(claim)
                _wait_for_a_waiter(tx)
            result = waiting.result(timeout=30)

    moved = story.task("a")
    assert (moved.authority_id, moved.assignee_id) == (world.elsewhere, None)
    assert (result is None) == (first == "claim")


def _wait_for_a_waiter(tx: Transaction) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(2000):
        tx.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.002)"))
        if tx.execute(waiting).scalar_one():
            return
    pytest.fail("Expected somebody to wait for the task, but nobody does")


def test_two_moves_at_once(world: World, story: Story, together: Together) -> None:
    results = together(_move(story), _move(story, ALSDORF))

    assert _conflicts(results) == [False, True]
    assert _count(world, "case_relocated") == 1
    assert story.file().head.ags == ERKRATH


def test_a_move_that_is_killed_in_the_middle_leaves_nothing(world: World, story: Story) -> None:
    with pytest.raises((OperationalError, Conflict)), world.engine.begin(SYSTEM) as tx:
        _move(story)(tx)
        number = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with world.engine.begin(SYSTEM) as other:
            other.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
        tx.execute(text("SELECT 1"))

    assert story.file().head.ags == AGS
    assert story.task("a").authority_id == world.here
    assert _count(world, "case_relocated") == 0
    with world.engine.begin(SYSTEM) as tx:
        _move(story)(tx)
    assert story.task("a").authority_id == world.elsewhere


def test_a_process_that_begins_during_a_move_is_at_the_new_place(world: World, story: Story) -> None:
    """The message waits for the case; when it has it, it reads where the case is now."""
    follow = m.process(
        "folge",
        m.start("post", definition=m.message("post")),
        m.user_task("c"),
        m.end(),
        m.flow("post", "c"),
        m.flow("c", "end"),
        messages={"post": "=aktenzeichen"},
    )
    world.deploy({"folge.bpmn": follow})

    def send() -> None:
        with world.engine.begin(SYSTEM) as tx:
            commands.case.send_message(tx, story.reference, "post")

    with ThreadPoolExecutor(1) as threads:
        with world.engine.begin(SYSTEM) as tx:
            _move(story)(tx)
            sent = threads.submit(send)
            _wait_for_a_waiter(tx)
        sent.result(timeout=30)

    assert story.task("c").authority_id == world.elsewhere
    values = [one.value for one in story.file().data if one.key == "ags"]
    assert set(values) == {ERKRATH}


def test_two_workers_carry_a_change_out_once(world: World, story: Story) -> None:
    with world.engine.begin(SYSTEM) as tx:
        seen = authority.get(tx, world.elsewhere).revision
        change = commands.competence.enter(
            tx,
            world.elsewhere,
            seen,
            Entry("auslaenderbehoerde", "05334", "§ 1"),
            Effective(date(2026, 11, 23), "Test"),
        )

    def work(_: int) -> None:
        with world.engine.begin(SYSTEM) as tx:
            commands.register.work(tx, change, 0)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(work, range(3)))

    assert story.task("a").revision == 2
    assert _count(world, "user_task_moved") == 1


def test_a_task_is_completed_while_a_change_is_carried_out(
    world: World, story: Story, together: Together
) -> None:
    task = story.task("a")
    with world.engine.begin(SYSTEM) as tx:
        change = commands.competence.enter(
            tx,
            world.elsewhere,
            authority.get(tx, world.elsewhere).revision,
            Entry("auslaenderbehoerde", "05334", "§ 1"),
            Effective(date(2026, 11, 23), "Test"),
        )

    results = together(
        lambda tx: commands.task.complete(tx, task.id, task.revision, {}),
        lambda tx: commands.register.work(tx, change, 0),
    )

    assert _conflicts(results) == [False, False]
    assert story.task("b").authority_id == world.elsewhere
    with world.engine.begin(SYSTEM) as tx:
        assert world.elsewhere in case.participants(tx, case.by_reference(tx, story.reference).id)
