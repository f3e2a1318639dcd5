"""timer-value: a timer is an ISO 8601 text or an expression."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_an_iso_duration(remarks):
    assert remarks("timer-value", "valid") == ()


def test_refuses_words(remarks):
    (finding,) = remarks("timer-value", "invalid")

    assert (finding.element, finding.severity) == ("warten", Severity.ERROR)
    assert "„14 Tage“" in finding.reason


def test_leaves_expressions_to_the_evaluation(remarks):
    assert remarks("timer-value", "expression") == ()
