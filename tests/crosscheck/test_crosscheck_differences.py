"""Differences we understand carry their reason; those nobody understands make the report a failure."""

from __future__ import annotations

from engine.crosscheck import Matter, Reason
from engine.deadlines import Period
from engine.scenario.model import PassTime
from engine.testing import models as m
from tests.crosscheck.conftest import complete


def test_a_lost_update_at_a_join_has_its_reason(compare):
    model = m.process(
        "join",
        m.start(),
        m.parallel("auf"),
        m.user_task("a"),
        m.script_task("setzen", '="geändert"', "stand"),
        m.user_task("b"),
        m.parallel("zu"),
        m.user_task("z"),
        m.end(),
        m.flow("start", "auf"),
        m.flow("auf", "a"),
        m.flow("auf", "b"),
        m.flow("a", "setzen"),
        m.flow("setzen", "zu"),
        m.flow("b", "zu"),
        m.flow("zu", "z"),
        m.flow("z", "end"),
    )

    report = compare(model, *complete("a", "b", "z"), stand="offen")

    assert report.agrees
    assert {one.reason for one in report.differences} == {Reason.BRANCH_COPY}
    assert any("stand = offen" in one.theirs and one.place == "z" for one in report.differences)


def test_a_day_over_the_clock_change_has_its_reason(compare):
    model = m.process(
        "tage",
        m.start(),
        m.user_task("a"),
        m.boundary("frist", "a", m.timer("P3D")),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("frist", "b"),
        m.flow("a", "end"),
        m.flow("b", "end", id_="b_end"),
    )

    # the clocks go forward on 29 March 2026
    report = compare(model, PassTime(2, Period.parse("P4D")), *complete("b"))

    assert report.agrees
    assert report.steps == 3
    assert [(one.matter, one.place, one.reason) for one in report.differences] == [
        (Matter.DUE, "frist", Reason.CALENDAR)
    ]


def test_what_an_interrupted_sub_process_wrote_has_its_reason(compare):
    model = m.process(
        "abbruch",
        m.start(),
        m.sub_process(
            "teil",
            m.start("s"),
            m.script_task("setzen", "=1", "zahl"),
            m.user_task("a"),
            m.end("e"),
            m.flow("s", "setzen"),
            m.flow("setzen", "a"),
            m.flow("a", "e"),
        ),
        m.boundary("frist", "teil", m.timer("PT1H")),
        m.user_task("b"),
        m.end(),
        m.flow("start", "teil"),
        m.flow("teil", "end"),
        m.flow("frist", "b"),
        m.flow("b", "end", id_="b_end"),
    )

    report = compare(model, PassTime(2, Period.parse("PT2H")), *complete("b"))

    assert [one.reason for one in report.differences] == [Reason.INTERRUPTED_SCOPE] * 2


def test_a_difference_without_reason_is_a_failure(compare, monkeypatch):
    model = m.tasks("falsch", "a")
    monkeypatch.setattr("engine.crosscheck.second.Second.complete", lambda *_: False)

    report = compare(model, *complete("a"))

    assert not report.agrees
    assert {one.matter for one in report.unexplained} == {Matter.TASKS, Matter.DONE, Matter.END}
    assert report.stopped == "they stand at different places"
    assert str(report).startswith("DIFFER  falsch")
