"""four-eyes: at a user task, with user tasks that come before it."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_tasks_that_come_before_also_out_of_a_sub_process(remarks):
    assert remarks("four-eyes", "valid") == ()


def test_refuses_what_would_keep_nobody_from_anything(remarks):
    later, unknown, itself, event, nothing, misplaced = remarks("four-eyes", "invalid")

    assert (later.element, later.severity) == ("entwerfen", Severity.ERROR)
    assert "die nicht vor ihr liegt" in later.reason
    assert unknown.element == "zeichnen"
    assert unknown.hint == "Meinten Sie „entwerfen“?"
    assert "die nicht vor ihr liegt" in itself.reason
    assert "„start“; eine Aufgabe dieser Kennung gibt es nicht" in event.reason
    assert nothing.element == "leer"
    assert "nennt aber keine frühere Aufgabe" in nothing.reason
    assert misplaced.element == "ende"
    assert "keine Benutzeraufgabe" in misplaced.reason
