"""data-state-name: a data object in a state."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("data-state-name", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("data-state-name", "invalid")

    assert (finding.element, finding.severity) == ("r", Severity.ERROR)
    assert "„Antrag [neu]“ heißen" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # an object without name
        (
            '<dataObject id="d" /><dataObjectReference id="r" name="Anderes" dataObjectRef="d">'
            '<dataState name="neu" /></dataObjectReference>',
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("data-state-name", body, around) == elements
