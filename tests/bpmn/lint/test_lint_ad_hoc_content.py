"""ad-hoc-content: ad hoc is a handful of activities."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("ad-hoc-content", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("ad-hoc-content", "invalid")

    assert (finding.element, finding.severity) == ("s", Severity.ERROR)
    assert "keinen Platz" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # nothing in it
        ('<adHocSubProcess id="a" />', "", ["a"]),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("ad-hoc-content", body, around) == elements
