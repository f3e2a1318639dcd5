"""Text of an HTML form to FEEL values and back: German notation in, what the browser's controls want out."""

from __future__ import annotations

import datetime as py
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from engine import feel
from engine.feel import Date, DateTime, Time, Value
from engine.forms.component import CHOICES, Component, Kind
from engine.forms.setting import NONE

MAX_TEXT: Final = 20_000

_GERMAN_NUMBER = re.compile(r"([+−-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_PLAIN_NUMBER = re.compile(r"([+−-]?)(\d+)\.(\d+)")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?(?:\s?Uhr)?")
# Line breaks and tabulators are text; every other control character is an accident or an attack.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unreadable(Exception):
    """The text is not a value of the field's kind; the message is what the clerk reads."""


def read_text(component: Component, texts: Sequence[str], zone: str) -> Value:
    """Turn what was typed into the field's value; nothing typed is null, or [] where several can be chosen.

    Raises Unreadable.
    """
    typed = [text for text in texts if text.strip()]
    match component.kind:
        case Kind.CHECKBOX:
            return bool(typed) and typed[-1].strip().lower() not in ("false", "off", "0", "nein")
        case Kind.CHECKLIST | Kind.TAGLIST:
            return list(dict.fromkeys(_option(component, text) for text in typed))
        case _ if not typed:
            return None
        case Kind.SELECT | Kind.RADIO:
            return _option(component, typed[0])
        case Kind.NUMBER:
            return read_number(typed[0])
        case Kind.DATE:
            return feel.from_python(_date(typed[0].strip()))
        case Kind.TIME:
            return feel.from_python(_time(typed[0].strip()))
        case Kind.DATETIME:
            return _date_time(typed[0].strip(), zone)
        case Kind.TEXTAREA:
            return clean(typed[0].replace("\r\n", "\n").replace("\r", "\n")).strip()
        case _:
            return clean(re.sub(r"\s+", " ", typed[0])).strip()


def clean(text: str) -> str:
    """Return text that can be stored and shown; raises Unreadable for control characters and great length."""
    if len(text) > MAX_TEXT:
        raise Unreadable(f"Der Text ist länger als {MAX_TEXT:,} Zeichen.".replace(",", "."))
    if _CONTROL.search(text):
        raise Unreadable("Der Text enthält unzulässige Steuerzeichen.")
    return text


def read_number(text: str) -> Decimal:
    """Read „1.234,56“; "1234.56" is read too where it cannot mean thousands ("1.234" is 1234)."""
    compact = text.strip().replace("\u00a0", "").replace(" ", "")
    found = _GERMAN_NUMBER.fullmatch(compact) or _PLAIN_NUMBER.fullmatch(compact)
    if found is None or len(compact) > 30:
        raise Unreadable("Bitte geben Sie eine Zahl ein, z. B. 1.234,56.")
    sign, whole, fraction = found.groups()
    return (
        Decimal(f"{'-' if sign in ('-', '−') else ''}{whole.replace('.', '')}.{fraction or '0'}").normalize()
        + 0
    )


def _option(component: Component, text: str) -> Value:
    for option in component.options:
        if option.code == text:
            return option.value
    raise Unreadable("Bitte wählen Sie einen der angebotenen Einträge.")


def _date(text: str) -> py.date:
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = found.groups()
    elif found := _GERMAN_DATE.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise Unreadable("Bitte geben Sie ein Datum ein, z. B. 14.11.2026.")
    try:
        return py.date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(f"Den Tag {text} gibt es nicht. Bitte prüfen Sie das Datum.") from None


def _time(text: str) -> py.time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unreadable("Bitte geben Sie eine Uhrzeit ein, z. B. 14:30.")
    hour, minute, second = found.groups()
    try:
        return py.time(int(hour), int(minute), int(second or 0))
    except ValueError:
        raise Unreadable(f"Die Uhrzeit {text} gibt es nicht.") from None


