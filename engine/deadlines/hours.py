"""Deadlines in hours: elapsed time, not the hands of the clock, and days off count unless the law excepts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.deadlines.calculation import Calculation
from engine.deadlines.calendar import Calendar, never_open, weekday_name
from engine.deadlines.deadline import Step, german
from engine.deadlines.law import Law
from engine.deadlines.period import ZONE

_BERLIN = ZoneInfo(ZONE)
_HOUR = timedelta(hours=1)
#: days without an open hour after which an authority counts as closed for good
_NEVER_OPEN = 800


def count_hours(begun: datetime, hours: int, law: Law, calendar: Calendar) -> Calculation:
    """The instant `hours` elapsed hours after `begun` (aware).

    Saturdays, Sundays and holidays count (§ 31 (6) VwVfG, § 26 (6) SGB X), except in court (§ 222 (3) ZPO). Whether an
    hour that has begun counts is not settled: the other reading begins with the next full hour.
    """
    exact = _counted(begun, begun, hours, law, calendar)
    local = begun.astimezone(_BERLIN)
    full = local.replace(minute=0, second=0, microsecond=0)
    if full == local:
        return exact
    other = _counted(begun, full.astimezone(UTC) + _HOUR, hours, law, calendar)
    dispute = (
        "prüfen: Ob die angefangene Stunde mitzählt, sagt das Gesetz nicht; wer § 187 Abs. 1 BGB "
        "entsprechend anwendet, zählt ab der nächsten vollen Stunde. Das frühere Ende ist sicher."
    )
    return replace(exact, other=replace(other, dispute=dispute), dispute=dispute)


def count_agreed_hours(begun: datetime, hours: int, calendar: Calendar) -> Calculation:
    """The instant an agreed time of hours ends: counted while the authority is open, if its office hours are known.

    Without office hours every elapsed hour counts. ModelError if it is not open for years.
    """
    local = begun.astimezone(_BERLIN)
    how, end = (
        "jede vergangene Stunde zählt, Öffnungszeiten sind nicht bekannt",
        begun.astimezone(UTC) + hours * _HOUR,
    )
    if calendar.office_hours:
        how, end = (
            f"gezählt in den Öffnungszeiten, Kalender {calendar.place}",
            _while_open(begun, hours, calendar),
        )
    there = end.astimezone(_BERLIN)
    day = there.date()
    steps = (
        Step(f"Ereignis {_named(local)}", "", local.date()),
        Step(how, "vereinbarte Zeit", day),
        Step(f"{_hours_end(hours)} {_named(there)}", "vereinbarte Zeit", day),
    )
    return Calculation("Ende der vereinbarten Zeit", steps, day, day, end.astimezone(UTC))


def _while_open(begun: datetime, hours: int, calendar: Calendar) -> datetime:
    moment, left = begun.astimezone(UTC), hours * _HOUR
    day = moment.astimezone(_BERLIN).date()
    idle = 0
    while idle < _NEVER_OPEN:
        idle += 1
        for open_ in calendar.open_at(day):
            opens, closes = (
                datetime.combine(day, clock, _BERLIN).astimezone(UTC) for clock in (open_.opens, open_.closes)
            )
            span = closes - max(opens, moment)
            if span >= left:
                return closes - span + left
            if span > timedelta(0):
                idle, left, moment = 0, left - span, closes
        day += timedelta(days=1)
    raise never_open(day)


def _counted(event: datetime, start: datetime, hours: int, law: Law, calendar: Calendar) -> Calculation:
    local, begins = event.astimezone(_BERLIN), start.astimezone(_BERLIN)
    steps = [Step(f"Ereignis {_named(local)}", "", local.date())]
    again = " (zum zweiten Mal)" if begins.fold else ""
    if begins != local:
        steps.append(
            Step(
                f"gezählt ab der vollen Stunde {begins:%H:%M} Uhr{again}",
                "§ 187 Abs. 1 BGB entsprechend",
                begins.date(),
            )
        )
    skips = law is Law.VWGO
    end = _skipping(start, hours, calendar) if skips else start.astimezone(UTC) + hours * _HOUR
    there = end.astimezone(_BERLIN)
    day = calendar.day_off(there.date()) or weekday_name(there.date())
    steps.append(
        Step(
            f"{_hours_end(hours)} {german(there.date())}, {day}, {there:%H:%M} Uhr", _norm(law), there.date()
        )
    )
    if skips:
        steps.append(
            Step("Samstage, Sonntage und Feiertage sind nicht mitgezählt", law.value.hours, there.date())
        )
    else:
        steps.append(
            Step(
                "Samstage, Sonntage und Feiertage zählen mit, das Ende verschiebt sich nicht",
                law.value.hours,
                there.date(),
            )
        )
    if begins.utcoffset() != there.utcoffset():
        steps.append(
            Step(
                "über die Zeitumstellung: gezählt sind wirklich vergangene Stunden, die Uhr zeigt eine "
                "andere Zeit",
                "",
                there.date(),
            )
        )
    notes = () if law.value.hours else (f"prüfen: {law.title} regelt Fristen in Stunden nicht ausdrücklich.",)
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        which = "zweiten" if local.fold else "ersten"
        notes = (*notes, f"{local:%H:%M} Uhr gibt es an diesem Tag zweimal; gerechnet ist mit der {which}.")
    return Calculation(
        "Ende der Frist", tuple(steps), there.date(), there.date(), end, norm=law.value.hours, notes=notes
    )


def _skipping(start: datetime, hours: int, calendar: Calendar) -> datetime:
    """Elapsed hours of days that are none off: a day off passes without being counted."""
    moment, left = start.astimezone(UTC), hours * _HOUR
    while True:
        local = moment.astimezone(_BERLIN)
        midnight = datetime.combine(local.date() + timedelta(days=1), time.min, _BERLIN).astimezone(UTC)
        if calendar.day_off(local.date()) is None:
            if left <= midnight - moment:
                return moment + left
            left -= midnight - moment
        moment = midnight


def _hours_end(hours: int) -> str:
    return "1 Stunde endet" if hours == 1 else f"{hours} Stunden enden"


def _norm(law: Law) -> str:
    return law.value.hours or "vergangene Stunden"


def _named(local: datetime) -> str:
    return f"{german(local.date())}, {weekday_name(local.date())}, {local:%H:%M} Uhr"
