"""condition-constant: a condition depends on something."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_what_reads_something_or_the_clock(remarks):
    assert remarks("condition-constant", "valid") == ()


def test_warns_of_what_always_or_never_holds(remarks):
    findings = remarks("condition-constant", "invalid")

    assert [finding.element for finding in findings] == ["frage_ja", "frage_nie"]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "immer" in findings[0].reason
