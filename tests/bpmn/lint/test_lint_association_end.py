"""association-end: data goes into and out of the element's own data."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("association-end", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("association-end", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "keine eigene Eingabe" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # out of somebody else's output
        (
            '<dataObject id="d" /><task id="t"><dataOutputAssociation><sourceRef>d</sourceRef>'
            "<targetRef>d</targetRef></dataOutputAssociation></task>",
            "",
            ["t"],
        ),
        # an arrow as editors draw it: into a property of the task, out of nothing
        (
            '<dataObject id="d" /><task id="t"><property id="x" name="__targetRef_placeholder" />'
            "<dataInputAssociation><sourceRef>d</sourceRef><targetRef>x</targetRef></dataInputAssociation>"
            "<dataOutputAssociation><targetRef>d</targetRef></dataOutputAssociation></task>",
            "",
            [],
        ),
        # one element of a list
        (
            '<dataObject id="d" /><task id="t"><dataInputAssociation><sourceRef>d</sourceRef>'
            "<targetRef>x</targetRef></dataInputAssociation><multiInstanceLoopCharacteristics>"
            '<inputDataItem id="x" /></multiInstanceLoopCharacteristics></task>',
            "",
            [],
        ),
        # what leads nowhere is said elsewhere
        (
            '<task id="t"><dataInputAssociation><targetRef>nirgends</targetRef></dataInputAssociation></task>',
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("association-end", body, around) == elements
