"""executable-only: what runs is private and immediate."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("executable-only", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("executable-only", "invalid")

    assert (finding.element, finding.severity) == ("p", Severity.ERROR)
    assert "öffentlich" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a flow that is not immediate
        (
            '<startEvent id="s" /><endEvent id="e" />'
            '<sequenceFlow id="s_e" sourceRef="s" targetRef="e" isImmediate="false" />',
            "",
            ["s_e"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("executable-only", body, around) == elements
