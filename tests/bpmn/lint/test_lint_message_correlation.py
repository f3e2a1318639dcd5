"""message-correlation: a message finds its case by a key."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_message_with_a_key(remarks):
    assert remarks("message-correlation", "valid") == ()


def test_refuses_a_message_without_a_key(remarks):
    (finding,) = remarks("message-correlation", "invalid")

    assert (finding.element, finding.severity) == ("warten", Severity.ERROR)
    assert "keinen Korrelationsschlüssel" in finding.reason
