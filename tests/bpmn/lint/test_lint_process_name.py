"""process-name: a process has an id and a name."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_process_with_id_and_name(remarks):
    assert remarks("process-name", "valid") == ()


def test_refuses_a_process_without_an_id_and_warns_of_the_missing_name(remarks):
    without_id, without_name = remarks("process-name", "invalid")

    assert (without_id.element, without_id.severity) == ("process", Severity.ERROR)
    assert "keine Kennung" in without_id.reason
    assert (without_name.element, without_name.severity) == ("process", Severity.WARNING)
