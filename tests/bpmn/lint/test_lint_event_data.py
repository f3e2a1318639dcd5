"""event-data: an event has data for each trigger."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("event-data", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("event-data", "invalid")

    assert (finding.element, finding.severity) == ("s", Severity.ERROR)
    assert "trägt aber „wort“" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # data for two
        (
            '<startEvent id="s"><dataOutput id="a" /><dataOutput id="b" />'
            '<messageEventDefinition messageRef="m" /></startEvent>',
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />'
            '<message id="m" name="Antrag" itemRef="wort" />',
            ["s"],
        ),
        # a message that carries data, and an event that passes none on
        (
            '<startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>',
            '<itemDefinition id="wort" structureRef="text" /><message id="m" name="Antrag" itemRef="wort" />',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("event-data", body, around) == elements
