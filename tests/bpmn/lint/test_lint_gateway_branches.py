"""gateway-branches: a gateway splits or joins."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("gateway-branches", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("gateway-branches", "invalid")

    assert (finding.element, finding.severity) == ("g", Severity.ERROR)
    assert "verzweigt nichts" in finding.reason
    assert finding.line and finding.hint
