"""message-duplicate: one name, one message."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_messages_with_different_names(remarks):
    assert remarks("message-duplicate", "valid") == ()


def test_warns_of_two_messages_with_one_name(remarks):
    (finding,) = remarks("message-duplicate", "invalid")

    assert (finding.element, finding.severity) == ("m2", Severity.WARNING)
    assert "beide „ruecknahme“" in finding.reason
