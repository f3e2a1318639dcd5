"""dead-end: every path must lead to an end."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_paths_that_lead_to_an_end(remarks):
    assert remarks("dead-end", "valid") == ()


def test_refuses_an_element_nothing_follows(remarks):
    (finding,) = remarks("dead-end", "invalid")

    assert (finding.element, finding.severity) == ("b", Severity.ERROR)
    assert "Nach „b“ geht es nicht weiter" in finding.reason


def test_refuses_a_loop_without_a_way_out(remarks):
    (finding,) = remarks("dead-end", "loop")

    assert (finding.element, finding.severity) == ("a", Severity.ERROR)
    assert "kein Weg zu einem Ende" in finding.reason
