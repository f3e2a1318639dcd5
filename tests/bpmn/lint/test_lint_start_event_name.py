"""start-event-name: the start says what has happened."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_start_with_a_name(remarks):
    assert remarks("start-event-name", "valid") == ()


def test_warns_of_a_start_without_a_name(remarks):
    findings = remarks("start-event-name", "invalid")

    assert [finding.element for finding in findings] == ["start"]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "keinen Namen" in findings[0].reason
