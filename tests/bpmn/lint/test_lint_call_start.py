"""call-start: what is called begins by itself."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("call-start", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("call-start", "invalid")

    assert (finding.element, finding.severity) == ("c", Severity.ERROR)
    assert "nur durch Ereignisse" in finding.reason
    assert finding.line and finding.hint
