"""empty-scope: an empty scope does nothing."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("empty-scope", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("empty-scope", "invalid")

    assert (finding.element, finding.severity) == ("u", Severity.ERROR)
    assert "ist leer" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # an ad-hoc sub-process
        ('<adHocSubProcess id="a" />', "", []),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("empty-scope", body, around) == elements
