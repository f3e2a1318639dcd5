"""parallel-join: a join must not wait for ways that exclude each other."""

from __future__ import annotations

from engine.bpmn import compile_graphs, lint, parse
from engine.errors import Severity


def test_accepts_a_join_behind_a_parallel_split(remarks):
    assert remarks("parallel-join", "valid") == ()


def test_refuses_a_join_behind_an_exclusive_split(remarks):
    (finding,) = remarks("parallel-join", "invalid")

    assert (finding.element, finding.severity) == ("unten", Severity.ERROR)
    assert "„oben“ lässt" in finding.reason


def test_refuses_a_join_that_waits_for_a_task_and_its_interrupting_event(remarks):
    (finding,) = remarks("parallel-join", "boundary")

    assert finding.element == "unten"
    assert "„a“ lässt" in finding.reason


def test_accepts_a_choice_inside_one_of_the_parallel_ways(remarks):
    assert remarks("parallel-join", "inside") == ()


def test_accepts_a_non_interrupting_event_that_joins(remarks):
    assert remarks("parallel-join", "reminder") == ()


def test_leaves_diagrams_alone_that_are_no_simple_case(process):
    pairs = "".join(
        f'<exclusiveGateway id="x{n}" /><parallelGateway id="y{n}" />'
        f'<sequenceFlow sourceRef="x{n}" targetRef="y{n}" /><sequenceFlow sourceRef="x{n}" targetRef="y{n}" />'
        f'<sequenceFlow sourceRef="y{n}" targetRef="x{n + 1}" />'
        for n in range(60)
    )
    document = parse(process(f'<startEvent id="x" />{pairs}<exclusiveGateway id="x60" />'), "p.bpmn")

    findings = lint(document, compile_graphs(document))

    assert "parallel-join" not in [finding.rule for finding in findings]
