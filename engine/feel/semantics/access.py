"""Members of values by name: entries of contexts, properties of dates, durations and ranges (table 65)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.semantics.types import german_type
from engine.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
)
from engine.feel.values.calendar import weekday
from engine.feel.values.duration import SECOND


class NoMember(Rejected):
    """The context has no entry, or the kind of value no property, of that name."""


def _offset(value: Time | DateTime) -> Value:
    offset = value.offset
    return None if offset is None else DaysTimeDuration(offset * SECOND)


# `Any`: each getter takes the class of its table, which a dict by class cannot say to mypy.
_Getter = Callable[[Any], Value]


def _of_date(getter: _Getter) -> _Getter:
    return lambda value: getter(value.date)


def _of_time(getter: _Getter) -> _Getter:
    return lambda value: getter(value.time)


_DATE: dict[str, _Getter] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(weekday(value.ordinal)),
}
_TIME: dict[str, _Getter] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": lambda value: Decimal(value.second),
    "time offset": _offset,
    "timezone": lambda value: value.zone,
}
_DATE_TIME: dict[str, _Getter] = {
    **{name: _of_date(getter) for name, getter in _DATE.items()},
    **{name: _of_time(getter) for name, getter in _TIME.items()},
    "time offset": _offset,
}
_PROPERTIES: dict[type, dict[str, _Getter]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: _DATE_TIME,
    YearsMonthsDuration: {
        "years": lambda value: Decimal(value.years),
        "months": lambda value: Decimal(value.months),
    },
    DaysTimeDuration: {
        "days": lambda value: Decimal(value.days),
        "hours": lambda value: Decimal(value.hours),
        "minutes": lambda value: Decimal(value.minutes),
        "seconds": lambda value: Decimal(value.seconds),
    },
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}
PROPERTY_NAMES = frozenset(name for properties in _PROPERTIES.values() for name in properties)


def member(value: Value, name: str) -> Value:
    """The entry or property of that name; of a list, the list of it from every element."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        raise NoMember(f"Der Kontext hat keinen Eintrag „{name}“")
    if isinstance(value, list):
        return [member_or_null(item, name) for item in value]
    properties = _PROPERTIES.get(type(value))
    if properties is None:
        raise Mismatch(f"„{german_type(value)}“ hat keine Eigenschaft „{name}“")
    getter = properties.get(name)
    if getter is None:
        raise NoMember(f"„{german_type(value)}“ hat keine Eigenschaft „{name}“")
    return getter(value)


def member_or_null(value: Value, name: str) -> Value:
    """As `member`, with null where there is none."""
    try:
        return member(value, name)
    except Rejected:
        return None
