"""Deadlines by §§ 187 to 193 BGB, each with the derivation a clerk can read and a court can check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from engine.deadlines.calendar import NORDRHEIN_WESTFALEN, Calendar, weekday_name
from engine.deadlines.dates import add_months, shifted_month, with_day
from engine.deadlines.law import Counting, Law
from engine.deadlines.period import Period
from engine.errors import ModelError


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: what is so, by which norm, and the day it leads to."""

    text: str
    norm: str
    date: date

    def __str__(self) -> str:
        return f"{self.text} ({self.norm})" if self.norm else self.text


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period that ends with the end of the day `end`. `end_unshifted` is the day before §§ 193 BGB ff.
    moved it.
    """

    start_event: date
    period: Period
    end: date
    end_unshifted: date
    steps: tuple[Step, ...]

    @property
    def derivation(self) -> str:
        """The steps in one line."""
        return " → ".join(str(step) for step in self.steps)

    @property
    def shifted(self) -> bool:
        """Whether the last day was moved."""
        return self.end != self.end_unshifted


def compute_end(day: date, law: Law = Law.VWVFG, calendar: Calendar = NORDRHEIN_WESTFALEN) -> Step:
    """When a deadline ends that an authority set to `day`: then, or after a day off on the next working day (§ 31 (3)
    S. 1 VwVfG, § 26 (3) S. 1 SGB X, § 193 BGB). The step has a norm only where the day was moved.
    """
    reason = calendar.day_off(day)
    if reason is None:
        return Step(f"gesetzt bis {german(day)}, {weekday_name(day)}", "", day)
    said = f"gesetzt bis {german(day)}, {reason}; endet am nächsten Werktag"
    return Step(said, law.value.shift, calendar.next_legal_day(day))


def completion_of_age(birth: date, years: int) -> Deadline:
    """The day with whose end a person completes `years` years of life: the day before the birthday.

    The day of birth counts (§ 187 (2) S. 2 BGB). A condition of the law, not a deadline: never shifted.
    """
    period = Period(years=years)
    last = last_day(birth, period, Counting.FROM_DAY)
    steps = (
        Step(f"geboren {german(birth)}", "§ 187 Abs. 2 S. 2 BGB", birth),
        Step(f"{years}. Lebensjahr vollendet mit Ablauf des {german(last)}", "§ 188 Abs. 2 BGB", last),
    )
    return Deadline(birth, period, last, last, steps)


def age_on(birth: date, day: date) -> int | None:
    """The years of life completed when `day` begins (§ 187 (2) S. 2 BGB); None before the day of birth.

    Whoever was born on 29 February completes a year with the end of 28 February, so is older on 1 March.
    """
    if day < birth:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def german(day: date) -> str:
    """The day as German offices write it: 24.12.2026."""
    return f"{day.day:02}.{day.month:02}.{day.year}"


def length_name(period: Period) -> str:
    """The length in German words, as it was said: 14 Tage, 2 Wochen, 36 Monate, 3 Jahre."""
    months, days = period.total_months, period.total_days
    if months and not period.months:
        count, word, plural = period.years, "Jahr", "Jahre"
    elif months:
        count, word, plural = months, "Monat", "Monate"
    elif not period.days:
        count, word, plural = period.weeks, "Woche", "Wochen"
    else:
        count, word, plural = days, "Tag", "Tage"
    return f"{count} {word if count == 1 else plural}"


def period_name(period: Period) -> str:
    """The period as a German word: Monatsfrist, Frist von 14 Tagen."""
    match length_name(period):
        case "1 Monat":
            return "Monatsfrist"
        case "1 Jahr":
            return "Jahresfrist"
        case "1 Woche":
            return "Wochenfrist"
        case "1 Tag":
            return "Frist von einem Tag"
        case name:
            return f"Frist von {name}" if name.endswith("n") else f"Frist von {name}n"


def last_day(event: date, period: Period, counting: Counting) -> date:
    """The day with whose end the period is over, before any shift (§ 188 BGB)."""
    try:
        if period.total_months:
            if counting is Counting.AFTER_EVENT:
                return add_months(event, period.total_months)
            return _day_before(event, period.total_months)
        first = event if counting is Counting.FROM_DAY else event + timedelta(days=1)
        return first + timedelta(days=period.total_days - 1)
    except (OverflowError, ValueError) as error:
        raise ModelError(
            f"Expected to end {period} after {event}, but that lies outside the calendar"
        ) from error


def _day_before(start: date, months: int) -> date:
    """The day before the one with the start's number; one the month lacks is its last day (§ 188 (2), (3)
    BGB).
    """
    year, month = shifted_month(start, months)
    if start.day == 1:
        return with_day(year, month, 1) - timedelta(days=1)
    return with_day(year, month, start.day - 1)


def paragraph(event: date, last: date, period: Period, counting: Counting) -> str:
    """Which part of § 188 BGB ends the period on `last`."""
    if period.total_days:
        return "§ 188 Abs. 1" if period.days else "§ 188 Abs. 2"
    number = event.day if counting is Counting.AFTER_EVENT else event.day - 1
    return "§ 188 Abs. 2 und 3" if last.day < number else "§ 188 Abs. 2"
