"""What people and programs say about a deadline, read as a question: by the command line, the page and the API alike.

Everything may be text, as it stands in an option, an address or a field: 23.11.2026 or 2026-11-23, P1M or „ein Monat“.
Faults stand under the names used here, each with a German sentence that says what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, TypeVar

from engine.clock import ZONE
from engine.competence import calendar_at
from engine.deadlines import (
    Calculation,
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
    calculate,
)
from engine.errors import Invalid, ModelError
from engine.profile import read_period

#: what may be said, once or several times
ONCE: Final = (
    *("ereignis", "zustellung", "benachrichtigt", "zugang", "regel", "jahre", "dauer", "arbeitstage"),
    *("stunden", "termin", "recht", "gesetzt_von", "ort", "tag_zaehlt", "ohne_verschiebung"),
    *("verlaengert_bis", "verlaengert_am"),
)
SEVERAL: Final = ("feiertag", "schliessung", "hemmung", "unterbrechung")
#: each pause lets the whole period be counted again
_MOST_SEVERAL: Final = 50
#: where a fault of a question's field is told
_NAMES: Final = {
    "event": "ereignis",
    "event_at": "ereignis",
    "period": "dauer",
    "working_days": "arbeitstage",
    "hours": "stunden",
    "appointment": "termin",
    "rule": "regel",
    "years": "jahre",
    "law": "recht",
    "set_by": "gesetzt_von",
    "counting": "tag_zaehlt",
    "days_off": "ohne_verschiebung",
    "delivery": "zustellung",
    "notified": "benachrichtigt",
    "received": "zugang",
    "calendar": "ort",
    "extended_to": "verlaengert_bis",
    "extended_on": "verlaengert_am",
    "pauses": "hemmung",
}
#: instead of the names of local holidays: somebody has looked it up, and none holds
NONE_HERE: Final = "keiner"
_SPAN_EXAMPLE: Final = "2026-12-05..2026-12-08"
_FORMS: Final = ("%Y-%m-%d", "%d.%m.%Y")
_CLOCKS: Final = ("T%H:%M", "T%H:%M:%S", " %H:%M", ", %H:%M")
#: a full stop groups thousands; anywhere else it would make fifteen of one and a half
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
_YES, _NO = frozenset({"ja", "true", "1", "on"}), frozenset({"", "nein", "false", "0", "off"})

#: text, or what is read already; several of them for the names in `SEVERAL`
Said = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was said, and what of it cannot be read."""

    said: Said
    wrong: dict[str, str] = field(default_factory=dict)

    def one(self, name: str, read: Callable[[str], T]) -> T | None:
        """The value of a name, or None when nothing is said or it cannot be read."""
        value = self.said.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        return self._try(name, read, value)

    def each(self, name: str, read: Callable[[Any], T]) -> list[T]:
        """The values of a name that can be said several times."""
        given = self.said.get(name) or ()
        values: Sequence[Any] = [given] if isinstance(given, str | Mapping) else list(given)
        if len(values) > _MOST_SEVERAL:
            self.wrong[name] = f"Das sind mehr als {_MOST_SEVERAL} Angaben."
            return []
        found = [self._try(name, read, one) for one in values if one]
        return [one for one in found if one is not None]

    def _try(self, name: str, read: Callable[[Any], T], value: Any) -> T | None:  # Any: text, or read already
        try:
            return read(value.strip() if isinstance(value, str) else value)
        except ValueError as fault:
            self.wrong[name] = str(fault)
        except Invalid as fault:
            self.wrong[name] = " ".join(fault.fields.values())
        except ModelError as fault:
            self.wrong[name] = " ".join(f"{one.reason} {one.hint}" for one in fault.findings) or fault.message
        return None


