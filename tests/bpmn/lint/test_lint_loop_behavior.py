"""loop-behavior: a loop throws what it says."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("loop-behavior", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("loop-behavior", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "eine Definition für „Complex“" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # complex without a definition
        (
            '<startEvent id="s" /><task id="t"><multiInstanceLoopCharacteristics behavior="Complex">'
            '<loopCardinality xsi:type="tFormalExpression">3</loopCardinality>'
            '</multiInstanceLoopCharacteristics></task><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            "",
            ["t"],
        ),
        # one without its event
        (
            '<startEvent id="s" /><task id="t"><multiInstanceLoopCharacteristics behavior="One">'
            '<loopCardinality xsi:type="tFormalExpression">3</loopCardinality>'
            '</multiInstanceLoopCharacteristics></task><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            "",
            ["t"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("loop-behavior", body, around) == elements
