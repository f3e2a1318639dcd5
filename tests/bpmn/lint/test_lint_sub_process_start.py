"""sub-process-start: a sub-process must say where it begins."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_sub_process_with_a_start_event(remarks):
    assert remarks("sub-process-start", "valid") == ()


def test_refuses_a_sub_process_without_a_start_event(remarks):
    (finding,) = remarks("sub-process-start", "invalid")

    assert (finding.element, finding.severity) == ("teil", Severity.ERROR)
    assert "Teilprozess „teil“ hat kein Startereignis" in finding.reason
