"""Text of an HTML form to FEEL values and back: German notation in, what the browser's controls want out."""

from __future__ import annotations

import datetime as py
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from engine import feel
from engine.feel import Date, DateTime, Environment, Time, Value
from engine.forms.component import CHOICES, Component, Kind
from engine.forms.moments import as_typed, read_day, read_moment, read_time
from engine.forms.setting import NONE
from engine.forms.unreadable import Unreadable

MAX_TEXT: Final = 20_000

_GERMAN_NUMBER = re.compile(r"([+−-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_PLAIN_NUMBER = re.compile(r"([+−-]?)(\d+)\.(\d+)")
_CURRENCY = frozenset({"€", "eur", "euro"})
# Line breaks and tabulators are text; every other control character is an accident or an attack.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_text(component: Component, texts: Sequence[str], environment: Environment) -> Value:
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
            return read_number(_without_unit(component, typed[0], environment))
        case Kind.DATE:
            return feel.from_python(read_day(component, typed[0].strip(), environment))
        case Kind.TIME:
            return feel.from_python(read_time(typed[0].strip()))
        case Kind.DATETIME:
            return read_moment(component, typed[0].strip(), environment)
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


def _without_unit(component: Component, text: str, environment: Environment) -> str:
    """The amount without the unit somebody typed with it: that of the field, or euros where it names no other."""
    units = {one.text({}, environment).strip().casefold() for one in (component.prefix, component.suffix)} - {
        ""
    }
    if not units or units & _CURRENCY:
        units |= _CURRENCY
    typed = text.strip()
    for unit in sorted(units, key=len, reverse=True):
        lowered = typed.casefold()
        if lowered.endswith(unit) and lowered != unit:
            return typed[: -len(unit)]
        if lowered.startswith(unit) and lowered != unit:
            return typed[len(unit) :]
    return typed


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
                return (as_typed(local),)
            return (feel.text(value),)
        case Time():
            time = feel.to_python(value)
            return (time.strftime("%H:%M"),) if isinstance(time, py.time) else (feel.text(value),)
        case str():
            return (value,)
        case _:
            return (feel.text(value),)


def as_control(component: Component, texts: Sequence[str], environment: Environment) -> tuple[str, ...]:
    """Return what a clerk typed in the form the control shows; what cannot be read stays as typed."""
    if component.kind not in (Kind.DATE, Kind.TIME, Kind.DATETIME):
        return tuple(texts)
    try:
        return to_texts(component, read_text(component, texts, environment), environment.zone)
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
