"""task-deadline: what nobody is late with is forgotten."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_an_agreed_time_and_a_deadline_of_the_law(remarks):
    assert remarks("task-deadline", "valid") == ()


def test_warns_of_a_task_without_either_also_where_it_is_shown_again(remarks):
    plain, follow_up = remarks("task-deadline", "invalid")

    assert (plain.element, plain.severity) == ("offen", Severity.WARNING)
    assert follow_up.element == "wiedervorgelegt"
    assert "keine Frist" in plain.reason
    assert 'vereinbart("offen")' in plain.hint