def answer(said: Said, calendar: Calendar | None = None) -> Calculation:
    """What the calculator answers to what was said; `calendar` counts where no place is said.

    Invalid with a sentence for each name that cannot be read, is missing or does not fit.
    """
    question = read_question(said, calendar)
    try:
        return calculate(question)
    except Invalid as fault:
        fields = {_NAMES.get(name, name): sentence for name, sentence in fault.fields.items()}
        raise Invalid(fault.message, fields) from None
    except ModelError as fault:
        sentences = " ".join(f"{one.reason} {one.hint}" for one in fault.findings)
        raise Invalid(fault.message, {"schliessung": sentences}) from None


def read_question(said: Said, calendar: Calendar | None = None) -> Question:
    """The question that was asked; Invalid with a sentence for each name that cannot be read."""
    reading = _Reading(said)
    event = reading.one("ereignis", read_moment)
    period, hours = reading.one("dauer", _period), reading.one("stunden", _number)
    if period is not None and hours is None and period.hours and period == Period(hours=period.hours):
        hours, period = period.hours, None
    at = event if isinstance(event, datetime) else None
    question = Question(
        event=None if at else event,
        event_at=at and (at if at.tzinfo else at.replace(tzinfo=ZONE)),
        period=period,
        working_days=reading.one("arbeitstage", _number),
        hours=hours,
        appointment=reading.one("termin", _day),
        rule=reading.one("regel", str),
        years=reading.one("jahre", _number),
        law=reading.one("recht", _law),
        set_by=reading.one("gesetzt_von", lambda text: _choice(SetBy, text)),
        counting=Counting.FROM_DAY if reading.one("tag_zaehlt", _flag) else Counting.AFTER_EVENT,
        days_off=DaysOff.KEEP if reading.one("ohne_verschiebung", _flag) else DaysOff.SHIFT,
        delivery=reading.one("zustellung", lambda text: _choice(Delivery, text)),
        notified=reading.one("benachrichtigt", _day),
        received=reading.one("zugang", _day),
        calendar=_calendar(reading, calendar),
        extended_to=reading.one("verlaengert_bis", _day),
        extended_on=reading.one("verlaengert_am", _day),
        pauses=(
            *reading.each("hemmung", lambda one: read_pause(one, Pausing.SUSPENSION)),
            *reading.each("unterbrechung", lambda one: read_pause(one, Pausing.INTERRUPTION)),
        ),
    )
    unknown = sorted(set(said) - {*ONCE, *SEVERAL})
    if unknown:
        known = ", ".join((*ONCE, *SEVERAL))
        reading.wrong.update(
            (name, f"Diese Angabe gibt es nicht. Bekannt sind: {known}.") for name in unknown
        )
    if reading.wrong:
        raise Invalid(
            f"Expected to read a question about a deadline, but {', '.join(reading.wrong)} cannot be read",
            reading.wrong,
        )
    return question


def read_moment(value: str | date) -> date | datetime:
    """A day, or a day with a time of day in Germany. ValueError says what is expected."""
    if isinstance(value, date):
        return value
    for form in _FORMS:
        for clock in ("", *_CLOCKS):
            try:
                found = datetime.strptime(value, form + clock)  # noqa: DTZ007  Germany's zone is added by the reader
            except ValueError:
                continue
            return found if clock else found.date()
    raise ValueError(f"„{value}“ ist kein Tag. Erwartet wird 23.11.2026 oder 2026-11-23.")


def read_pause(value: str | Mapping[str, Any], pausing: Pausing) -> Pause:
    """A pause as `VON..BIS:WER:GRUND[:NORM]`, or with von, bis, wer, grund, norm. ValueError says what is expected."""
    if isinstance(value, str):
        span, *parts = (part.strip() for part in value.split(":", 3))
        if len(parts) < 2:
            raise ValueError(
                f"„{value}“: Erwartet wird VON..BIS:WER:GRUND, zum Beispiel {_SPAN_EXAMPLE}:person:Pass fehlt."
            )
        who, reason, norm = parts[0], parts[1], parts[2] if len(parts) > 2 else ""
        first, last = _span(span, value)
    else:
        who, reason, norm = (str(value.get(name) or "").strip() for name in ("wer", "grund", "norm"))
        begun, ended = value.get("von"), value.get("bis")
        if not begun:
            raise ValueError("Geben Sie an, von wann an die Frist ruht, zum Beispiel 05.12.2026.")
        first, last = _day(begun), _day(ended) if ended else None
    who = who.replace(" ", "_").casefold()
    if who not in set(Cause):
        raise ValueError(f"„{who}“ ist keine von {', '.join(Cause)}.")
    return Pause(first, last, Cause(who), reason, pausing, norm)


