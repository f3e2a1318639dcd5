"""extension-required: what must be understood is refused."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("extension-required", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("extension-required", "invalid")

    assert (finding.element, finding.severity) == (None, Severity.ERROR)
    assert "fremd:regel" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # not said
        ('<task id="t" />', '<extension definition="x" />', []),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("extension-required", body, around) == elements
