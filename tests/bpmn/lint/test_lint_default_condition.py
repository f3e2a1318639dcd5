"""default-condition: a default flow has no condition."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_default_without_a_condition(remarks):
    assert remarks("default-condition", "valid") == ()


def test_refuses_a_default_with_a_condition(remarks):
    (finding,) = remarks("default-condition", "invalid")

    assert (finding.element, finding.severity) == ("frage_nein", Severity.ERROR)
    assert "nie geprüft" in finding.reason
