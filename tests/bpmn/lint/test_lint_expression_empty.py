"""expression-empty: a formal expression has a text."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("expression-empty", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("expression-empty", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "leeren Ausdruck" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a transformation
        (
            '<dataObject id="d" /><task id="t"><dataInputAssociation><targetRef>d</targetRef>'
            "<transformation /></dataInputAssociation></task>",
            "",
            ["t"],
        ),
        # a path of a correlation
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<message id="m" name="Antrag" /><correlationProperty id="k">'
            '<correlationPropertyRetrievalExpression messageRef="m"><messagePath />'
            "</correlationPropertyRetrievalExpression></correlationProperty>",
            ["k"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("expression-empty", body, around) == elements
