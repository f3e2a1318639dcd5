"""instantiating: what starts a process has no way in."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("instantiating", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("instantiating", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "startet den Prozess" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a gateway
        (
            '<startEvent id="s" /><eventBasedGateway id="g" instantiate="true" />'
            '<sequenceFlow id="s_g" sourceRef="s" targetRef="g" />',
            "",
            ["g"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("instantiating", body, around) == elements
