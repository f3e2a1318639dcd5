"""Elements both run: repetition, event-based gateways, transactions, errors, receive tasks, faults."""

from __future__ import annotations

import itertools
from datetime import datetime

import pytest

from engine.clock import ZONE
from engine.crosscheck import Matter, Reason
from engine.deadlines import Period
from engine.scenario.model import CompleteTask, PassTime, ResolveIncident, SendMessage
from engine.testing import models as m
from tests.crosscheck.conftest import complete


def chain(key, *elements, between=(), **declared):
    """The elements named in `between` one after the other, from the start to the end."""
    places = ["start", *between, "end"]
    flows = [m.flow(source, target) for source, target in itertools.pairwise(places)]
    return m.process(key, m.start(), *elements, m.end(), *flows, **declared)


def repeated(tag, inner, characteristics, sequential=False):
    """An activity that is repeated for each item."""
    return (
        f'<{tag} id="je" name="je">{inner}<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<extensionElements><zeebe:loopCharacteristics {characteristics} /></extensionElements>"
        f"</multiInstanceLoopCharacteristics></{tag}>"
    )


COLLECT = (
    'inputCollection="=stellen" inputElement="stelle" outputCollection="namen" outputElement="=stelle + 1"'
)
SCRIPT = (
    '<extensionElements><zeebe:script expression="=stelle * 2" resultVariable="doppelt" />'
    '<zeebe:ioMapping><zeebe:output source="=null" target="nichts" /></zeebe:ioMapping></extensionElements>'
)


@pytest.mark.parametrize("sequential", [True, False])
def test_a_script_for_each_item_collects_alike(compare, sequential):
    model = chain(
        "mehrfach",
        repeated("scriptTask", SCRIPT, COLLECT, sequential),
        m.user_task("a"),
        between=("je", "a"),
    )

    report = compare(model, *complete("a"), stellen=[1, 2, 3])

    assert (report.stopped, report.steps, report.differences) == ("", 2, ())


def test_people_work_on_each_item(compare):
    person = (
        '<extensionElements><zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="auslaenderbehoerde" />'
        "</extensionElements>"
    )
    model = chain("mehrfach", repeated("userTask", person, COLLECT), between=("je",))

    report = compare(model, *complete("je", "je"), stellen=[1, 2])

    assert (report.stopped, report.steps, report.unexplained) == ("", 3, ())


def test_an_event_gateway_takes_the_message_or_the_timer(compare):
    model = m.process(
        "ereignis",
        m.start(),
        '<eventBasedGateway id="tor" name="tor" />',
        m.catch("da", m.message("da")),
        m.catch("frist", m.timer("PT5H")),
        m.user_task("a"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "tor"),
        m.flow("tor", "da"),
        m.flow("tor", "frist"),
        m.flow("da", "a"),
        m.flow("frist", "b"),
        m.flow("a", "end"),
        m.flow("b", "end"),
        messages={"da": "=aktenzeichen"},
    )

    answered = compare(model, SendMessage(2, "da", {"zahl": 3}), *complete("a"))
    silent = compare(model, PassTime(2, Period.parse("PT6H")), *complete("b"))

    assert (answered.stopped, answered.steps, answered.differences) == ("", 3, ())
    assert (silent.stopped, silent.steps, silent.differences) == ("", 3, ())


def test_an_error_leaves_a_transaction_by_its_boundary(compare):
    source = chain(
        "fehler",
        '<transaction id="teil" name="teil">',
        m.start("s"),
        m.user_task("a"),
        m.end("kaputt", m.error("E1")),
        m.flow("s", "a"),
        m.flow("a", "kaputt"),
        "</transaction>",
        m.boundary("gefangen", "teil", m.error("E1")),
        m.user_task("b"),
        m.flow("gefangen", "b"),
        m.flow("b", "end", id_="b_end"),
        between=("teil",),
        errors=("E1",),
    )

    report = compare(source, *complete("a", "b"))

    assert (report.stopped, report.steps, report.unexplained) == ("", 3, ())


def test_a_receive_task_and_a_date_wait_alike(compare):
    model = chain(
        "warten",
        '<receiveTask id="post" name="post" messageRef="message_post" />',
        m.catch("tag", m.timer('=date and time("2026-11-25T08:00:00")', "timeDate")),
        m.catch("stunde", m.timer('=duration("PT1H")')),
        m.user_task("a"),
        between=("post", "tag", "stunde", "a"),
        messages={"post": "=aktenzeichen"},
    )
    acts = (SendMessage(2, "post", {}), PassTime(3, Period.parse("P3D")), *complete("a"))

    report = compare(model, *acts, now=datetime(2026, 11, 23, 9, tzinfo=ZONE))

    assert (report.stopped, report.steps, report.differences) == ("", 4, ())


def test_a_fault_stops_both(compare):
    model = chain("fehler", m.catch("tag", m.timer("=unbekannt")), m.user_task("a"), between=("tag", "a"))

    report = compare(model, ResolveIncident(2, "tag", {}))

    assert (report.steps, report.differences) == (1, ())
    assert report.stopped == "SpiffWorkflow has no incidents that could be resolved"


def test_a_count_that_is_none_stops_both(compare):
    count = '<loopCardinality xsi:type="tFormalExpression">=viele</loopCardinality>'
    model = chain(
        "zahl",
        f'<task id="je" name="je"><multiInstanceLoopCharacteristics>{count}</multiInstanceLoopCharacteristics></task>',
        between=("je",),
    )

    report = compare(model, viele="drei")

    assert (report.steps, report.differences) == (1, ())


def test_what_the_scenario_cannot_do_is_told(compare):
    model = chain("falsch", m.user_task("a"), between=("a",))

    report = compare(model, CompleteTask(2, "gibt es nicht", {}))

    assert "gibt es nicht" in report.stopped
    assert report.steps == 1


def test_an_error_nobody_catches_has_its_reason(compare):
    model = m.process(
        "fehler",
        m.start(),
        m.sub_process("teil", m.start("s"), m.end("kaputt", m.error("E1")), m.flow("s", "kaputt")),
        m.end(),
        m.flow("start", "teil"),
        m.flow("teil", "end"),
        errors=("E1",),
    )

    report = compare(model)

    assert [(one.matter, one.reason) for one in report.differences] == [
        (Matter.FAULT, Reason.SWALLOWED_ERROR)
    ]
