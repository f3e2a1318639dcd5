"""flow-condition: a condition needs another way."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("flow-condition", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("flow-condition", "invalid")

    assert (finding.element, finding.severity) == ("t_e", Severity.ERROR)
    assert "einzige Ausgang" in finding.reason
    assert finding.line and finding.hint
