"""several-starts: one place where an instance begins."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_none_start_beside_a_message_start(remarks):
    assert remarks("several-starts", "valid") == ()


def test_refuses_two_none_start_events(remarks):
    (finding,) = remarks("several-starts", "invalid")

    assert (finding.element, finding.severity) == ("start2", Severity.ERROR)
    assert "„start“ und „start2“" in finding.reason
