"""Messages are consumed by exactly one; signals reach everybody, however many wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, Invalid, ModelError, commands, jobs, queries
from engine.commands.message import Correlation, Publication
from engine.feel import from_python
from engine.state.message import MessageState
from engine.testing import Story, World
from engine.testing import models as m
from engine.worker import Worker

CATCH = m.process(
    "fangen",
    m.start(),
    m.catch("warten", m.message("post")),
    m.user_task("danach"),
    m.end(),
    m.flow("start", "warten"),
    m.flow("warten", "danach"),
    m.flow("danach", "end"),
    messages={"post": "=aktenzeichen"},
)
BEGUN = m.process(
    "begonnen",
    m.start("eingang", definition=m.message("post")),
    m.user_task("bearbeiten"),
    m.end(),
    m.flow("eingang", "bearbeiten"),
    m.flow("bearbeiten", "end"),
    messages={"post": ""},
)
LISTEN = m.process(
    "hoeren",
    m.start(),
    m.catch("lauschen", m.signal("alarm")),
    m.end("gehoert"),
    m.flow("start", "lauschen"),
    m.flow("lauschen", "gehoert"),
    signals=("alarm",),
)
CRY = m.process(
    "rufen",
    m.start(),
    m.throw("ruf", m.signal("alarm")),
    m.user_task("danach"),
    m.end(),
    m.flow("start", "ruf"),
    m.flow("ruf", "danach"),
    m.flow("danach", "end"),
    signals=("alarm",),
)
IDLE = m.tasks("ruhe", "a")


def _publish(world: World, *given: object, **options: object) -> Correlation:
    with world.engine.begin(SYSTEM) as tx:
        return commands.message.publish(tx, Publication(*given, **options))  # type: ignore[arg-type]


def test_a_catch_takes_the_message_and_the_answer_names_it(world: World) -> None:
    story = world.start({"p.bpmn": CATCH})

    result = _publish(world, "post", story.reference, {"seiten": from_python(2)})

    assert result.state is MessageState.CORRELATED
    assert result.instance_id == story.file().instances[0].id
    story.is_waiting_at("danach")


def test_a_catch_goes_before_a_start_and_a_start_before_the_buffer(world: World) -> None:
    world.deploy({"b.bpmn": BEGUN})
    story = world.start({"p.bpmn": CATCH})

    first = _publish(world, "post", story.reference)
    second = _publish(world, "post", story.reference)
    third = _publish(world, "post", "unbekannt")

    assert [one.state for one in (first, second, third)] == ["correlated", "started", "buffered"]
    story.is_waiting_at("danach", "bearbeiten")
    assert [one.process_key for one in story.file().instances] == ["fangen", "begonnen"]


def test_a_start_takes_place_only_where_its_version_is_in_force(world: World) -> None:
    world.deploy({"b.bpmn": BEGUN}, "05158")
    story = world.start({"p.bpmn": IDLE})

    assert _publish(world, "post", story.reference).state is MessageState.BUFFERED


def test_a_message_id_is_received_once_and_answered_twice(world: World) -> None:
    story = world.start({"p.bpmn": CATCH})

    first = _publish(world, "post", story.reference, message_id="m-1")
    second = _publish(world, "post", story.reference, message_id="m-1")

    assert first == second
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM message")).scalar_one() == 1


def test_a_message_without_life_is_not_kept_but_stays_visible(world: World) -> None:
    result = _publish(world, "post", "KIM-1", life=timedelta(0))

    assert result.state is MessageState.EXPIRED


def test_a_message_waits_as_long_as_its_life(world: World) -> None:
    _publish(world, "post", "KIM-1", life=timedelta(days=1))

    world.clock.advance(timedelta(days=2))
    with world.engine.begin(SYSTEM) as tx:
        commands.timer.sweep(tx)

    with world.engine.begin(SYSTEM) as tx:
        (row,) = queries.message.unclaimed(tx)
    assert (row.name, row.key, row.state) == ("post", "KIM-1", "expired")


def test_a_message_thrown_reaches_the_catch_of_another_instance(world: World) -> None:
    catching = world.start({"p.bpmn": CATCH})
    thrower = m.process(
        "werfen",
        m.start(),
        m.throw("senden", m.message("post")),
        m.user_task("danach2"),
        m.end(),
        m.flow("start", "senden"),
        m.flow("senden", "danach2"),
        m.flow("danach2", "end"),
        messages={"post": f'="{catching.reference}"'},
    )

    world.start({"w.bpmn": thrower})

    catching.is_waiting_at("danach")


def test_a_busy_taker_gets_the_message_from_a_job(world: World) -> None:
    catching = world.start({"p.bpmn": CATCH})
    world.deploy(
        {
            "w.bpmn": m.process(
                "werfen",
                m.start(),
                m.throw("senden", m.message("post")),
                m.end(),
                m.flow("start", "senden"),
                m.flow("senden", "end"),
                messages={"post": f'="{catching.reference}"'},
            )
        }
    )
    number = catching.file().instances[0].id

    with world.engine.begin(SYSTEM) as busy:
        busy.execute(text("SELECT id FROM process_instance WHERE id = :i FOR NO KEY UPDATE"), {"i": number})
        world.open("werfen").has_ended_at("end")
        catching.is_waiting_at("warten")

    assert world.work_off() == 1
    catching.is_waiting_at("danach")


def _listening(world: World, count: int) -> list[Story]:
    world.deploy({"h.bpmn": LISTEN})
    return [world.open("hoeren") for _ in range(count)]


@pytest.mark.slow
def test_a_signal_reaches_hundreds_in_batches(world: World) -> None:
    listening = _listening(world, 230)

    world.start({"r.bpmn": CRY}).is_waiting_at("danach")

    with world.engine.begin(SYSTEM) as tx:
        heard = "SELECT count(*) FROM signal_subscription WHERE state = 'received'"
        assert tx.execute(text(heard)).scalar_one() == 50
    assert world.work_off() == 4
    for story in (listening[0], listening[-1]):
        story.has_ended_at("gehoert")
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text(heard)).scalar_one() == len(listening)


def test_the_sweep_expires_any_number_of_messages_in_batches(world: World) -> None:
    late = commands.timer.SWEPT * 2 + 1
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO message (name, correlation_key, state, published_at, expires_at)"
                " SELECT 'post', 'K', 'buffered', :now, :now FROM generate_series(1, :late)"
            ),
            {"now": tx.now, "late": late},
        )
        commands.message.publish(tx, Publication("post", "K"))

    Worker(world.engine).sweep()

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT state, count(*) FROM message GROUP BY state ORDER BY state")).all()
    assert [tuple(row) for row in rows] == [("buffered", 1), ("expired", late)]


def test_how_far_a_signal_has_got_is_shown(world: World) -> None:
    _listening(world, 60)
    with world.engine.begin(SYSTEM) as tx:
        commands.message.broadcast(tx, "alarm")

    with world.engine.begin(world.people["adam"]) as tx:
        (row,) = queries.message.signals(tx)
    assert (row.name, row.hearers, row.waiting, row.failed) == ("alarm", 60, 10, 0)

    world.work_off()
    with world.engine.begin(world.people["adam"]) as tx:
        (row,) = queries.message.signals(tx)
    assert (row.hearers, row.waiting, row.failed) == (60, 0, 0)


def test_one_catch_that_breaks_keeps_no_other_from_hearing(world: World) -> None:
    listening = _listening(world, 60)
    broken = listening[55].file().instances[0].id
    with world.engine.begin(SYSTEM) as tx:
        commands.message.broadcast(tx, "alarm")
        tx.execute(text("UPDATE instance_state SET tokens = '\\xff' WHERE instance_id = :i"), {"i": broken})

    worker = Worker(world.engine)
    with world.engine.begin(SYSTEM) as tx:
        ((_, batch),) = jobs.take_all(tx)
    worker.broadcast(**batch)
    with world.engine.begin(SYSTEM) as tx:
        alone = [payload for _, payload in jobs.take_all(tx)]
    for payload in alone:
        if payload["subscriptions"] != batch["subscriptions"][5:6]:
            worker.broadcast(**payload)
    with pytest.raises(ModelError):
        worker.broadcast(batch["signal_id"], batch["subscriptions"][5:6])

    with world.engine.begin(SYSTEM) as tx:
        unheard = tx.execute(text("SELECT instance_id FROM signal_subscription WHERE state = 'open'"))
        assert list(unheard.scalars()) == [broken]


def test_a_busy_catch_hears_the_signal_from_a_job(world: World) -> None:
    first, second = _listening(world, 2)
    number = first.file().instances[0].id

    with world.engine.begin(SYSTEM) as busy:
        busy.execute(text("SELECT id FROM process_instance WHERE id = :i FOR NO KEY UPDATE"), {"i": number})
        with world.engine.begin(SYSTEM) as tx:
            assert commands.message.broadcast(tx, "alarm") == 2
        second.has_ended_at("gehoert")
        first.is_waiting_at("lauschen")

    assert world.work_off() == 1
    first.has_ended_at("gehoert")


def test_a_signal_job_that_runs_twice_is_heard_once(world: World) -> None:
    (story,) = _listening(world, 1)
    with world.engine.begin(SYSTEM) as tx:
        commands.message.broadcast(tx, "alarm")
        signal, subscription = tx.execute(
            text("SELECT signal.id, signal_subscription.id FROM signal, signal_subscription")
        ).one()

    with world.engine.begin(SYSTEM) as tx:
        commands.message.hear(tx, signal, [subscription])
        commands.message.hear(tx, 4711, [subscription])
        commands.message.deliver(tx, 4711)

    story.has_ended_at("gehoert")


def test_a_suspended_instance_hears_the_signal_when_it_goes_on(world: World) -> None:
    (story,) = _listening(world, 1)
    number = story.file().instances[0].id
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, number)
    with world.engine.begin(SYSTEM) as tx:
        commands.message.broadcast(tx, "alarm", {"stufe": from_python(3)})
    story.is_waiting_at("lauschen")

    with world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, number)

    story.has_ended_at("gehoert")


def test_a_signal_start_begins_in_the_case_that_threw(world: World) -> None:
    world.deploy(
        {
            "s.bpmn": m.process(
                "folge",
                m.start("gehoert", definition=m.signal("alarm")),
                m.user_task("reagieren"),
                m.end(),
                m.flow("gehoert", "reagieren"),
                m.flow("reagieren", "end"),
                signals=("alarm",),
            )
        }
    )

    story = world.start({"r.bpmn": CRY})

    story.is_waiting_at("danach", "reagieren")


def test_who_may_and_what_is_refused(world: World) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        with pytest.raises(Forbidden):
            commands.message.publish(tx, Publication("post", "x"))
        with pytest.raises(Forbidden):
            commands.message.broadcast(tx, "alarm")
        with pytest.raises(Forbidden):
            queries.message.unclaimed(tx)
    # what the person has released is said in the process of consent, by nobody from outside
    with pytest.raises(Forbidden), world.engine.begin(world.people["adam"]) as tx:
        commands.message.broadcast(tx, "freigabe:X-2026-1", {"freigaben": []})
    with world.engine.begin(SYSTEM) as tx:
        with pytest.raises(Invalid):
            commands.message.publish(tx, Publication("", "x"))
        with pytest.raises(Invalid):
            commands.message.publish(tx, Publication("post", "x", life=timedelta(days=1000)))
        with pytest.raises(Invalid):
            commands.message.broadcast(tx, "")


@pytest.mark.parametrize(
    "said",
    [
        '<zeebe:publishMessage messageId="=&quot;m-&quot; + aktenzeichen" timeToLive="PT0S" />',
        '<zeebe:properties><zeebe:property name="nachricht_kennung" value="=&quot;m-&quot; + aktenzeichen" />'
        '<zeebe:property name="nachricht_lebensdauer" value="PT0S" /></zeebe:properties>',
    ],
    ids=["as Zeebe writes it", "as Camunda Modeler keeps it"],
)
def test_a_thrown_message_lives_as_long_as_it_says_and_is_received_once(world: World, said: str) -> None:
    publication = f"<extensionElements>{said}</extensionElements>"
    thrower = m.process(
        "werfen",
        m.start(),
        m.throw("eins", m.message("post")),
        m.throw("zwei", m.message("post")),
        m.end(),
        m.flow("start", "eins"),
        m.flow("eins", "zwei"),
        m.flow("zwei", "end"),
        messages={"post": "=aktenzeichen"},
    ).replace(b"<messageEventDefinition", publication.encode() + b"<messageEventDefinition")

    world.start({"w.bpmn": thrower}).has_ended_at("end")

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT state, expires_at - published_at AS life FROM message")).all()
    assert [(row.state, row.life) for row in rows] == [("expired", timedelta(0))]
