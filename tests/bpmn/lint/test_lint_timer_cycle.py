"""timer-cycle: only what does not interrupt can repeat."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_reminder_that_repeats(remarks):
    assert remarks("timer-cycle", "valid") == ()


def test_warns_of_a_repetition_that_interrupts(remarks):
    (finding,) = remarks("timer-cycle", "invalid")

    assert (finding.element, finding.severity) == ("mahnen", Severity.WARNING)
    assert "nur einmal" in finding.reason
