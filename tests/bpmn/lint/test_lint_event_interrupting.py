"""event-interrupting: errors always interrupt."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("event-interrupting", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("event-interrupting", "invalid")

    assert (finding.element, finding.severity) == ("b", Severity.ERROR)
    assert "nicht unterbrechend" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a compensation at the start of an event sub-process
        (
            '<subProcess id="u" triggeredByEvent="true"><startEvent id="us" isInterrupting="false">'
            "<compensateEventDefinition /></startEvent></subProcess>",
            "",
            ["us"],
        ),
        # a message that does not interrupt
        (
            '<task id="t" /><boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
            '<messageEventDefinition messageRef="m" /></boundaryEvent>',
            '<message id="m" name="Antrag" />',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("event-interrupting", body, around) == elements
