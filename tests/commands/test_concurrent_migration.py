"""An instance is migrated while something else happens to it: one comes first, the other finds the state after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Transaction, commands
from engine.commands.message import Publication
from engine.state.message import MessageState
from engine.testing import Story, World
from engine.testing import models as m

pytestmark = pytest.mark.slow

Doing = Callable[[Transaction], object]
Together = Callable[..., list[object]]


def _waiting(waits: str, after: str, *more: str, **options: object) -> dict[str, bytes]:
    """One element that waits, a user task behind it."""
    model = m.process(
        "p",
        m.start(),
        waits,
        m.user_task(after),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", after),
        m.flow(after, "end"),
        *more,
        **options,  # type: ignore[arg-type]
    )
    return {"p.bpmn": model}


def _deadline(after: str) -> tuple[str, ...]:
    return (
        m.boundary("frist", "a", m.timer("P14D")),
        m.user_task(after),
        m.flow("frist", after),
        m.flow(after, "end"),
    )


class Meeting:
    """A story in a first version, the version it is migrated to, and who comes first."""

    def __init__(
        self, world: World, together: Together, old: dict[str, bytes], new: dict[str, bytes]
    ) -> None:
        self.world = world
        self.together = together
        self.story: Story = world.start(old)
        self.instance = self.story.file().instances[0].id
        self.target = world.deploy(new)

    def migrate(self, tx: Transaction, revision: int | None = None) -> None:
        commands.migration.migrate(tx, self.instance, self.target, revision=revision)

    def run(self, first: str, other: Doing) -> list[bool]:
        """Whether each met a Conflict, the migration at the second place."""
        if first == "migration":
            moved, done = self.together(self.migrate, other)
        else:
            done, moved = self.together(other, self.migrate)
        return [isinstance(done, Conflict), isinstance(moved, Conflict)]

    def scalar(self, question: str) -> object:
        with self.world.engine.begin(SYSTEM) as tx:
            return tx.execute(text(question)).scalar_one()

    def version(self) -> object:
        return self.scalar("SELECT version_id FROM process_instance")


@pytest.mark.parametrize("first", ["timer", "migration"])
def test_a_timer_fires_during_a_migration(world: World, together: Together, first: str) -> None:
    """It fires once, in the version that is there: the way on is the old one or the new one."""
    old = _waiting(m.user_task("a"), "b", *_deadline("alt"))
    new = _waiting(
        m.user_task("a"),
        "b",
        *_deadline("neu"),
        m.user_task("alt"),
        m.flow("alt", "end"),
        m.flow("neu", "alt"),
    )
    meeting = Meeting(world, together, old, new)
    timer = meeting.scalar("SELECT id FROM timer")
    world.clock.advance(timedelta(days=15))

    assert meeting.run(first, lambda tx: commands.timer.fire(tx, timer)) == [False, False]

    meeting.story.is_waiting_at("alt" if first == "timer" else "neu")
    assert meeting.version() == meeting.target
    assert meeting.scalar("SELECT count(*) FROM history WHERE kind = 'timer_fired'") == 1


@pytest.mark.parametrize("first", ["timer", "migration"])
def test_a_timer_fires_while_a_migration_takes_it_away(world: World, together: Together, first: str) -> None:
    old = _waiting(m.user_task("a"), "b", *_deadline("alt"))
    new = _waiting(m.user_task("a"), "b", m.user_task("alt"), m.flow("alt", "end"), m.flow("b", "alt"))
    meeting = Meeting(world, together, old, new)
    timer = meeting.scalar("SELECT id FROM timer")
    world.clock.advance(timedelta(days=15))

    assert meeting.run(first, lambda tx: commands.timer.fire(tx, timer)) == [False, False]

    meeting.story.is_waiting_at("alt" if first == "timer" else "a")
    assert meeting.scalar("SELECT state FROM timer") == ("fired" if first == "timer" else "cancelled")


@pytest.mark.parametrize("first", ["job", "migration"])
def test_a_job_is_completed_during_a_migration(world: World, together: Together, first: str) -> None:
    """A job that is still offered in the new version is completed there."""
    service = m.service_task("a", "register")
    meeting = Meeting(
        world,
        together,
        _waiting(service, "b"),
        _waiting(service, "c", m.user_task("b"), m.flow("c", "b"), m.flow("b", "end")),
    )
    with world.engine.begin(SYSTEM) as tx:
        (job,) = commands.job.fetch_and_lock(tx, "register", "w1")

    assert meeting.run(first, lambda tx: commands.job.complete(tx, job.id, "w1")) == [False, False]

    meeting.story.is_waiting_at("b" if first == "job" else "c")
    assert meeting.scalar("SELECT count(*) FROM history WHERE kind = 'job_completed'") == 1


def test_a_job_that_a_migration_withdraws_is_a_conflict_for_its_worker(
    world: World, together: Together
) -> None:
    meeting = Meeting(
        world,
        together,
        _waiting(m.service_task("a", "register"), "b"),
        _waiting(m.service_task("a", "anderes"), "b"),
    )
    with world.engine.begin(SYSTEM) as tx:
        (job,) = commands.job.fetch_and_lock(tx, "register", "w1")

    assert meeting.run("migration", lambda tx: commands.job.complete(tx, job.id, "w1")) == [True, False]

    meeting.story.is_waiting_at("a")
    with world.engine.begin(SYSTEM) as tx:
        assert commands.job.fetch_and_lock(tx, "register", "w2") == ()
        assert len(commands.job.fetch_and_lock(tx, "anderes", "w2")) == 1


@pytest.mark.parametrize("first", ["message", "migration"])
def test_a_message_arrives_during_a_migration(world: World, together: Together, first: str) -> None:
    """The new version waits for another name: whoever comes first decides whether the message is taken or kept."""
    old = _waiting(m.catch("a", m.message("post")), "b", messages={"post": "=aktenzeichen"})
    new = _waiting(m.catch("a", m.message("brief")), "b", messages={"brief": "=aktenzeichen"})
    meeting = Meeting(world, together, old, new)
    reference = meeting.story.reference

    conflicts = meeting.run(first, lambda tx: commands.message.publish(tx, Publication("post", reference)))

    assert conflicts == [False, False]
    taken = first == "message"
    meeting.story.is_waiting_at("b" if taken else "a")
    assert meeting.scalar("SELECT state FROM message") == (
        MessageState.CORRELATED if taken else MessageState.BUFFERED
    )
    assert meeting.version() == meeting.target


@pytest.mark.parametrize("first", ["task", "migration"])
def test_a_task_is_completed_during_a_migration(world: World, together: Together, first: str) -> None:
    """The person saw the old form: completing after the migration is a Conflict, before it the new way is gone."""
    old = _waiting(m.user_task("a", form="alt"), "b")
    new = _waiting(m.user_task("a", form="neu"), "b")
    for name, files in (("alt", old), ("neu", new)):
        files[f"{name}.form"] = f'{{"type": "default", "id": "{name}", "components": []}}'.encode()
    meeting = Meeting(world, together, old, new)
    task = meeting.story.task("a")

    conflicts = meeting.run(first, lambda tx: commands.task.complete(tx, task.id, task.revision, {}))

    assert conflicts == [first == "migration", False]
    meeting.story.is_waiting_at("b" if first == "task" else "a")


def test_two_migrations_to_different_versions(world: World, together: Together) -> None:
    """Both looked at the same revision: the second one has not seen what it would move."""
    meeting = Meeting(world, together, _waiting(m.user_task("a"), "b"), _waiting(m.user_task("a"), "c"))
    third = world.deploy(_waiting(m.user_task("a"), "d"))
    revision = meeting.scalar("SELECT revision FROM instance_state")

    results = together(
        lambda tx: commands.migration.migrate(tx, meeting.instance, meeting.target, revision=revision),
        lambda tx: commands.migration.migrate(tx, meeting.instance, third, revision=revision),
    )

    assert [isinstance(one, Conflict) for one in results] == [False, True]
    assert meeting.version() == meeting.target
    meeting.story.complete("a").is_waiting_at("c")


def test_two_migrations_to_the_same_version(world: World, together: Together) -> None:
    meeting = Meeting(world, together, _waiting(m.user_task("a"), "b"), _waiting(m.user_task("a"), "c"))

    results = together(meeting.migrate, meeting.migrate)

    assert [isinstance(one, Conflict) for one in results] == [False, True]
    assert meeting.scalar("SELECT count(*) FROM history WHERE kind = 'instance_migrated'") == 1


@pytest.mark.parametrize("first", ["suspension", "migration"])
def test_an_instance_is_suspended_during_a_migration(world: World, together: Together, first: str) -> None:
    meeting = Meeting(world, together, _waiting(m.user_task("a"), "b"), _waiting(m.user_task("a"), "c"))

    conflicts = meeting.run(first, lambda tx: commands.instance.suspend(tx, meeting.instance))

    assert conflicts == [False, False]
    assert meeting.version() == meeting.target
    assert meeting.scalar("SELECT suspended_at IS NOT NULL FROM process_instance") is True
