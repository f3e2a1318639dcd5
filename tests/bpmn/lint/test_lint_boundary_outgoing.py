"""boundary-outgoing: an attached event must lead somewhere."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_an_attached_event_that_leads_on(remarks):
    assert remarks("boundary-outgoing", "valid") == ()


def test_refuses_an_attached_event_that_leads_nowhere(remarks):
    (finding,) = remarks("boundary-outgoing", "invalid")

    assert (finding.element, finding.severity) == ("frist", Severity.ERROR)
    assert "„frist“" in finding.reason
