"""end-name: the end names the outcome."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_an_end_that_names_the_outcome(remarks):
    assert remarks("end-name", "valid") == ()


def test_warns_of_an_end_without_a_name(remarks):
    (finding,) = remarks("end-name", "invalid")

    assert (finding.element, finding.severity) == ("ende", Severity.WARNING)
    assert "keinen Namen" in finding.reason