def _calendar(reading: _Reading, given: Calendar | None) -> Calendar:
    found = reading.one("ort", calendar_at)
    if found is None:
        found = given or Calendar()
    elif given is not None:
        found = replace(found, closures=given.closures, office_hours=given.office_hours)
    closures = tuple(reading.each("schliessung", _closure))
    if closures:
        found = replace(found, closures=(*found.closures, *closures))
    observed = tuple(reading.each("feiertag", str))
    if observed:
        place = found
        names = () if observed == (NONE_HERE,) else observed
        found = reading._try("feiertag", lambda _: replace(place, observed=names), "") or place
    return found


def _closure(value: str | Mapping[str, Any]) -> Closure:
    if isinstance(value, str):
        span, _, name = value.partition(":")
        if not name.strip():
            raise ValueError(
                f"„{value}“: Erwartet wird VON..BIS:NAME, zum Beispiel 2026-12-24..2026-12-31:Ferien."
            )
        first, last = _span(span, value)
    else:
        first, name = _day(value.get("von") or ""), str(value.get("name") or "")
        last = _day(value["bis"]) if value.get("bis") else None
    if last is not None and last < first:
        raise ValueError(f"Die Schließung „{name.strip()}“ endet vor ihrem Beginn.")
    return Closure(first, last or first, name.strip())


def _span(text: str, whole: str) -> tuple[date, date | None]:
    begun, dots, ended = (part.strip() for part in text.partition(".."))
    try:
        first = _day(begun)
        return first, _day(ended) if ended else None if dots else first
    except ValueError as fault:
        raise ValueError(f"„{whole}“: {fault}") from None


def _day(value: str | date) -> date:
    found = read_moment(value)
    if isinstance(found, datetime):
        raise ValueError(f"„{value}“ hat eine Uhrzeit. Erwartet wird nur ein Tag wie 23.11.2026.")
    return found


def _number(value: str | int) -> int:
    text = str(value)
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    if not text.isdecimal() or len(text) > 9:
        raise ValueError(f"„{value}“ ist keine Zahl. Erwartet wird eine ganze Zahl wie 10.")
    return int(text)


def _flag(value: str | bool) -> bool:
    text = str(value).casefold()
    if text not in _YES | _NO:
        raise ValueError(f"„{value}“ ist weder ja noch nein.")
    return text in _YES


def _period(text: str) -> Period:
    period = Period.parse(read_period(text) or text)
    # weeks end by another paragraph than as many days (§ 188 BGB), so they stay weeks
    said = text.casefold().strip()
    in_weeks = "woche" in said or (said.startswith("p") and said.endswith("w"))
    return Period(weeks=period.days // 7) if in_weeks and period.days % 7 == 0 else period


def _choice(kind: type[T], text: str) -> T:
    try:
        return kind(text)  # type: ignore[call-arg]  # an enum by its value
    except ValueError:
        known = ", ".join(str(one) for one in kind)  # type: ignore[attr-defined]  # an enum
        raise ValueError(f"„{text}“ ist keine von {known}.") from None


def _law(text: str) -> Law:
    wanted = _letters(text)
    for law in Law:
        if _letters(law.title) == wanted:
            return law
    known = ", ".join(law.title for law in Law)
    raise ValueError(f"Das Recht „{text}“ ist keines von {known}.")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
