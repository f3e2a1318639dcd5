"""resource-role: one way to find who does it."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("resource-role", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("resource-role", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "zugleich durch eine Ressource" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # parameters of nothing
        (
            '<userTask id="t"><potentialOwner><resourceParameterBinding parameterRef="x">'
            "<formalExpression>=a</formalExpression></resourceParameterBinding></potentialOwner>"
            "</userTask>",
            "",
            ["t"],
        ),
        # an expression alone
        (
            '<userTask id="t"><potentialOwner><resourceAssignmentExpression><formalExpression>=a'
            "</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>",
            "",
            [],
        ),
        # a parameter of another resource, and one that is required and not given
        (
            '<userTask id="t"><potentialOwner><resourceRef>r</resourceRef>'
            '<resourceParameterBinding parameterRef="zeit"><formalExpression>=a</formalExpression>'
            "</resourceParameterBinding></potentialOwner></userTask>",
            '<resource id="r" name="Amt"><resourceParameter id="ort" name="Ort" isRequired="true" /></resource>'
            '<resource id="q" name="Team"><resourceParameter id="zeit" name="Zeit" /></resource>',
            ["t", "t"],
        ),
        # all that is required
        (
            '<userTask id="t"><potentialOwner><resourceRef>r</resourceRef>'
            '<resourceParameterBinding parameterRef="ort"><formalExpression>=a</formalExpression>'
            "</resourceParameterBinding></potentialOwner></userTask>",
            '<resource id="r" name="Amt"><resourceParameter id="ort" name="Ort" isRequired="true" />'
            '<resourceParameter id="frei" name="Frei" /></resource>',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("resource-role", body, around) == elements
