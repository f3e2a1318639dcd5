"""unreachable: everything drawn must be reached."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_process_in_which_everything_is_reached(remarks):
    assert remarks("unreachable", "valid") == ()


def test_refuses_an_element_behind_an_orphan(remarks):
    (finding,) = remarks("unreachable", "invalid")

    assert (finding.element, finding.severity) == ("b", Severity.ERROR)
    assert "„b“" in finding.reason
