"""Where a process may come to rest next: through gateways, into and out of sub-processes, once round a loop."""

from __future__ import annotations

import pytest

from engine.bpmn import next_stops, previous_stops, read
from engine.testing import models as m

SOURCE = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.exclusive("wie", default="sonst"),
    m.sub_process(
        "s",
        m.start("beginn"),
        m.user_task("b"),
        m.end("fertig"),
        m.flow("beginn", "b"),
        m.flow("b", "fertig"),
    ),
    m.boundary("frist", "a", m.timer("P1D")),
    m.user_task("c"),
    m.end("aus"),
    m.end("spaet"),
    m.flow("start", "a"),
    m.flow("a", "wie"),
    m.flow("wie", "s", "=x = 1"),
    m.flow("wie", "a", "=x = 2"),
    m.flow("wie", "aus", id_="sonst"),
    m.flow("s", "c"),
    m.flow("c", "aus"),
    m.flow("frist", "spaet"),
)


@pytest.mark.parametrize(
    ("element", "stops"),
    [
        ("a", ["b", "a", "aus"]),  # each way of the gateway, into the sub-process, back to itself
        ("b", ["c"]),  # out of the sub-process
        ("c", ["aus"]),
        ("aus", []),
    ],
)
def test_next_stops(element: str, stops: list[str]) -> None:
    graph = read(SOURCE, "p.bpmn").graphs[0]

    assert [one.id for one in next_stops(graph, element)] == stops


@pytest.mark.parametrize(
    ("element", "stops"),
    [
        ("a", ["start"]),  # and back to itself, which is nowhere else
        ("b", ["a"]),  # from before the sub-process, through the gateway
        ("c", ["b"]),  # from inside the sub-process
        ("spaet", ["a"]),  # by the event at its edge
        ("start", []),
    ],
)
def test_previous_stops(element: str, stops: list[str]) -> None:
    graph = read(SOURCE, "p.bpmn").graphs[0]

    assert [one.id for one in previous_stops(graph, element)] == stops
