"""Variables as operators type them: a kind and a text, read to a value and written back without loss."""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _

from engine import ModelError, Transaction, feel, forms
from engine.feel import (
    Date,
    DateTime,
    DaysTimeDuration,
    Function,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
    compile_expression,
)
from web.characters import storable
from web.days import day_fault, read_day
from web.forms.fields import environment

#: characters of one value
LONGEST = 20_000
#: what a field for numbers takes; longer ones are FEEL
_LONGEST_NUMBER = 30


class ValueKind(StrEnum):
    """How a value is typed; the values are those of the form."""

    TEXT = "text"
    NUMBER = "zahl"
    DATE = "datum"
    BOOLEAN = "janein"
    NOTHING = "leer"
    JSON = "json"
    FEEL = "feel"


class Unreadable(Exception):
    """The text is none of its kind; the message is what the operator reads."""


def kind_name(kind: ValueKind) -> str:
    """The kind as people call it."""
    return {
        ValueKind.TEXT: _("Text"),
        ValueKind.NUMBER: _("Zahl"),
        ValueKind.DATE: _("Datum"),
        ValueKind.BOOLEAN: _("Ja oder nein"),
        ValueKind.NOTHING: _("keine Angabe"),
        ValueKind.JSON: _("Liste oder Zusammengesetztes (JSON)"),
        ValueKind.FEEL: _("FEEL-Ausdruck"),
    }[kind]


def type_name(value: Value) -> str:
    """What a value is, as people call it."""
    match value:
        case list():
            return _("Liste")
        case dict():
            return _("Zusammengesetzt")
        case DaysTimeDuration() | YearsMonthsDuration():
            return _("Dauer")
        case Time() | DateTime():
            return _("Zeitpunkt")
        case _:
            return kind_name(kind_of(value))


def kind_of(value: Value) -> ValueKind:
    """How a value is best typed. What JSON cannot say – a date in a list, a duration – is FEEL."""
    match value:
        case None:
            return ValueKind.NOTHING
        case bool():
            return ValueKind.BOOLEAN
        case str():
            return ValueKind.TEXT
        case Decimal() if len(f"{value:f}") <= _LONGEST_NUMBER:
            return ValueKind.NUMBER
        case Date():
            return ValueKind.DATE
        case list() | dict() if _is_json(value):
            return ValueKind.JSON
        case _:
            return ValueKind.FEEL


def typed(value: Value) -> str:
    """The text that `read` turns into the same value."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case str():
            return value
        case Decimal() if len(f"{value:f}") <= _LONGEST_NUMBER:
            return f"{value:f}".replace(".", ",")
        case Date():
            return f"{value.day:02}.{value.month:02}.{value.year:04}"
        case list() | dict() if _is_json(value):
            return json.dumps(feel.to_json(value), ensure_ascii=False, indent=2)
        case _:
            return literal(value)


def read(tx: Transaction, kind: str, text: str) -> Value:
    """The value of what was typed; Unreadable with a sentence for the field."""
    if kind not in set(ValueKind):
        raise Unreadable(_("Bitte wählen Sie die Art des Wertes."))
    if len(text) > LONGEST:
        raise Unreadable(_("Bitte kürzen Sie den Wert auf höchstens %(most)s Zeichen.", most=LONGEST))
    match ValueKind(kind):
        case ValueKind.TEXT:
            return text.replace("\r\n", "\n")
        case ValueKind.NUMBER:
            return _number(text)
        case ValueKind.DATE:
            day = read_day(text.strip())
            if day is None:
                raise Unreadable(day_fault(text))
            return feel.from_python(day)
        case ValueKind.BOOLEAN:
            word = text.strip().casefold()
            if word not in ("ja", "nein"):
                raise Unreadable(_("Bitte geben Sie „ja“ oder „nein“ ein."))
            return word == "ja"
        case ValueKind.NOTHING:
            return None
        case ValueKind.JSON:
            return _json(text)
        case ValueKind.FEEL:
            return _feel(tx, text)


def literal(value: Value) -> str:
    """The value as a FEEL expression that gives it again."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return f"{value:f}"
        case list():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case dict():
            inner = (f"{json.dumps(key, ensure_ascii=False)}: {literal(item)}" for key, item in value.items())
            return "{" + ", ".join(inner) + "}"
        case _:
            return f'@"{feel.text(value)}"'


def _is_json(value: Value) -> bool:
    match value:
        case list():
            return all(_is_json(item) for item in value)
        case dict():
            return all(_is_json(item) for item in value.values())
        case _:
            return value is None or isinstance(value, bool | str | Decimal)


def _number(text: str) -> Value:
    try:
        return forms.read_number(text)
    except forms.Unreadable as fault:
        raise Unreadable(str(fault)) from fault


def _json(text: str) -> Value:
    try:
        found = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
        if not storable(json.dumps(found, ensure_ascii=False, default=str)):
            raise ValueError(text)  # half a surrogate pair is no character
        return feel.from_python(found)
    except (ValueError, ArithmeticError) as fault:
        place = f" ({fault})" if isinstance(fault, json.JSONDecodeError) else ""
        raise Unreadable(_("Das ist kein gültiges JSON%(place)s.", place=place)) from fault
    except RecursionError as fault:
        raise Unreadable(_("Das ist zu tief geschachtelt.")) from fault


def _no_number(text: str) -> Value:
    raise ValueError(text)


def _feel(tx: Transaction, text: str) -> Value:
    try:
        result = compile_expression(text).evaluate({}, environment(tx))
    except ModelError as error:
        raise Unreadable(error.message) from error
    if result.value is None and result.warnings:
        raise Unreadable(result.warnings[0].message)
    if _is_unkept(result.value):
        raise Unreadable(
            _("Der Ausdruck ergibt eine Funktion oder einen Bereich; das lässt sich nicht speichern.")
        )
    return result.value


def _is_unkept(value: Value) -> bool:
    match value:
        case Function() | Range():
            return True
        case list():
            return any(_is_unkept(item) for item in value)
        case dict():
            return any(_is_unkept(item) for item in value.values())
        case _:
            return False
