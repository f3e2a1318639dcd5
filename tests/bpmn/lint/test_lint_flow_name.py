"""flow-name: an answer has its name."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_answers_with_names(remarks):
    assert remarks("flow-name", "valid") == ()


def test_warns_of_an_answer_without_a_name(remarks):
    findings = remarks("flow-name", "invalid")

    assert [finding.element for finding in findings] == ["frage_nein"]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "keinen Namen" in findings[0].reason
