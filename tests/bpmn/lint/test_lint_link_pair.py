"""link-pair: links come in pairs."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("link-pair", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("link-pair", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.ERROR)
    assert "kein Ziel" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a target nobody throws
        (
            '<intermediateCatchEvent id="z"><linkEventDefinition name="L" /></intermediateCatchEvent>'
            '<endEvent id="e" /><sequenceFlow id="z_e" sourceRef="z" targetRef="e" />',
            "",
            ["z"],
        ),
        # two targets of one name
        (
            '<startEvent id="s" /><intermediateThrowEvent id="a"><linkEventDefinition name="L" />'
            '</intermediateThrowEvent><intermediateCatchEvent id="y"><linkEventDefinition name="L" />'
            '</intermediateCatchEvent><intermediateCatchEvent id="z"><linkEventDefinition name="L" />'
            "</intermediateCatchEvent>",
            "",
            ["a", "y", "z"],
        ),
        # a pair by references
        (
            '<intermediateThrowEvent id="a"><linkEventDefinition id="x" name="x"><target>y</target>'
            '</linkEventDefinition></intermediateThrowEvent><intermediateCatchEvent id="z">'
            '<linkEventDefinition id="y" name="y"><source>x</source></linkEventDefinition>'
            "</intermediateCatchEvent>",
            "",
            [],
        ),
        # a reference only one side has
        (
            '<intermediateThrowEvent id="a"><linkEventDefinition id="x" name="x"><target>y</target>'
            '</linkEventDefinition></intermediateThrowEvent><intermediateCatchEvent id="z">'
            '<linkEventDefinition id="y" name="x" /></intermediateCatchEvent>',
            "",
            ["a", "z"],
        ),
        # a target on another level
        (
            '<intermediateThrowEvent id="a"><linkEventDefinition name="L" /></intermediateThrowEvent>'
            '<subProcess id="u"><intermediateCatchEvent id="z"><linkEventDefinition name="L" />'
            "</intermediateCatchEvent></subProcess>",
            "",
            ["a", "z"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("link-pair", body, around) == elements
