"""The types of FEEL: their names, which value belongs to which, and how an argument is converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.feel.semantics.rejection import Mismatch
from engine.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    Function,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
)

_GERMAN: dict[type, str] = {
    type(None): "null",
    bool: "Wahrheitswert",
    str: "Text",
    Decimal: "Zahl",
    Date: "Datum",
    Time: "Uhrzeit",
    DateTime: "Zeitpunkt",
    YearsMonthsDuration: "Dauer in Monaten",
    DaysTimeDuration: "Dauer in Tagen",
    Range: "Bereich",
    Function: "Funktion",
    list: "Liste",
    dict: "Kontext",
}


def german_type(value: Value) -> str:
    """What a process owner calls the kind of this value."""
    return _GERMAN.get(type(value), f"unbekannter Wert ({type(value).__name__})")


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A type with a name only; `Any` holds every value but null, `Null` only null."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """list<element>"""

    element: Type

    def __str__(self) -> str:
        return f"list<{self.element}>"


@dataclass(frozen=True, slots=True)
class RangeType:
    """range<element>"""

    element: Type

    def __str__(self) -> str:
        return f"range<{self.element}>"


@dataclass(frozen=True, slots=True)
class ContextType:
    """context<name: type, …>; further entries are allowed."""

    entries: tuple[tuple[str, Type], ...] = ()

    def __str__(self) -> str:
        return "context<" + ", ".join(f"{name}: {kind}" for name, kind in self.entries) + ">"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """function<parameter types> -> result type; values carry only the number of their parameters."""

    parameters: tuple[Type, ...]
    result: Type

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters))}> -> {self.result}"


Type: TypeAlias = SimpleType | ListType | RangeType | ContextType | FunctionType

ANY = SimpleType("Any")

_CLASSES: dict[str, tuple[type, ...]] = {
    "Any": tuple(kind for kind in _GERMAN if kind is not type(None)),
    "Null": (type(None),),
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "dateTime": (DateTime,),
    "years and months duration": (YearsMonthsDuration,),
    "yearMonthDuration": (YearsMonthsDuration,),
    "days and time duration": (DaysTimeDuration,),
    "dayTimeDuration": (DaysTimeDuration,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
}
SIMPLE_TYPES = frozenset(_CLASSES)


def classes_of(kind: Type) -> frozenset[type]:
    """The classes whose every value belongs to the type; none where the content of a value decides."""
    return frozenset(_CLASSES.get(kind.name, ())) if isinstance(kind, SimpleType) else frozenset()


def resolve(kind: Type, known: Mapping[str, Type]) -> Type | None:
    """The type with the names of a model replaced by what they stand for; None for a name nobody defined."""
    match kind:
        case SimpleType():
            return kind if kind.name in SIMPLE_TYPES else known.get(kind.name)
        case ListType():
            element = resolve(kind.element, known)
            return None if element is None else ListType(element)
        case RangeType():
            element = resolve(kind.element, known)
            return None if element is None else RangeType(element)
        case ContextType():
            entries = tuple((name, resolve(entry, known)) for name, entry in kind.entries)
            found = tuple((name, entry) for name, entry in entries if entry is not None)
            return ContextType(found) if len(found) == len(entries) else None
    return kind


def conforms(value: Value, kind: Type) -> bool:
    """Whether the value belongs to the type (10.3.2.9.3); null belongs to `Null` alone.

    Inside a list, context or range, null is taken as an absent value of every type.
    """
    match kind:
        case SimpleType():
            return type(value) in _CLASSES.get(kind.name, ())
        case ListType():
            return isinstance(value, list) and all(_member_conforms(item, kind.element) for item in value)
        case RangeType():
            return isinstance(value, Range) and all(
                _member_conforms(bound, kind.element) for bound in (value.start, value.end)
            )
        case ContextType():
            return isinstance(value, dict) and all(
                name in value and _member_conforms(value[name], entry) for name, entry in kind.entries
            )
    return isinstance(value, Function) and len(value.parameters) == len(kind.parameters)


def _member_conforms(value: Value, kind: Type) -> bool:
    return value is None or conforms(value, kind)


def coerce(value: Value, kind: Type) -> Value:
    """The value as the type wants it (10.3.2.9.4), or Mismatch.

    A list of one gives its element where no list is wanted, a single value becomes a list where one is, and a
    date becomes its midnight UTC. Null passes everywhere.
    """
    if value is None or conforms(value, kind):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind):
        return value[0]
    if isinstance(kind, ListType) and conforms(value, kind.element):
        return [value]
    if kind == SimpleType("list"):
        return [value]
    if isinstance(value, Date) and kind in (SimpleType("date and time"), SimpleType("dateTime")):
        return DateTime(value, Time(0, 0, 0, 0, 0))
    raise Mismatch(f"Der Wert ({german_type(value)}) passt nicht zum Typ {kind}")
