"""gateway-default: a default keeps a case from getting stuck."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_choice_with_a_default(remarks):
    assert remarks("gateway-default", "valid") == ()


def test_warns_of_a_choice_without_a_default(remarks):
    (finding,) = remarks("gateway-default", "invalid")

    assert (finding.element, finding.severity) == ("frage", Severity.WARNING)
    assert "keinen Standardfluss" in finding.reason
