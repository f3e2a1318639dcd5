"""event-flow: events are connected by their kind."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("event-flow", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("event-flow", "invalid")

    assert (finding.element, finding.severity) == ("x", Severity.ERROR)
    assert "durch keinen Sequenzfluss erreicht" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a start that leads nowhere
        ('<startEvent id="s" />', "", ["s"]),
        # an intermediate event at the end
        (
            '<startEvent id="s" /><intermediateThrowEvent id="z" />'
            '<sequenceFlow id="s_z" sourceRef="s" targetRef="z" />',
            "",
            ["z"],
        ),
        # an intermediate event at the beginning
        (
            '<intermediateCatchEvent id="z"><timerEventDefinition>'
            '<timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition>'
            '</intermediateCatchEvent><endEvent id="e" />'
            '<sequenceFlow id="z_e" sourceRef="z" targetRef="e" />',
            "",
            ["z"],
        ),
        # a flow into a link target and out of a link source
        (
            '<startEvent id="s" /><intermediateThrowEvent id="a"><linkEventDefinition name="L" />'
            '</intermediateThrowEvent><intermediateCatchEvent id="z"><linkEventDefinition name="L" />'
            '</intermediateCatchEvent><endEvent id="e" />'
            '<sequenceFlow id="s_a" sourceRef="s" targetRef="a" />'
            '<sequenceFlow id="a_z" sourceRef="a" targetRef="z" />'
            '<sequenceFlow id="z_e" sourceRef="z" targetRef="e" />',
            "",
            ["z", "a"],
        ),
        # a pair of links
        (
            '<startEvent id="s" /><intermediateThrowEvent id="a"><linkEventDefinition name="L" />'
            '</intermediateThrowEvent><intermediateCatchEvent id="z"><linkEventDefinition name="L" />'
            '</intermediateCatchEvent><endEvent id="e" />'
            '<sequenceFlow id="s_a" sourceRef="s" targetRef="a" />'
            '<sequenceFlow id="z_e" sourceRef="z" targetRef="e" />',
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("event-flow", body, around) == elements
