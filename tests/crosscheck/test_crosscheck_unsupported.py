"""What SpiffWorkflow cannot run is named with its element and reason, and never compared."""

from __future__ import annotations

import pytest

from engine import bpmn
from engine.crosscheck import Extent, unsupported
from engine.crosscheck.second import Second
from engine.deadlines import Period
from engine.execution.bundle import read_bundle
from engine.scenario.model import PassTime
from engine.testing import models as m
from engine.testing import notation as n
from tests.crosscheck.conftest import NOW, complete

TASK = (m.user_task("a"), m.end(), m.flow("start", "a"), m.flow("a", "end"))


@pytest.mark.parametrize(
    ("elements", "element", "word"),
    [
        # two flows out of a task: an implicit split
        (
            (*TASK, m.user_task("b"), m.flow("a", "b"), m.flow("b", "end", id_="b_end")),
            "a",
            "several flows",
        ),
        # a cycle at the boundary
        (
            (*TASK, m.boundary("zyklus", "a", m.timer("R3/P1D", "timeCycle"), interrupting=False),
             m.user_task("b"), m.flow("zyklus", "b"), m.flow("b", "end", id_="b_end")),
            "zyklus",
            "cycles",
        ),
    ],
)  # fmt: skip
def test_an_element_it_cannot_run_is_named(elements, element, word):
    graph = bpmn.read(m.process("test", m.start(), *elements), "test.bpmn").graphs[0]

    found = {one.element: one.why for one in unsupported(graph)}

    assert word in found[element]


def test_a_model_it_refuses_is_not_compared(compare):
    model = m.process(
        "test", m.start(), *TASK, m.user_task("b"), m.flow("a", "b"), m.flow("b", "end", id_="b_end")
    )

    report = compare(model, *complete("a"))

    assert (report.steps, report.differences) == (0, ())
    assert report.stopped == "a: several flows out of an activity are refused"
    assert report.unsupported[0].extent is Extent.MODEL


def test_a_model_is_compared_up_to_the_element_it_cannot_run(compare):
    model = m.process(
        "test",
        m.start(),
        *TASK,
        m.boundary("zyklus", "a", m.timer("R3/P1D", "timeCycle"), interrupting=False),
        m.user_task("b"),
        m.flow("zyklus", "b"),
        m.flow("b", "end", id_="b_end"),
    )

    report = compare(model, PassTime(2, Period.parse("P1D")), *complete("a"))

    assert (report.steps, report.planned, report.differences) == (1, 3, ())
    assert report.stopped.startswith("zyklus: cycles do not interrupt")


def _between(*elements: str, name: str = "a") -> tuple[str, ...]:
    return (n.start(), *elements, m.end("end"), *n.chain("start", name, "end"))


@pytest.mark.parametrize(
    ("elements", "element", "word"),
    [
        (
            _between(n.throw("a", n.message("x"), '<zeebe:taskDefinition type="t" />')),
            "a",
            "only tasks offer jobs",
        ),
        (_between(n.element("complexGateway", "a")), "a", "complex gateways"),
        (_between(n.scope("a", n.user("x"), tag="adHocSubProcess")), "a", "ad-hoc"),
        (
            (*_between(n.user("a"))[:-1], m.flow("a", "end", "=x")),
            "a",
            "a condition on the only flow",
        ),
        (
            _between(
                n.scope(
                    "a",
                    n.start("s1"),
                    n.start("s2"),
                    m.end("x"),
                    *n.chain("s1", "x"),
                    *n.chain("s2", "x"),
                )
            ),
            "a",
            "several start events",
        ),
        (_between(n.scope("a", n.user("x"))), "a", "without start event"),
        (_between(n.scope("a", n.start("s1"), n.user("x"), *n.chain("s1", "x"))), "a", "without end event"),
        ((n.start(), m.end("a", m.signal("x")), *n.chain("start", "a")), "a", "signal end event"),
        ((n.start(), m.end("a", n.error("x")), *n.chain("start", "a")), "a", "an error nobody catches"),
        (
            _between(
                n.scope(
                    "a",
                    n.start("s1"),
                    m.end("x", "<cancelEventDefinition />"),
                    *n.chain("s1", "x"),
                    tag="transaction",
                )
            ),
            "x",
            "a cancelled transaction",
        ),
        (_between(n.catch("a", n.conditional("=x"))), "a", "conditions are never looked at"),
        (
            (
                *_between(n.job("a")),
                n.boundary("b", "a", n.error("x")),
                n.boundary("c", "a", "<errorEventDefinition />"),
                *n.chain("b", "end"),
                *n.chain("c", "end"),
            ),
            "b",
            "every attached event",
        ),
        (
            (
                n.start(),
                n.element("eventBasedGateway", "a"),
                n.catch("b", n.timer("P1D")),
                n.catch("c", n.timer("P2D")),
                m.end("end"),
                *n.chain("start", "a", "b", "end"),
                *n.chain("a", "c", "end"),
            ),
            "a",
            "several timers",
        ),
        (
            (
                n.element("eventBasedGateway", "a", instantiate="true"),
                n.catch("b", n.message("x")),
                n.catch("c", n.message("y")),
                m.end("end"),
                *n.chain("a", "b", "end"),
                *n.chain("a", "c", "end"),
            ),
            "a",
            "starts the process",
        ),
        (_between(n.user("a", n.multi("=3", until="=numberOfCompletedInstances = 2"))), "a", "counters"),
        (_between(n.user("a", startQuantity="2")), "a", "quantities"),
        (
            _between(
                n.element(
                    "intermediateCatchEvent", "a", n.signal("x"), n.signal("y"), parallelMultiple="true"
                )
            ),
            "a",
            "several triggers goes on",
        ),
    ],
)
def test_what_it_cannot_run_is_named_with_its_reason(elements, element, word):
    graph = n.graph(n.model(*elements, keys={"x": "=k", "y": "=k"}))

    assert any(one.element == element and word in one.why for one in unsupported(graph))


def test_a_task_or_a_message_that_is_not_there_changes_nothing():
    source = m.process("test", m.start(), *TASK)
    files = {"test.bpmn": source}
    second = Second(read_bundle(files), files, NOW)
    second.start({})

    done = (
        second.complete("b", 0, {}),
        second.complete("a", 1, {}),
        second.deliver("a", {}),
        second.signal("x", {}),
    )

    assert done == (False, False, False, False)
    assert second.tasks() == {"a": 1}


def test_a_flow_without_id_would_be_lost(compare):
    model = m.process("test", m.start(), *TASK).replace(b'<sequenceFlow id="a_end"', b"<sequenceFlow")

    report = compare(model, *complete("a"))

    assert "the flow out of a has no id" in report.stopped
    assert (report.steps, report.differences) == (0, ())


def test_a_start_that_would_be_lost_is_named(compare):
    model = m.process(
        "Start", m.start("Start"), m.user_task("a"), m.end(), m.flow("Start", "a"), m.flow("a", "end")
    )

    report = compare(model.replace(b'<process id="Start"', b'<process id="test"'), *complete("a"))

    assert "No output task connected" in report.stopped
    assert report.steps == 0
