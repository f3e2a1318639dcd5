"""Values from and to Python, JSON and text."""

from __future__ import annotations

import datetime as py
import json
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from zoneinfo import ZoneInfo

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
from engine.feel.values.duration import DAY, SECOND
from engine.feel.values.number import number_text, to_number

_OWN = (Date, Time, DateTime, YearsMonthsDuration, DaysTimeDuration, Range, Function)


def from_python(obj: object) -> Value:
    """The FEEL value of a Python object; TypeError for a kind without one, ValueError for NaN."""
    match obj:
        case None | bool() | str():
            return obj
        case int() | float() | Decimal():
            return _number(obj)
        case py.datetime():
            return _date_time(obj)
        case py.date():
            return Date(obj.year, obj.month, obj.day)
        case py.time():
            return _time(obj)
        case py.timedelta():
            return DaysTimeDuration(
                obj.days * DAY + obj.seconds * SECOND + obj.microseconds * 1000,
            )
        case list() | tuple():
            return [from_python(item) for item in obj]
        case Mapping():
            return context_from_python(obj)
    if isinstance(obj, _OWN):
        return obj
    raise TypeError(f"Expected to make a FEEL value, but a {type(obj).__name__} has none")


def context_from_python(values: Mapping[str, object]) -> dict[str, Value]:
    """The FEEL values of named Python objects, such as the variables of a case; TypeError and ValueError as there."""
    return {_key(name): from_python(value) for name, value in values.items()}


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"Expected to make a FEEL context, but the key {key!r} is no string")
    return key


def _number(number: float | Decimal) -> Decimal:
    try:
        made = to_number(repr(number) if isinstance(number, float) else str(number))
    except ArithmeticError as fault:
        raise ValueError(f"Expected to make a FEEL number, but {number} is out of range") from fault
    if not made.is_finite():
        raise ValueError(f"Expected to make a FEEL number, but {number} is none")
    return made


def _offset(moment: py.datetime | py.time) -> tuple[int | None, str | None]:
    offset = moment.utcoffset()
    seconds = None if offset is None else int(offset.total_seconds())
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key not in ("UTC", "Etc/UTC"):
        # The hour that comes twice keeps its offset the second time.
        again = moment.fold and moment.replace(fold=0).utcoffset() != offset
        return (seconds if again else None), moment.tzinfo.key
    return seconds, None


def _time(time: py.time) -> Time:
    return Time(time.hour, time.minute, time.second, time.microsecond * 1000, *_offset(time))


def _date_time(moment: py.datetime) -> DateTime:
    time = Time(moment.hour, moment.minute, moment.second, moment.microsecond * 1000, *_offset(moment))
    return DateTime(Date(moment.year, moment.month, moment.day), time)


def to_python(value: Value) -> object:
    """The nearest Python object: `datetime` kinds and `timedelta` where they reach, the FEEL value elsewhere.

    Numbers stay `Decimal`; times below a microsecond are cut.
    """
    match value:
        case list():
            return [to_python(item) for item in value]
        case dict():
            return {key: to_python(item) for key, item in value.items()}
        case Date() if 1 <= value.year <= 9999:
            return py.date(value.year, value.month, value.day)
        case Time():
            return _py_time(value)
        case DateTime() if 1 <= value.date.year <= 9999:
            date = py.date(value.date.year, value.date.month, value.date.day)
            return py.datetime.combine(date, _py_time(value.time))
        case DaysTimeDuration() if abs(value.days) < 999_999_999:
            return py.timedelta(microseconds=value.nanoseconds // 1000)
    return value


def _py_time(time: Time) -> py.time:
    zone: py.tzinfo | None = None
    if time.zone is not None:
        zone = ZoneInfo(time.zone)
    elif time.offset is not None:
        zone = py.timezone(py.timedelta(seconds=time.offset))
    fold = int(time.zone is not None and time.offset is not None)
    return py.time(time.hour, time.minute, time.second, time.nanosecond // 1000, tzinfo=zone, fold=fold)


def to_json(value: Value) -> object:
    """What `json.dumps` takes: whole numbers as int, others as float, dates and durations as ISO text.

    A fraction is the nearest float, so more than 17 digits are lost; a number beyond floats becomes its
    text, as do ranges and functions.
    """
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            if value == value.to_integral_value() and value.adjusted() < 34:
                return int(value)
            nearest = float(value)
            return nearest if isfinite(nearest) else number_text(value)
        case list():
            return [to_json(item) for item in value]
        case dict():
            return {key: to_json(item) for key, item in value.items()}
    return text(value)


def text(value: Value) -> str:
    """The canonical text, as the function `string` gives it; a string inside a list or context is quoted."""
    match value:
        case None:
            return "null"
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return number_text(value)
        case list():
            return "[" + ", ".join(_quoted(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_name(key)}: {_quoted(item)}" for key, item in value.items()) + "}"
        case Range():
            return _range_text(value)
        case Function():
            return f"function({', '.join(value.parameters)})"
    return str(value)


def _quoted(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else text(value)


def _name(key: str) -> str:
    return key if key.replace(" ", "").replace("_", "").isalnum() else json.dumps(key, ensure_ascii=False)


def _range_text(value: Range) -> str:
    if value.operator is not None:
        return f"({value.operator} {_quoted(value.start if value.end is None else value.end)})"
    opening = "[" if value.start_included else "("
    closing = "]" if value.end_included else ")"
    return f"{opening}{_quoted(value.start)}..{_quoted(value.end)}{closing}"
