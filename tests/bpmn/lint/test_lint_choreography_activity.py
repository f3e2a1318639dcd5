"""choreography-activity: choreographies are no processes."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("choreography-activity", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("choreography-activity", "invalid")

    assert (finding.element, finding.severity) == ("c", Severity.ERROR)
    assert "Absprache" in finding.reason
    assert finding.line and finding.hint
