"""Types of DMN: the base types, item definitions, and what a value becomes on its way into one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from engine import feel
from engine.feel import (
    Date,
    DateTime,
    DaysTimeDuration,
    Function,
    Time,
    UnaryTests,
    Value,
    YearsMonthsDuration,
)


class Base(StrEnum):
    """The base types, by the names DMN 1.5 gives them."""

    ANY = "Any"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date and time"
    DAYS_TIME = "days and time duration"
    YEARS_MONTHS = "years and months duration"
    CONTEXT = "context"
    FUNCTION = "function"


_CLASSES: dict[Base, type] = {
    Base.NUMBER: Decimal,
    Base.STRING: str,
    Base.BOOLEAN: bool,
    Base.DATE: Date,
    Base.TIME: Time,
    Base.DATE_TIME: DateTime,
    Base.DAYS_TIME: DaysTimeDuration,
    Base.YEARS_MONTHS: YearsMonthsDuration,
    Base.CONTEXT: dict,
    Base.FUNCTION: Function,
}

_GERMAN: dict[Base, str] = {
    Base.ANY: "beliebiger Wert",
    Base.NUMBER: "Zahl",
    Base.STRING: "Text",
    Base.BOOLEAN: "Ja/Nein-Wert",
    Base.DATE: "Datum",
    Base.TIME: "Uhrzeit",
    Base.DATE_TIME: "Datum mit Uhrzeit",
    Base.DAYS_TIME: "Dauer in Tagen und Stunden",
    Base.YEARS_MONTHS: "Dauer in Jahren und Monaten",
    Base.CONTEXT: "Kontext",
    Base.FUNCTION: "Funktion",
}

_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")

# How ISO text from a caller becomes a value of the type.
_FROM_TEXT: dict[Base, Callable[[str], Value]] = {
    Base.NUMBER: lambda text: Decimal(text) if _NUMBER.fullmatch(text) else None,
    Base.DATE: feel.read_date,
    Base.TIME: feel.read_time,
    Base.DATE_TIME: feel.read_date_time,
    Base.DAYS_TIME: feel.read_duration,
    Base.YEARS_MONTHS: feel.read_duration,
}
# Spellings of DMN 1.1, of dmn-js and of Camunda 7 beside the standard's own.
_SPELLINGS: dict[str, Base] = {
    "any": Base.ANY,
    "integer": Base.NUMBER,
    "long": Base.NUMBER,
    "double": Base.NUMBER,
    "datetime": Base.DATE_TIME,
    "dateandtime": Base.DATE_TIME,
    "daytimeduration": Base.DAYS_TIME,
    "daysandtimeduration": Base.DAYS_TIME,
    "yearmonthduration": Base.YEARS_MONTHS,
    "yearsandmonthsduration": Base.YEARS_MONTHS,
    **{base.value.replace(" ", "").lower(): base for base in Base},
}


@dataclass(frozen=True, slots=True)
class Type:
    """A base type, a context with typed `components`, a list of `item`, or a function of `parameters` with a `result`.

    `allowed` are the unary tests a value must pass; for a list they are asked of the list.
    """

    base: Base = Base.ANY
    components: Mapping[str, Type] = field(default_factory=dict)
    allowed: UnaryTests | None = None
    item: Type | None = None
    parameters: tuple[Type, ...] | None = None
    result: Type | None = None
    plain: type | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Values of this very class need no look: the fast path of every input and output.
        # A context may get its components later, and has to look at each.
        looked_into = self.item is not None or self.base is Base.CONTEXT or self.parameters is not None
        simple = not looked_into and self.allowed is None
        object.__setattr__(self, "plain", _CLASSES.get(self.base) if simple else None)

    @property
    def german(self) -> str:
        """What a clerk calls this type."""
        return "Liste" if self.item else _GERMAN[self.base]


ANY = Type()

_MIDNIGHT = Time(0, 0, 0, 0, 0, None)


def as_feel(type_: Type, around: tuple[Type, ...] = ()) -> feel.Type:
    """Return the type as FEEL's `instance of` knows it; allowed values are not part of that.

    Inside itself (`around`) a type is any context, because FEEL's types are trees.
    """
    if type_.item is not None:
        return feel.ListType(as_feel(type_.item, around))
    if any(type_.components is one.components for one in around):
        return feel.SimpleType(Base.CONTEXT.value)
    if type_.components:
        inside = (*around, type_)
        return feel.ContextType(
            tuple((name, as_feel(part, inside)) for name, part in type_.components.items())
        )
    if type_.parameters is not None:
        result = as_feel(type_.result or ANY, around)
        return feel.FunctionType(tuple(as_feel(one, around) for one in type_.parameters), result)
    return feel.SimpleType(type_.base.value)


class Unfitting(Exception):
    """A value is not of the type; the message is a German sentence about it."""


class Origin(StrEnum):
    """Where a value comes from: computed by the model, or handed in as JSON by its caller."""

    MODEL = "model"
    CALLER = "caller"


def base_type(type_ref: str) -> Type | None:
    """Return the base type a typeRef names, with or without the prefix `feel:`, or None."""
    base = _SPELLINGS.get(type_ref.removeprefix("feel:").replace(" ", "").lower())
    return None if base is None else Type(base)


def conform(value: Value, type_: Type, origin: Origin = Origin.MODEL) -> Value:
    """Return the value as the type has it; raises Unfitting.

    Implicit conversions of DMN 1.5, 10.3.2.9.4: a single value becomes a list, a list of one its item, a date
    the date and time of its midnight. From a caller, text in ISO form becomes the number, date, time or
    duration the type asks for, because JSON has none of them.
    """
    if value is None or value.__class__ is type_.plain:
        return value
    if type_.item is not None:
        items = value if isinstance(value, list) else [value]
        value = [conform(item, type_.item, origin) for item in items]
    elif type_.base is not Base.ANY:
        value = _single(value, type_, origin)
    if type_.allowed is not None and type_.allowed.evaluate(value, {}).value is not True:
        raise Unfitting(f"„{feel.text(value)}“ ist keiner der erlaubten Werte ({type_.allowed.text})")
    return value


def _single(value: Value, type_: Type, origin: Origin) -> Value:
    """Return a value that is no list as a type that is no list has it; raises Unfitting."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    value = _convert(value, type_.base, origin)
    if not isinstance(value, _CLASSES[type_.base]):
        raise Unfitting(f"„{feel.text(value)}“ ist kein Wert der Art „{type_.german}“")
    wanted = type_.parameters
    if isinstance(value, Function) and wanted is not None and len(value.parameters) != len(wanted):
        raise Unfitting(f"eine Funktion mit {len(value.parameters)} statt {len(wanted)} Parametern")
    return _fill(value, type_.components, origin) if isinstance(value, dict) else value


def _convert(value: Value, base: Base, origin: Origin) -> Value:
    if origin is Origin.CALLER and isinstance(value, str) and base in _FROM_TEXT:
        made = _FROM_TEXT[base](value)
        return value if made is None else made
    if base is Base.DATE_TIME and isinstance(value, Date):
        return DateTime(value, _MIDNIGHT)
    return value


def _fill(value: dict[str, Value], components: Mapping[str, Type], origin: Origin) -> Value:
    """Conform each component; one the type does not know is kept.

    A caller may leave out what is not known: it is null. A value of the model must have every component (10.3.2.9.3).
    """
    absent = [name for name in components if name not in value]
    if absent and origin is Origin.MODEL:
        raise Unfitting(f"dem Kontext fehlt „{absent[0]}“")
    known = {name: conform(value.get(name), type_, origin) for name, type_ in components.items()}
    return {**value, **known}
