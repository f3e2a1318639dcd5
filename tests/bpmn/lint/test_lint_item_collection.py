"""item-collection: a list is a list everywhere."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("item-collection", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("item-collection", "invalid")

    assert (finding.element, finding.severity) == ("d", Severity.ERROR)
    assert "sagen Verschiedenes" in finding.reason
    assert finding.line and finding.hint
