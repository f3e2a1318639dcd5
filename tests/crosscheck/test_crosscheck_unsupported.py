"""What SpiffWorkflow cannot run is named with its element and reason, and never compared."""

from __future__ import annotations

import pytest

from engine import bpmn
from engine.crosscheck import Extent, unsupported
from engine.deadlines import Period
from engine.scenario.model import PassTime
from engine.testing import models as m
from tests.crosscheck.conftest import complete

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
