"""due-date: a date written down must exist."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_day_of_the_calendar(remarks):
    assert remarks("due-date", "valid") == ()


def test_refuses_a_day_that_does_not_exist(remarks):
    (finding,) = remarks("due-date", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.ERROR)
    assert "„2026-02-30“" in finding.reason
