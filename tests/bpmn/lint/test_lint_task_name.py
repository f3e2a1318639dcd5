"""task-name: a task says what to do."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_named_task(remarks):
    assert remarks("task-name", "valid") == ()


def test_warns_of_a_task_without_a_name(remarks):
    (finding,) = remarks("task-name", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.WARNING)
    assert "keinen Namen" in finding.reason
