"""What the options of `laufweg frist` say, as a question about a deadline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import click

from engine.cli.day import Day
from engine.clock import ZONE
from engine.competence import calendar_at
from engine.deadlines import (
    Calendar,
    Cause,
    Closure,
    Counting,
    DaysOff,
    Delivery,
    Law,
    Pause,
    Pausing,
    Period,
    Question,
    SetBy,
)
from engine.errors import Invalid, ModelError
from engine.profile import read_period

#: fields of a question, by the option that fills them
OPTIONS = {
    "event": "--ereignis",
    "event_at": "--ereignis",
    "period": "--dauer",
    "working_days": "--arbeitstage",
    "hours": "--stunden",
    "appointment": "--termin",
    "rule": "--regel",
    "years": "--jahre",
    "law": "--recht",
    "set_by": "--gesetzt-von",
    "counting": "--tag-zaehlt, --ohne-verschiebung",
    "days_off": "--ohne-verschiebung",
    "delivery": "--zustellung",
    "notified": "--benachrichtigt",
    "received": "--zugang",
    "calendar": "--ort",
    "closures": "--schliessung",
    "extended_to": "--verlaengert-bis",
    "extended_on": "--verlaengert-am",
    "pauses": "--hemmung",
}
UNREADABLE = "Expected to compute a deadline, but the options do not say which"


def read_question(said: dict[str, Any]) -> Question:
    """The question the options ask; Invalid with a sentence for the one that cannot be read."""
    event, hours = said["ereignis"], said["stunden"]
    period = _read("period", _period, said["dauer"])
    if period is not None and hours is None and period == Period(hours=period.hours):
        hours, period = period.hours, None
    at = event if isinstance(event, datetime) else None
    return Question(
        event=None if at else event,
        event_at=at and at.replace(tzinfo=ZONE),
        period=period,
        working_days=said["arbeitstage"],
        hours=hours,
        appointment=said["termin"],
        rule=said["regel"],
        years=said["jahre"],
        law=_read("law", _law, said["recht"]),
        set_by=said["gesetzt_von"] and SetBy(said["gesetzt_von"]),
        counting=Counting.FROM_DAY if said["tag_zaehlt"] else Counting.AFTER_EVENT,
        days_off=DaysOff.KEEP if said["ohne_verschiebung"] else DaysOff.SHIFT,
        delivery=said["zustellung"] and Delivery(said["zustellung"]),
        notified=said["benachrichtigt"],
        received=said["zugang"],
        calendar=_calendar(said),
        extended_to=said["verlaengert_bis"],
        extended_on=said["verlaengert_am"],
        pauses=(
            *(_pause(text, Pausing.SUSPENSION) for text in said["hemmung"]),
            *(_pause(text, Pausing.INTERRUPTION) for text in said["unterbrechung"]),
        ),
    )


def _read(field: str, reading: Callable[[str], Any], said: str | None) -> Any:
    """What the text of an option says; a fault of a model becomes one of the field."""
    if said is None:
        return None
    try:
        return reading(said)
    except ModelError as fault:
        sentences = " ".join(f"{one.reason} {one.hint}" for one in fault.findings) or fault.message
        raise Invalid(fault.message, {field: sentences}) from None


def _period(said: str) -> Period:
    return Period.parse(read_period(said) or said)


def _law(said: str) -> Law:
    wanted = "".join(letter for letter in said.casefold() if letter.isalnum())
    for law in Law:
        if "".join(letter for letter in law.title.casefold() if letter.isalnum()) == wanted:
            return law
    known = ", ".join(law.title for law in Law)
    raise Invalid(UNREADABLE, {"law": f"Das Recht „{said}“ ist keines von {known}."})


def _calendar(said: dict[str, Any]) -> Calendar:
    found = Calendar() if said["ort"] is None else calendar_at(said["ort"])
    closures = tuple(_closure(text) for text in said["schliessung"])
    observed = said["holidays"] or None
    calendar: Calendar = _read("calendar", lambda _: replace(found, observed=observed, closures=closures), "")
    return calendar


def _closure(said: str) -> Closure:
    span, _, name = said.partition(":")
    first, last = _span(span, "closures", said)
    if not name.strip():
        raise Invalid(
            UNREADABLE,
            {
                "closures": f"„{said}“: Erwartet wird VON..BIS:NAME, zum Beispiel 2026-12-24..2026-12-31:Ferien."
            },
        )
    return Closure(first, last or first, name.strip())


def _pause(said: str, pausing: Pausing) -> Pause:
    span, *parts = (part.strip() for part in said.split(":", 3))
    if len(parts) < 2:
        expected = "Erwartet wird VON..BIS:WER:GRUND, zum Beispiel 2026-12-05..2026-12-08:person:Pass fehlt."
        raise Invalid(UNREADABLE, {"pauses": f"„{said}“: {expected}"})
    first, last = _span(span, "pauses", said)
    who = parts[0].replace(" ", "_").casefold()
    if who not in set(Cause):
        raise Invalid(UNREADABLE, {"pauses": f"„{parts[0]}“ ist keine von {', '.join(Cause)}."})
    return Pause(first, last, Cause(who), parts[1], pausing, parts[2] if len(parts) > 2 else "")


def _span(said: str, field: str, whole: str) -> tuple[date, date | None]:
    begun, dots, ended = said.partition("..")
    try:
        first = Day().convert(begun.strip(), None, None)
        last = Day().convert(ended.strip(), None, None) if ended.strip() else None if dots else first
    except click.BadParameter as fault:
        raise Invalid(UNREADABLE, {field: f"„{whole}“: {fault.message}"}) from None
    return first, last
