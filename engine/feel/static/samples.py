"""One value of each type, so that the operators themselves say which types they are defined for."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from engine.feel.semantics.types import ANY, ContextType, FunctionType, ListType, RangeType, SimpleType, Type
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

NUMBER: Final = SimpleType("number")
STRING: Final = SimpleType("string")
BOOLEAN: Final = SimpleType("boolean")
DATE: Final = SimpleType("date")
TIME: Final = SimpleType("time")
DATE_TIME: Final = SimpleType("date and time")
DURATION: Final = SimpleType("days and time duration")
MONTHS: Final = SimpleType("years and months duration")
NULL: Final = SimpleType("Null")
LIST: Final = SimpleType("list")
CONTEXT: Final = SimpleType("context")

_DAY = Date(2024, 1, 1)
_SIMPLE: Final[dict[str, Value]] = {
    "number": Decimal(2),
    "string": "a",
    "boolean": True,
    "date": _DAY,
    "time": Time(12, 0, 0),
    "date and time": DateTime(_DAY, Time(12, 0, 0)),
    "dateTime": DateTime(_DAY, Time(12, 0, 0)),
    "years and months duration": YearsMonthsDuration(1),
    "yearMonthDuration": YearsMonthsDuration(1),
    "days and time duration": DaysTimeDuration(1),
    "dayTimeDuration": DaysTimeDuration(1),
}
_TYPES: Final[dict[type, Type]] = {
    Decimal: NUMBER,
    str: STRING,
    bool: BOOLEAN,
    Date: DATE,
    Time: TIME,
    DateTime: DATE_TIME,
    YearsMonthsDuration: MONTHS,
    DaysTimeDuration: DURATION,
    type(None): NULL,
}


def sample(kind: Type | None) -> Value:
    """A value of the type; None where nothing can be said of its values."""
    match kind:
        case SimpleType():
            return _SIMPLE.get(kind.name)
        case RangeType() if (bound := sample(kind.element)) is not None:
            return Range(bound, bound)
        case FunctionType():
            return Function(tuple(f"p{number}" for number in range(len(kind.parameters))), _never)
    return None


def _never(_arguments: tuple[Value, ...], _evaluation: object) -> Value:
    return None


def type_of(value: Value) -> Type | None:
    """The type of a constant; None for one that has no single type, as a list of mixed items."""
    match value:
        case list():
            kinds = {type_of(item) for item in value}
            return ListType(kinds.pop() or ANY) if len(kinds) == 1 else LIST
        case dict():
            return ContextType(tuple((key, type_of(item) or ANY) for key, item in value.items()))
        case Range():
            bound = value.end if value.start is None else value.start
            return RangeType(type_of(bound) or ANY)
    return _TYPES.get(type(value))
