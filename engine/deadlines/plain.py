"""A deadline of which nothing is known but event, length, law and place, as processes ask for it.

It is the calculator that counts: what a clerk computes by hand and what a process computes are the same.
"""

from __future__ import annotations

from datetime import date

from engine.deadlines.calculator import calculate
from engine.deadlines.calendar import NORDRHEIN_WESTFALEN, Calendar
from engine.deadlines.deadline import Deadline, Step
from engine.deadlines.law import Counting, DaysOff, Law
from engine.deadlines.period import Period
from engine.deadlines.question import Question
from engine.errors import Finding, Invalid, ModelError


def compute_deadline(
    event: date,
    period: Period,
    law: Law = Law.VWVFG,
    counting: Counting = Counting.AFTER_EVENT,
    days_off: DaysOff = DaysOff.SHIFT,
    calendar: Calendar = NORDRHEIN_WESTFALEN,
) -> Deadline:
    """The deadline `period` after `event` at the place of a calendar; its closures move nothing.

    Days and weeks, or months and years: a period that mixes them, is empty, negative or has hours is a
    ModelError, since § 188 BGB gives it no end; so is one that lies outside the calendar. Where a day is a holiday in a
    part of the Land only, or no holidays are known, the last step says that it is to be checked.
    """
    _must_be_countable(period)
    question = Question(
        event, period=period, law=law, counting=counting, days_off=days_off, calendar=calendar
    )
    try:
        found = calculate(question)
    except Invalid as refused:
        raise ModelError(
            f"Expected to end {period} after {event}, but that lies outside the calendar",
            tuple(Finding("", "legal-period", said, "") for said in refused.fields.values()),
        ) from refused
    if found.end is None or found.end_unshifted is None:  # pragma: no cover - nothing pauses it
        raise ModelError(f"Expected to end {period} after {event}, but it has no end")
    doubts = tuple(
        Step(note, "", found.end) for note in found.notes if "Feiertag" in note and note.startswith("prüfen")
    )
    return Deadline(event, period, found.end, found.end_unshifted, (*found.steps, *doubts))


def _must_be_countable(period: Period) -> None:
    one_unit = (period.total_months > 0) != (period.total_days > 0)
    if one_unit and not period.has_time_part and not period.negative:
        return
    finding = Finding(
        "",
        "legal-period",
        f"„{period}“ ist keine gesetzliche Fristlänge.",
        "Geben Sie eine Länge in Tagen und Wochen oder in Monaten und Jahren an, zum Beispiel P14D oder P1M.",
    )
    raise ModelError(
        f"Expected to count {period} by § 188 BGB, but it is not one number of days or months", (finding,)
    )
