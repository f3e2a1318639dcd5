"""no-start: what ends must start."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_process_with_a_start_event(remarks):
    assert remarks("no-start", "valid") == ()


def test_refuses_an_end_without_a_start(remarks):
    (finding,) = remarks("no-start", "invalid")

    assert (finding.element, finding.severity) == ("p", Severity.ERROR)
    assert "kein Startereignis" in finding.reason
