"""External jobs: fetched once, done by whoever holds the lock, and an incident when nothing helps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.commands.job import FetchedJob
from engine.feel import from_python
from engine.testing import Story, World
from engine.testing import models as m

REGISTER = m.process(
    "p",
    m.start(),
    m.script_task("vorher", '="DE"', "staat"),
    m.service_task("abfrage", "register", "2"),
    m.user_task("danach"),
    m.end(),
    m.boundary("unbekannt", "abfrage", m.error("E1")),
    m.user_task("klaeren"),
    m.boundary("frist", "abfrage", m.timer("P3D")),
    m.end("abgelaufen"),
    m.flow("start", "vorher"),
    m.flow("vorher", "abfrage"),
    m.flow("abfrage", "danach"),
    m.flow("danach", "end"),
    m.flow("unbekannt", "klaeren"),
    m.flow("klaeren", "end"),
    m.flow("frist", "abgelaufen"),
    errors=("E1",),
)


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": REGISTER})


def _fetch(story: Story, worker: str = "w1", **options: object) -> tuple[FetchedJob, ...]:
    with story.world.engine.begin(SYSTEM) as tx:
        return commands.job.fetch_and_lock(tx, "register", worker, **options)  # type: ignore[arg-type]


def test_a_worker_gets_what_the_element_sees(story: Story) -> None:
    (job,) = _fetch(story)

    assert (job.element, job.reference, job.retries) == ("abfrage", story.reference, 2)
    assert job.variables["staat"] == "DE"


def test_a_job_is_fetched_by_one_worker_until_its_lock_ends(story: Story) -> None:
    assert len(_fetch(story, "w1", lock=timedelta(minutes=1))) == 1
    assert _fetch(story, "w2") == ()

    story.world.clock.advance(timedelta(minutes=2))

    assert len(_fetch(story, "w2")) == 1


def test_completing_hands_over_and_goes_on(story: Story) -> None:
    (job,) = _fetch(story)

    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, job.id, "w1", {"treffer": from_python(True)})

    story.is_waiting_at("danach")
    assert {row.key for row in story.file().data} >= {"treffer"}


def test_whoever_lost_the_lock_gets_a_conflict(story: Story) -> None:
    (job,) = _fetch(story, "w1", lock=timedelta(minutes=1))
    story.world.clock.advance(timedelta(minutes=2))
    _fetch(story, "w2")

    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="another worker"):
        commands.job.complete(tx, job.id, "w1")
    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, job.id, "w2")

    story.is_waiting_at("danach")


def test_a_lock_that_ended_counts_while_nobody_else_has_fetched(story: Story) -> None:
    (job,) = _fetch(story, "w1", lock=timedelta(minutes=1))
    story.world.clock.advance(timedelta(minutes=2))

    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, job.id, "w1")

    story.is_waiting_at("danach")


def test_a_job_is_completed_once(story: Story) -> None:
    (job,) = _fetch(story)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, job.id, "w1")

    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="completed"):
        commands.job.complete(tx, job.id, "w1")


def test_a_failed_job_is_offered_again_when_it_may_be_tried(story: Story) -> None:
    (job,) = _fetch(story)
    with story.world.engine.begin(SYSTEM) as tx:
        assert [(one.id, one.worker) for one in queries.job.overview(tx)] == [(job.id, "w1")]
    later = story.world.clock.moment + timedelta(minutes=10)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.fail(tx, job.id, "w1", 1, "Register antwortet nicht", later)
    assert _fetch(story) == ()

    story.world.clock.advance(timedelta(minutes=11))

    (again,) = _fetch(story)
    assert (again.id, again.retries) == (job.id, 1)


def test_without_retries_an_incident_opens_and_resolving_offers_the_job_again(story: Story) -> None:
    (job,) = _fetch(story)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.fail(tx, job.id, "w1", 0, "Register antwortet nicht")
    (incident,) = story.file().incidents
    assert "Register antwortet nicht" in incident.message
    assert _fetch(story) == ()

    with story.world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, incident.id)

    (again,) = _fetch(story)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, again.id, "w1")
    story.is_waiting_at("danach")


def test_a_business_error_goes_to_who_catches_it(story: Story) -> None:
    (job,) = _fetch(story)

    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.throw_error(tx, job.id, "w1", "E1")

    story.is_waiting_at("klaeren")
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.job.complete(tx, job.id, "w1")


def test_an_error_nobody_catches_is_an_incident(story: Story) -> None:
    (job,) = _fetch(story)

    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.throw_error(tx, job.id, "w1", "E9")

    assert [one.kind for one in story.file().incidents] == ["error"]
    assert _fetch(story) == ()


def test_a_job_whose_element_was_left_is_gone(story: Story) -> None:
    (job,) = _fetch(story)
    story.pass_time(timedelta(days=4)).has_ended_at("abgelaufen")

    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="cancelled"):
        commands.job.complete(tx, job.id, "w1")


def test_a_lock_is_extended_by_who_has_it(story: Story) -> None:
    (job,) = _fetch(story, "w1", lock=timedelta(minutes=1))
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.job.extend_lock(tx, job.id, "w2", timedelta(minutes=10))

    with story.world.engine.begin(SYSTEM) as tx:
        commands.job.extend_lock(tx, job.id, "w1", timedelta(minutes=10))
    story.world.clock.advance(timedelta(minutes=5))

    assert _fetch(story, "w2") == ()


def test_a_suspended_instance_offers_no_jobs(story: Story) -> None:
    (instance,) = story.file().instances
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, instance.id)
    assert _fetch(story) == ()

    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, instance.id)

    assert len(_fetch(story)) == 1


@pytest.mark.parametrize("login", ["ada", "lea", "carla"])
def test_only_administrators_fetch(story: Story, login: str) -> None:
    with story.world.engine.begin(story.world.people[login]) as tx, pytest.raises(Forbidden):
        commands.job.fetch_and_lock(tx, "register", "w1")


def test_what_makes_no_sense_is_refused(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        with pytest.raises(Invalid):
            commands.job.fetch_and_lock(tx, "register", " ")
        with pytest.raises(Invalid):
            commands.job.fetch_and_lock(tx, "register", "w1", 0)
        with pytest.raises(Invalid):
            commands.job.fetch_and_lock(tx, "register", "w1", 1, timedelta(days=100))
        with pytest.raises(NotFound):
            commands.job.complete(tx, 4711, "w1")
    (job,) = _fetch(story)
    with story.world.engine.begin(SYSTEM) as tx:
        with pytest.raises(Invalid):
            commands.job.fail(tx, job.id, "w1", -1, "")
        with pytest.raises(Invalid):
            commands.job.complete(tx, job.id, "w1", {"aktenzeichen": "x"})
