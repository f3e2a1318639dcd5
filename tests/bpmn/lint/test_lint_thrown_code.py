"""thrown-code: what is thrown has a code."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("thrown-code", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("thrown-code", "invalid")

    assert (finding.element, finding.severity) == ("e", Severity.ERROR)
    assert "einen Fehler ohne Code" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # no error at all
        ('<endEvent id="e"><errorEventDefinition /></endEvent>', "", ["e"]),
        # an escalation
        (
            '<intermediateThrowEvent id="z"><escalationEventDefinition escalationRef="x" />'
            "</intermediateThrowEvent>",
            '<escalation id="x" />',
            ["z"],
        ),
        # nothing that needs one
        ('<endEvent id="e"><terminateEventDefinition /></endEvent>', "", []),
        # a reference that leads nowhere
        ('<endEvent id="e"><errorEventDefinition errorRef="weg" /></endEvent>', "", []),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("thrown-code", body, around) == elements
