"""Whatever is done to a valid file, reading it ends in findings or graphs, never in another exception."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn import Checked, outline, read

SNIPPETS = (
    b"<",
    b">",
    b'"',
    b"&",
    b"&#0;",
    b"\x00",
    b"\xff",
    b"=",
    b"<bpmn:task />",
    b"<!DOCTYPE a>",
    b"<![CDATA[",
    b"</bpmn:process>",
    b"antrag",
    b"",
)


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_survives_mutations(model, data):
    source = bytearray(model("antrag"))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source) - 1))
        length = data.draw(st.integers(0, 60))
        source[start : start + length] = data.draw(st.sampled_from(SNIPPETS))

    checked = read(bytes(source), "p.bpmn")

    assert isinstance(checked, Checked)
    assert checked.graphs or checked.findings
    for graph in checked.graphs:
        assert len(outline(graph)) == len(graph.nodes) - 1


@pytest.mark.slow
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_survives_swapped_names_and_references(model, data):
    text = model("antrag").decode()
    words = (
        "startEvent",
        "endEvent",
        "userTask",
        "subProcess",
        "boundaryEvent",
        "parallelGateway",
        "exclusiveGateway",
        "sequenceFlow",
        "transaction",
        "timeDuration",
        "vollstaendigkeit",
        "bearbeitung",
        "ruecknahme",
        "f1",
        "b2",
        "isExecutable",
    )
    for _ in range(data.draw(st.integers(1, 3))):
        text = text.replace(data.draw(st.sampled_from(words)), data.draw(st.sampled_from(words)))

    checked = read(text.encode(), "p.bpmn")

    assert checked.graphs or checked.findings
    for graph in checked.graphs:
        assert len(outline(graph)) == len(graph.nodes) - 1
