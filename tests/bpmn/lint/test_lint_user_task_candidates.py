"""user-task-candidates: someone must be able to do a task."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_task_for_a_group(remarks):
    assert remarks("user-task-candidates", "valid") == ()


def test_refuses_a_task_for_nobody(remarks):
    (finding,) = remarks("user-task-candidates", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.ERROR)
    assert "niemandem" in finding.reason


def test_refuses_a_task_for_one_person_only(remarks):
    (finding,) = remarks("user-task-candidates", "person")

    assert (finding.element, finding.severity) == ("a", Severity.ERROR)
    assert "keiner Stelle" in finding.reason
