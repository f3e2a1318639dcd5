"""data-object-split: objects say what, references say in which state."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("data-object-split", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("data-object-split", "invalid")

    assert (finding.element, finding.severity) == ("r", Severity.ERROR)
    assert "gehört an das Datenobjekt" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # an object in a state
        ('<dataObject id="d"><dataState name="neu" /></dataObject>', "", ["d"]),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("data-object-split", body, around) == elements
