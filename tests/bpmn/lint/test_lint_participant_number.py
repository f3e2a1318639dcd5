"""participant-number: how many take part."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("participant-number", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("participant-number", "invalid")

    assert (finding.element, finding.severity) == ("amt", Severity.ERROR)
    assert "kein Bereich" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # fewer than none
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<collaboration id="k"><participant id="amt">'
            '<participantMultiplicity minimum="-1" maximum="2" /></participant></collaboration>',
            ["amt"],
        ),
        # no number at all
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<collaboration id="k"><participant id="amt"><participantMultiplicity minimum="x" />'
            "</participant></collaboration>",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("participant-number", body, around) == elements
