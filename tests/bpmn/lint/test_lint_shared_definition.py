"""shared-definition: definitions are shared at the top."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("shared-definition", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("shared-definition", "invalid")

    assert (finding.element, finding.severity) == ("s", Severity.ERROR)
    assert "gehört einem anderen Ereignis" in finding.reason
    assert finding.line and finding.hint
