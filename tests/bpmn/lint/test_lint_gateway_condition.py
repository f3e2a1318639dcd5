"""gateway-condition: every way out of a choice says when it is taken."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_condition_and_a_default(remarks):
    assert remarks("gateway-condition", "valid") == ()


def test_refuses_a_way_without_a_condition(remarks):
    (finding,) = remarks("gateway-condition", "invalid")

    assert (finding.element, finding.severity) == ("frage_nein", Severity.ERROR)
    assert "keine Bedingung" in finding.reason
