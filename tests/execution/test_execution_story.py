"""Processes told as stories, through the real database."""

from datetime import timedelta

from engine.testing import World
from engine.testing import models as m


def test_user_tasks_are_reached_one_after_the_other(world: World) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "a", "b")})

    story.is_waiting_at("a").complete("a").is_waiting_at("b").complete("b")

    story.has_ended_at("end")


def test_parallel_branches_join_once_both_have_arrived(world: World) -> None:
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.parallel("fork"),
                m.user_task("a"),
                m.user_task("b"),
                m.parallel("join"),
                m.user_task("c"),
                m.end(),
                m.flow("start", "fork"),
                m.flow("fork", "a"),
                m.flow("fork", "b"),
                m.flow("a", "join"),
                m.flow("b", "join"),
                m.flow("join", "c"),
                m.flow("c", "end"),
            )
        }
    )

    story.is_waiting_at("a", "b").complete("b").is_waiting_at("a").complete("a")

    story.is_waiting_at("c").complete("c").has_ended_at("end")


def test_a_boundary_timer_interrupts_its_task(world: World) -> None:
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.user_task("a"),
                m.boundary("late", "a", m.timer("P14D")),
                m.user_task("b"),
                m.end(),
                m.end("end2"),
                m.flow("start", "a"),
                m.flow("a", "end"),
                m.flow("late", "b"),
                m.flow("b", "end2"),
            )
        }
    )

    story.pass_time(timedelta(days=13)).is_waiting_at("a").pass_time(timedelta(days=1))

    story.is_waiting_at("b").complete("b").has_ended_at("end2")


def test_a_message_interrupts_the_sub_process_around_whatever_waits(world: World) -> None:
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.sub_process(
                    "sub", m.start("s2"), m.user_task("a"), m.end("e2"), m.flow("s2", "a"), m.flow("a", "e2")
                ),
                m.boundary("withdrawn", "sub", m.message("ruecknahme")),
                m.end(),
                m.end("zurueckgenommen"),
                m.flow("start", "sub"),
                m.flow("sub", "end"),
                m.flow("withdrawn", "zurueckgenommen"),
                messages={"ruecknahme": "=aktenzeichen"},
            )
        }
    )
    story.is_waiting_at("a")

    assert story.send("ruecknahme")

    story.has_ended_at("zurueckgenommen")
