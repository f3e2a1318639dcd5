"""condition-duplicate: two ways with one condition are one too many."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_different_conditions(remarks):
    assert remarks("condition-duplicate", "valid") == ()


def test_refuses_the_same_condition_written_with_other_blanks(remarks):
    (finding,) = remarks("condition-duplicate", "invalid")

    assert (finding.element, finding.severity) == ("frage_nein", Severity.ERROR)
    assert "dieselbe Bedingung" in finding.reason
