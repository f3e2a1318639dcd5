"""user-task-form: a task asks something."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_task_with_a_form(remarks):
    assert remarks("user-task-form", "valid") == ()


def test_warns_of_a_task_without_a_form(remarks):
    (finding,) = remarks("user-task-form", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.WARNING)
    assert "kein Formular" in finding.reason
