"""unsynchronised: parallel ways must not meet without a join."""

from __future__ import annotations

from engine.bpmn import compile_graphs, lint, parse
from engine.errors import Severity


def test_accepts_parallel_ways_that_are_joined(remarks):
    assert remarks("unsynchronised", "valid") == ()


def test_warns_where_parallel_ways_meet_without_a_join(remarks):
    (finding,) = remarks("unsynchronised", "invalid")

    assert (finding.element, finding.severity) == ("unten", Severity.WARNING)
    assert "trennen sich bei „oben“" in finding.reason
    assert "parallelen Gateway" in finding.hint


def rules_of(source):
    document = parse(source, "p.bpmn")
    return [one for one in lint(document, compile_graphs(document)) if one.rule == "unsynchronised"]


def flow(source, target, condition=""):
    inside = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def test_names_an_inclusive_join_behind_an_inclusive_choice(process):
    (finding,) = rules_of(
        process(
            '<startEvent id="s" /><inclusiveGateway id="i" /><task id="a" /><task id="b" /><task id="c" />'
            + flow("s", "i") + flow("i", "a", "x") + flow("i", "b", "y") + flow("a", "c") + flow("b", "c")
            + '<endEvent id="e" />' + flow("c", "e")
        )
    )  # fmt: skip

    assert finding.element == "c"
    assert "inklusiven Gateway" in finding.hint


def test_leaves_reminders_and_conditions_behind_a_step_alone(process):
    """A reminder is meant to come on top; conditions of two flows out of a step mostly exclude each other."""
    reminder = (
        '<boundaryEvent id="r" attachedToRef="a" cancelActivity="false"><timerEventDefinition>'
        "<timeDuration>P7D</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    nodes = (
        '<startEvent id="s" /><userTask id="a" /><task id="b" /><task id="c" /><exclusiveGateway id="m" />'
        '<task id="d" />'
    )
    flows = (
        *(flow("s", "a"), flow("a", "b", "x"), flow("a", "c", "not(x)")),
        *(flow("b", "m"), flow("c", "m"), flow("r", "m"), flow("m", "d")),
    )

    assert rules_of(process(nodes + reminder + "".join(flows))) == []


def test_finds_a_way_back_before_the_split(process):
    body = (
        '<startEvent id="s" /><exclusiveGateway id="m" /><userTask id="t" /><parallelGateway id="g" />'
        + flow("s", "m") + flow("m", "t") + flow("t", "g") + flow("g", "m") + flow("g", "t2") + flow("t2", "m")
        + '<userTask id="t2" />'
    )  # fmt: skip

    (finding,) = rules_of(process(body))

    assert finding.element == "m"
