"""event-sub-process: an event sub-process stands apart."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("event-sub-process", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("event-sub-process", "invalid")

    assert (finding.element, finding.severity) == ("us", Severity.ERROR)
    assert "worauf es wartet" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a flow into it
        (
            '<startEvent id="s" /><subProcess id="u" triggeredByEvent="true"><startEvent id="us">'
            '<messageEventDefinition messageRef="m" /></startEvent></subProcess>'
            '<sequenceFlow id="s_u" sourceRef="s" targetRef="u" />',
            '<message id="m" name="Antrag" />',
            ["u"],
        ),
        # two starts, and none
        (
            '<subProcess id="u" triggeredByEvent="true"><startEvent id="a">'
            '<messageEventDefinition messageRef="m" /></startEvent><startEvent id="b">'
            '<messageEventDefinition messageRef="m" /></startEvent></subProcess>'
            '<subProcess id="v" triggeredByEvent="true" />',
            '<message id="m" name="Antrag" />',
            ["u", "v"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("event-sub-process", body, around) == elements
