"""compensation-flow: what undoes stands apart."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("compensation-flow", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("compensation-flow", "invalid")

    assert (finding.element, finding.severity) == ("x", Severity.ERROR)
    assert "in keinem Sequenzfluss" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a flow out of the attached event
        (
            '<task id="t" /><endEvent id="e" /><boundaryEvent id="b" attachedToRef="t">'
            "<compensateEventDefinition /></boundaryEvent>"
            '<sequenceFlow id="b_e" sourceRef="b" targetRef="e" />',
            "",
            ["b"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("compensation-flow", body, around) == elements
