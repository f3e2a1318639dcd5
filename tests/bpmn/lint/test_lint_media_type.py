"""media-type: formats are media types."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("media-type", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("media-type", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.ERROR)
    assert "irgendwas" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a documentation
        ('<task id="t"><documentation textFormat="x">x</documentation></task>', "", ["t"]),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("media-type", body, around) == elements
