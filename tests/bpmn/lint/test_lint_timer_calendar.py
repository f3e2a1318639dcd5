"""timer-calendar: plain days know of no holiday, and nobody can agree on them."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_what_is_counted_agreed_or_no_deadline(remarks):
    assert remarks("timer-calendar", "valid") == ()


def test_what_begins_a_process_has_no_calendar_yet(remarks):
    assert remarks("timer-calendar", "start") == ()


def test_warns_of_days_weeks_and_months_as_they_are_written(remarks):
    found = remarks("timer-calendar", "invalid")

    assert {one.severity for one in found} == {Severity.WARNING}
    assert [(one.element, one.reason.split("zählt ")[1].split(" fest")[0]) for one in found] == [
        ("tage", "„P14D“"),
        ("monat", "„P1MT12H“"),
        ("feel", "„P2W“"),
        ("kurz", "„P10D“"),
        ("vorher", "„P90D“"),
        ("gerechnet", "Tage oder Monate"),
    ]
    assert 'vereinbart("tage")' in found[0].hint
