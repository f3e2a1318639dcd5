"""event-gateway: after an event-based gateway comes an event."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("event-gateway", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("event-gateway", "invalid")

    assert (finding.element, finding.severity) == ("y", Severity.ERROR)
    assert "kein Ereignis, auf das gewartet" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # one way out
        (
            '<eventBasedGateway id="g" /><intermediateCatchEvent id="x"><timerEventDefinition>'
            '<timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition>'
            '</intermediateCatchEvent><sequenceFlow id="g_x" sourceRef="g" targetRef="x" />',
            "",
            ["g"],
        ),
        # a message event beside a receive task
        (
            '<startEvent id="s" /><eventBasedGateway id="g" /><intermediateCatchEvent id="x">'
            '<messageEventDefinition messageRef="m" /></intermediateCatchEvent><receiveTask id="y" />'
            '<endEvent id="e" /><sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="g_x" sourceRef="g" targetRef="x" />'
            '<sequenceFlow id="x_e" sourceRef="x" targetRef="e" />'
            '<sequenceFlow id="g_y" sourceRef="g" targetRef="y" />'
            '<sequenceFlow id="y_e" sourceRef="y" targetRef="e" />',
            '<message id="m" name="Antrag" />',
            ["g"],
        ),
        # another way in
        (
            '<startEvent id="s" /><eventBasedGateway id="g" /><intermediateCatchEvent id="x">'
            '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">P1D</timeDuration>'
            '</timerEventDefinition></intermediateCatchEvent><intermediateCatchEvent id="y">'
            '<messageEventDefinition messageRef="m" /></intermediateCatchEvent><endEvent id="e" />'
            '<sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="g_x" sourceRef="g" targetRef="x" />'
            '<sequenceFlow id="x_e" sourceRef="x" targetRef="e" />'
            '<sequenceFlow id="g_y" sourceRef="g" targetRef="y" />'
            '<sequenceFlow id="y_e" sourceRef="y" targetRef="e" />'
            '<sequenceFlow id="s_y" sourceRef="s" targetRef="y" />',
            '<message id="m" name="Antrag" />',
            ["y"],
        ),
        # an event at the receive task
        (
            '<startEvent id="s" /><eventBasedGateway id="g" /><intermediateCatchEvent id="x">'
            '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">P1D</timeDuration>'
            '</timerEventDefinition></intermediateCatchEvent><receiveTask id="y" /><endEvent id="e" />'
            '<sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="g_x" sourceRef="g" targetRef="x" />'
            '<sequenceFlow id="x_e" sourceRef="x" targetRef="e" />'
            '<sequenceFlow id="g_y" sourceRef="g" targetRef="y" />'
            '<sequenceFlow id="y_e" sourceRef="y" targetRef="e" />'
            '<boundaryEvent id="b" attachedToRef="y"><timerEventDefinition>'
            '<timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition>'
            "</boundaryEvent>",
            "",
            ["y"],
        ),
        # a link
        (
            '<startEvent id="s" /><eventBasedGateway id="g" /><intermediateCatchEvent id="x">'
            '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">P1D</timeDuration>'
            '</timerEventDefinition></intermediateCatchEvent><intermediateCatchEvent id="y">'
            '<linkEventDefinition name="L" /></intermediateCatchEvent><endEvent id="e" />'
            '<sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="g_x" sourceRef="g" targetRef="x" />'
            '<sequenceFlow id="x_e" sourceRef="x" targetRef="e" />'
            '<sequenceFlow id="g_y" sourceRef="g" targetRef="y" />'
            '<sequenceFlow id="y_e" sourceRef="y" targetRef="e" />',
            "",
            ["y"],
        ),
        # parallel, but not the start of the process
        (
            '<startEvent id="s" /><eventBasedGateway id="g" eventGatewayType="Parallel" />'
            '<intermediateCatchEvent id="a"><signalEventDefinition /></intermediateCatchEvent>'
            '<intermediateCatchEvent id="b"><signalEventDefinition /></intermediateCatchEvent>'
            '<sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="g_a" sourceRef="g" targetRef="a" />'
            '<sequenceFlow id="g_b" sourceRef="g" targetRef="b" />',
            "",
            ["g"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("event-gateway", body, around) == elements
