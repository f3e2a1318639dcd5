"""gateway-name: a choice asks a question."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_choice_that_asks_a_question(remarks):
    assert remarks("gateway-name", "valid") == ()


def test_warns_of_a_choice_without_a_name(remarks):
    (finding,) = remarks("gateway-name", "invalid")

    assert (finding.element, finding.severity) == ("frage", Severity.WARNING)
    assert "keinen Namen" in finding.reason
