"""What operators do: move tokens, change variables and timers, suspend, resume, cancel – each with its facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands
from engine.commands.case import CaseOpening
from engine.commands.message import Publication
from engine.execution import codec
from engine.feel import from_python
from engine.state import instance
from engine.testing import AGS, Story, World
from engine.testing import models as m

LINE = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.boundary("erinnerung", "a", m.timer("P14D"), interrupting=False),
    m.user_task("erinnern"),
    m.end("end2"),
    m.user_task("b"),
    m.catch("warten", m.message("unterlagen")),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "b"),
    m.flow("b", "warten"),
    m.flow("warten", "end"),
    m.flow("erinnerung", "erinnern"),
    m.flow("erinnern", "end2"),
    messages={"unterlagen": "=aktenzeichen"},
)


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": LINE})


def _instance(story: Story) -> int:
    return story.file().instances[0].id


def _kinds(story: Story) -> list[str]:
    with story.world.engine.begin(SYSTEM) as tx:
        return list(tx.execute(text("SELECT kind FROM history ORDER BY id")).scalars())


def _waiting_at(story: Story, element: str) -> int:
    with story.world.engine.begin(SYSTEM) as tx:
        number = tx.execute(
            text("SELECT element_instance FROM user_task WHERE element = :e AND state = 'active'"),
            {"e": element},
        )
        return int(number.scalar_one())


def test_a_token_is_moved_and_its_task_and_timer_go(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.instance.move_token(tx, _instance(story), _waiting_at(story, "a"), "b")

    story.is_waiting_at("b")
    assert story.file().timers == ()
    assert "tokens_moved" in _kinds(story)
    assert [row.element for row in story.file().tasks if row.state == "active"] == ["b"]


def test_cancelling_the_last_element_and_activating_another_is_one_change(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.modify(
            tx,
            _instance(story),
            (_waiting_at(story, "a"),),
            (("b", None), ("erinnern", None)),
            {"grund": from_python("x")},
        )

    story.is_waiting_at("b", "erinnern")


def test_a_token_that_is_gone_cannot_be_moved(story: Story) -> None:
    number = _waiting_at(story, "a")
    story.complete("a")

    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.instance.move_token(tx, _instance(story), number, "b")


def test_variables_are_changed_and_the_history_names_them(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, _instance(story), {"kinder": from_python(3)})

    assert {row.key: row.value for row in story.file().data}["kinder"] == "3"
    assert "variables_changed" in _kinds(story)


def test_the_engines_own_variables_stay(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid):
        commands.instance.set_variables(tx, _instance(story), {"aktenzeichen": "x"})


def test_a_timer_is_moved(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        timer = tx.execute(text("SELECT id FROM timer")).scalar_one()
        commands.instance.change_timer(tx, timer, story.world.clock.moment + timedelta(days=1))

    story.pass_time(timedelta(days=2)).is_waiting_at("a", "erinnern")


def test_a_timer_that_is_over_cannot_be_moved(story: Story) -> None:
    story.complete("a")

    with story.world.engine.begin(SYSTEM) as tx:
        timer = tx.execute(text("SELECT id FROM timer")).scalar_one()
        with pytest.raises(Conflict):
            commands.instance.change_timer(tx, timer, story.world.clock.moment)
        with pytest.raises(Invalid):
            commands.instance.change_timer(tx, timer, story.world.clock.moment.replace(tzinfo=None))
        with pytest.raises(Invalid):
            commands.instance.change_timer(tx, timer, story.world.clock.moment.replace(year=1))
        with pytest.raises(NotFound):
            commands.instance.change_timer(tx, 4711, story.world.clock.moment)


def test_a_suspended_instance_stands_still_and_catches_up(story: Story) -> None:
    story.complete("a").complete("b").is_waiting_at("warten")
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _instance(story))

    assert not story.send("unterlagen")
    story.is_waiting_at("warten")
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, _instance(story))

    story.has_ended_at("end")
    assert [kind for kind in _kinds(story) if kind.startswith("instance_")] == [
        "instance_started",
        "instance_suspended",
        "instance_resumed",
        "instance_completed",
    ]


def test_a_message_does_not_expire_while_its_catch_stands_still(story: Story) -> None:
    story.complete("a").complete("b").is_waiting_at("warten")
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _instance(story))
    assert not story.send("unterlagen")
    with story.world.engine.begin(SYSTEM) as tx:
        commands.message.publish(tx, Publication("post", "niemand"))

    story.world.clock.advance(timedelta(days=60))
    with story.world.engine.begin(SYSTEM) as tx:
        commands.timer.sweep(tx)

    with story.world.engine.begin(SYSTEM) as tx:
        kept = tx.execute(text("SELECT name, state FROM message ORDER BY id")).all()
    assert [tuple(one) for one in kept] == [("unterlagen", "buffered"), ("post", "expired")]
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, _instance(story))
    story.has_ended_at("end")


def test_a_task_of_a_suspended_instance_cannot_be_completed(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _instance(story))

    with pytest.raises(Conflict, match="suspended"):
        story.complete("a")

    story.is_waiting_at("a")


def test_a_timer_of_a_suspended_instance_fires_when_it_goes_on(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _instance(story))
    story.world.clock.advance(timedelta(days=20))
    story.world.fire_due()
    story.is_waiting_at("a")

    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, _instance(story))
    story.world.fire_due()

    story.is_waiting_at("a", "erinnern")


def test_suspending_and_resuming_twice_is_a_conflict(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        with pytest.raises(Conflict):
            commands.instance.resume(tx, _instance(story))
        commands.instance.suspend(tx, _instance(story))
        with pytest.raises(Conflict):
            commands.instance.suspend(tx, _instance(story))


def test_a_called_process_stands_still_with_its_caller(world: World) -> None:
    world.deploy({"p.bpmn": LINE})
    story = world.start(
        {
            "q.bpmn": m.process(
                "q", m.start(), m.call("ruf", "p"), m.end(), m.flow("start", "ruf"), m.flow("ruf", "end")
            )
        }
    )
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _instance(story))

    with pytest.raises(Conflict, match="suspended"):
        story.complete("a")


def test_a_cancelled_instance_closes_the_case(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.cancel(tx, _instance(story))

    story.has_ended_at("Abgebrochen")
    assert story.file().timers == ()
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.instance.cancel(tx, _instance(story))


@pytest.mark.parametrize("login", ["ada", "carla"])
def test_clerks_and_strangers_do_not_operate(story: Story, login: str) -> None:
    number = _instance(story)
    with story.world.engine.begin(story.world.people[login]) as tx:
        for forbidden in (
            lambda: commands.instance.suspend(tx, number),
            lambda: commands.instance.cancel(tx, number),
            lambda: commands.instance.set_variables(tx, number, {}),
            lambda: commands.instance.modify(tx, number),
        ):
            with pytest.raises(Forbidden):
                forbidden()


def test_no_case_begins_with_a_suspended_process(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["adam"]) as tx:
        commands.definition.suspend(tx, "p")
    opening = CaseOpening("p", "Muster", "Maryam", None, AGS)
    with world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="suspended"):
        commands.case.open(tx, opening, {})
    story.complete("a").is_waiting_at("b")

    with world.engine.begin(world.people["adam"]) as tx:
        with pytest.raises(Conflict):
            commands.definition.suspend(tx, "p")
        commands.definition.resume(tx, "p")
        with pytest.raises(Conflict):
            commands.definition.resume(tx, "p")
        with pytest.raises(NotFound):
            commands.definition.suspend(tx, "unbekannt")

    world.open("p").is_waiting_at("a")
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Forbidden):
        commands.definition.suspend(tx, "p")


def test_the_case_file_tells_what_an_operator_did(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.instance.move_token(tx, _instance(story), _waiting_at(story, "a"), "b")

    told = [row for row in story.file().history if row.kind == "tokens_moved"]
    assert [(row.actor, row.text) for row in told] == [("Lea Groß", "Ablauf von Hand versetzt")]


def test_the_case_file_tells_why_an_operator_intervened(story: Story) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.instance.cancel(tx, _instance(story), reason="  Doppelt\nangelegt ")

    told = [(row.actor, row.text) for row in story.file().history if row.kind == "reason_given"]
    assert told == [("Lea Groß", "Eingriff begründet: Doppelt angelegt")]
    kinds = _kinds(story)
    assert kinds.index("reason_given") < kinds.index("instance_cancelled")


def test_a_reason_is_no_essay(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid, match="500 characters"):
        commands.instance.suspend(tx, _instance(story), reason="x" * 501)

    assert "instance_suspended" not in _kinds(story)


def test_what_was_seen_before_the_instance_moved_on_is_refused(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        seen = instance.get(tx, _instance(story)).revision
        timer = tx.execute(text("SELECT id FROM timer WHERE state = 'armed'")).scalar_one()
        due = tx.now + timedelta(days=1)
        commands.instance.set_variables(tx, _instance(story), {"x": None}, revision=seen)
    number = _instance(story)

    with story.world.engine.begin(SYSTEM) as tx:
        for stale in (
            lambda: commands.instance.suspend(tx, number, revision=seen),
            lambda: commands.instance.resume(tx, number, revision=seen),
            lambda: commands.instance.cancel(tx, number, revision=seen),
            lambda: commands.instance.modify(tx, number, revision=seen),
            lambda: commands.instance.move_token(tx, number, 1, "b", revision=seen),
            lambda: commands.instance.set_variables(tx, number, {"x": None}, revision=seen),
            lambda: commands.instance.change_timer(tx, timer, due, revision=seen),
        ):
            with pytest.raises(Conflict, match="moved on"):
                stale()


def test_a_variable_can_be_kept_with_one_element(story: Story) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        number = _waiting_at(story, "a")
        commands.instance.set_variables(tx, _instance(story), {"hier": from_python(1)}, number, local=True)

    with story.world.engine.begin(SYSTEM) as tx:
        tokens = codec.load(instance.get(tx, _instance(story)).tokens)
    assert tokens.variables[number]["hier"] == from_python(1)
    assert "hier" not in tokens.variables[0]
