"""message-operation: a message with a data type has an operation."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("message-operation", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("message-operation", "invalid")

    assert (finding.element, finding.severity) == ("s", Severity.WARNING)
    assert "keine Operation" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a message without data type
        (
            '<startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>',
            '<message id="m" name="Antrag" />',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("message-operation", body, around) == elements
