"""endless-loop: a loop needs a step at which a case waits."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_loop_in_which_someone_works(remarks):
    assert remarks("endless-loop", "valid") == ()


def test_warns_of_a_loop_without_a_waiting_step(remarks):
    (finding,) = remarks("endless-loop", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.WARNING)
    assert "Schleife über „a“" in finding.reason


def test_accepts_a_loop_over_a_sub_process_in_which_someone_works(remarks):
    assert remarks("endless-loop", "sub_process") == ()
