"""no-incoming: beside a start everything is reached."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("no-incoming", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("no-incoming", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "durch keinen Sequenzfluss erreicht" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # no start event
        ('<task id="t" />', "", []),
        # a compensation and an event sub-process
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />'
            '<task id="x" isForCompensation="true" /><subProcess id="y" triggeredByEvent="true" />',
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("no-incoming", body, around) == elements
