"""no-end: what starts must end."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_process_with_an_end_event(remarks):
    assert remarks("no-end", "valid") == ()


def test_refuses_a_start_without_an_end(remarks):
    (finding,) = remarks("no-end", "invalid")

    assert (finding.element, finding.severity) == ("p", Severity.ERROR)
    assert "kein Endereignis" in finding.reason
