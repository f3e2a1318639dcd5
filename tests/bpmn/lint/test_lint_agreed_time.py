"""agreed-time: what the diagram asks for must be a time that process.toml names."""

from __future__ import annotations

from engine.bpmn import Knowledge
from engine.errors import Severity


def knowing(*elements):
    return Knowledge(agreed=frozenset(elements))


def test_accepts_times_that_are_named(remarks):
    assert remarks("agreed-time", "valid", knowing("pruefen", "erinnern", "lange")) == ()


def test_without_the_profile_nothing_is_known(remarks):
    assert remarks("agreed-time", "valid") == ()


def test_names_the_known_ones_for_a_due_date_a_timer_and_a_condition(remarks):
    task, timer, condition = remarks("agreed-time", "valid", knowing("pruefung", "frist"))

    assert [one.element for one in (task, timer, condition)] == ["pruefen", "erinnern", "lange"]
    assert task.severity is Severity.ERROR
    assert task.reason.endswith(
        "fragt nach der vereinbarten Zeit von „pruefen“, die in process.toml nicht steht. "
        "Bekannt sind: frist, pruefung."
    )
    assert task.hint == "Meinten Sie „pruefung“?"
    assert timer.hint == "Ergänzen Sie [[zeiten]] mit element, art und wert."


def test_says_that_none_is_named(remarks):
    task, *_ = remarks("agreed-time", "valid", knowing())

    assert task.reason.endswith("Dort steht noch keine.")


def test_a_case_that_is_not_there_yet_has_no_place(remarks):
    (finding,) = remarks("agreed-time", "invalid", knowing("woechentlich"))

    assert finding.element == "woechentlich"
    assert "beginnt den Ablauf" in finding.reason
