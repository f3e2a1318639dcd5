"""condition-misplaced: not every element may choose."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_conditions_on_flows_out_of_an_activity(remarks):
    assert remarks("condition-misplaced", "valid") == ()


def test_refuses_a_condition_behind_a_parallel_gateway(remarks):
    (finding,) = remarks("condition-misplaced", "invalid")

    assert (finding.element, finding.severity) == ("teilen_x", Severity.ERROR)
    assert "parallelen Gateway" in finding.reason
