"""association-item: data is moved as it is."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("association-item", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("association-item", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "verschiedener Art" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # two sources
        (
            '<dataObject id="a" /><dataObject id="b" /><task id="t"><dataInputAssociation><sourceRef>a'
            "</sourceRef><sourceRef>b</sourceRef><targetRef>a</targetRef></dataInputAssociation></task>",
            "",
            ["t"],
        ),
        # a transformation
        (
            '<dataObject id="a" itemSubjectRef="wort" /><dataObject id="b" itemSubjectRef="zahl" />'
            '<task id="t"><dataInputAssociation><sourceRef>a</sourceRef><targetRef>b</targetRef>'
            "<transformation>=a</transformation></dataInputAssociation></task>",
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("association-item", body, around) == elements
