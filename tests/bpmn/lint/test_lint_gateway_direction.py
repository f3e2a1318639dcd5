"""gateway-direction: a gateway does what it says."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("gateway-direction", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("gateway-direction", "invalid")

    assert (finding.element, finding.severity) == ("g", Severity.ERROR)
    assert "Converging" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # two ways into a split
        (
            '<parallelGateway id="g" gatewayDirection="Diverging" /><startEvent id="s" />'
            '<task id="t" /><sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="t_g" sourceRef="t" targetRef="g" />',
            "",
            ["g"],
        ),
        # a mix that does not join
        (
            '<parallelGateway id="g" gatewayDirection="Mixed" /><startEvent id="s" /><task id="t" />'
            '<endEvent id="e" /><sequenceFlow id="s_g" sourceRef="s" targetRef="g" />'
            '<sequenceFlow id="g_t" sourceRef="g" targetRef="t" />'
            '<sequenceFlow id="g_e" sourceRef="g" targetRef="e" />',
            "",
            ["g"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("gateway-direction", body, around) == elements