def _date_time(text: str, zone: str) -> Value:
    """Read a local date and time of the zone; one that the clock change leaves out does not exist."""
    day, separator, time = text.replace(", ", " ").partition("T" if "T" in text else " ")
    if not separator:
        raise Unreadable("Bitte geben Sie Datum und Uhrzeit ein, z. B. 14.11.2026 14:30.")
    moment = py.datetime.combine(_date(day), _time(time.strip()), ZoneInfo(zone))
    if moment.astimezone(py.UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment.replace(
        tzinfo=None
    ):
        raise Unreadable(f"Die Uhrzeit {time.strip()} gibt es an diesem Tag nicht (Zeitumstellung).")
    return feel.from_python(moment)


def from_json(component: Component, value: object) -> Value:
    """Turn a JSON (or already FEEL) value into the field's value; raises Unreadable.

    Dates and times may come as ISO text. Nothing else is converted: "12" is no number. What a computed choice offers
    may be of any kind.
    """
    try:
        made = feel.from_python(value)
    except (TypeError, ValueError):
        raise Unreadable("Der Wert hat eine unzulässige Art.") from None
    if made is None:
        return None
    match component.kind:
        case Kind.DATE | Kind.TIME | Kind.DATETIME if isinstance(made, str):
            made = _ISO_READERS[component.kind](made)
        case Kind.CHECKLIST | Kind.TAGLIST | Kind.FILEPICKER if not isinstance(made, list):
            made = [made]
    if component.kind in CHOICES and component.source != NONE:
        return made
    if not isinstance(made, _CLASSES[component.kind]):
        raise Unreadable(_EXPECTED[component.kind])
    for text in made if isinstance(made, list) else [made]:
        if isinstance(text, str):
            clean(text)
    return made


def to_texts(component: Component, value: Value, zone: str) -> tuple[str, ...]:
    """Return the value as the HTML control carries it: ISO for dates, German for numbers, codes for choices.

    Date and time lose their zone here: the control shows the wall clock of `zone`.
    """
    match value:
        case None:
            return ()
        case list():
            return tuple(text for item in value for text in to_texts(component, item, zone))
        case bool():
            return ("true",) if value else ()
        case Decimal():
            return (f"{value:f}".replace(".", ","),) if component.kind is Kind.NUMBER else (feel.text(value),)
        case DateTime():
            moment = feel.to_python(value)
            if isinstance(moment, py.datetime):
                local = moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment
                return (local.strftime("%Y-%m-%dT%H:%M"),)
            return (feel.text(value),)
        case Time():
            time = feel.to_python(value)
            return (time.strftime("%H:%M"),) if isinstance(time, py.time) else (feel.text(value),)
        case str():
            return (value,)
        case _:
            return (feel.text(value),)


def as_control(component: Component, texts: Sequence[str], zone: str) -> tuple[str, ...]:
    """Return what a clerk typed in the form the control shows; what cannot be read stays as typed."""
    if component.kind not in (Kind.DATE, Kind.TIME, Kind.DATETIME):
        return tuple(texts)
    try:
        return to_texts(component, read_text(component, texts, zone), zone)
    except Unreadable:
        return tuple(texts)


_ISO_READERS: dict[Kind, Callable[[str], Value]] = {
    Kind.DATE: feel.read_date,
    Kind.TIME: feel.read_time,
    Kind.DATETIME: feel.read_date_time,
}

_CHOICE = (str, bool, Decimal)
_CLASSES: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXTFIELD: str,
    Kind.TEXTAREA: str,
    Kind.NUMBER: Decimal,
    Kind.DATE: Date,
    Kind.TIME: Time,
    Kind.DATETIME: DateTime,
    Kind.CHECKBOX: bool,
    Kind.SELECT: _CHOICE,
    Kind.RADIO: _CHOICE,
    Kind.CHECKLIST: list,
    Kind.TAGLIST: list,
    Kind.FILEPICKER: list,
}
_EXPECTED = {
    Kind.TEXTFIELD: "Erwartet wird ein Text.",
    Kind.TEXTAREA: "Erwartet wird ein Text.",
    Kind.NUMBER: "Erwartet wird eine Zahl.",
    Kind.DATE: "Erwartet wird ein Datum, z. B. 2026-11-14.",
    Kind.TIME: "Erwartet wird eine Uhrzeit, z. B. 14:30:00.",
    Kind.DATETIME: "Erwartet werden Datum und Uhrzeit, z. B. 2026-11-14T14:30:00@Europe/Berlin.",
    Kind.CHECKBOX: "Erwartet wird ja oder nein (true oder false).",
    Kind.SELECT: "Erwartet wird einer der angebotenen Einträge.",
    Kind.RADIO: "Erwartet wird einer der angebotenen Einträge.",
    Kind.CHECKLIST: "Erwartet wird eine Liste angebotener Einträge.",
    Kind.TAGLIST: "Erwartet wird eine Liste angebotener Einträge.",
    Kind.FILEPICKER: "Erwartet wird eine Liste mit den Nummern von Dokumenten.",
}
