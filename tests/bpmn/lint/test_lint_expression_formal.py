"""expression-formal: prose is not executed."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("expression-formal", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("expression-formal", "invalid")

    assert (finding.element, finding.severity) == (None, Severity.ERROR)
    assert "ist das Prosa" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # typed, or in a language
        (
            '<startEvent id="s" /><task id="t"><multiInstanceLoopCharacteristics>'
            '<loopCardinality xsi:type="tFormalExpression">so oft</loopCardinality>'
            '<completionCondition language="urn:x">immer wieder</completionCondition>'
            '</multiInstanceLoopCharacteristics></task><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            "",
            [],
        ),
        # one word on a flow and on a conditional event
        (
            '<sequenceFlow id="f" sourceRef="t" targetRef="t"><conditionExpression>dringend</conditionExpression>'
            '</sequenceFlow><task id="t" /><startEvent id="s"><conditionalEventDefinition id="c"><condition>eilig'
            "</condition></conditionalEventDefinition></startEvent>",
            "",
            ["f", "c"],
        ),
        # without the mark a comparison is prose as well
        (
            '<sequenceFlow id="f" sourceRef="t" targetRef="t"><conditionExpression>a &lt; 3</conditionExpression>'
            '</sequenceFlow><task id="t" />',
            "",
            ["f"],
        ),
        # what this engine runs: FEEL and numbers
        (
            '<task id="t"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>'
            '</multiInstanceLoopCharacteristics></task><startEvent id="s"><conditionalEventDefinition id="c">'
            "<condition>=eilig</condition></conditionalEventDefinition></startEvent>",
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("expression-formal", body, around) == elements
