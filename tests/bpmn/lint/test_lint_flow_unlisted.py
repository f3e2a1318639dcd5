"""flow-unlisted: lists of flows are complete."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("flow-unlisted", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("flow-unlisted", "invalid")

    assert (finding.element, finding.severity) == ("s_e", Severity.ERROR)
    assert "fehlt in der Liste „incoming“" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # no lists at all
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("flow-unlisted", body, around) == elements
