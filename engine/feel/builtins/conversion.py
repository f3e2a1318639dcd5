"""From one kind to another (DMN 1.5, 10.3.4.1 and 10.3.4.2)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from engine.feel.builtins.numeric import whole
from engine.feel.builtins.signature import declare
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    Value,
    YearsMonthsDuration,
)
from engine.feel.values.duration import SECOND
from engine.feel.values.interchange import text
from engine.feel.values.iso import read_date, read_date_time, read_duration, read_time
from engine.feel.values.number import CONTEXT, to_number

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def _negated(_: Evaluation, value: bool) -> Value:
    """The opposite truth."""
    return not value


def _string(evaluation: Evaluation, value: Value) -> Value:
    if isinstance(value, list | dict):
        evaluation.pay_for(value)
    return None if value is None else text(value)


def _number(_: Evaluation, source: str) -> Value:
    if not _NUMBER.fullmatch(source) or len(source) > 200:
        raise Rejected(f"„{source[:40]}“ ist keine Zahl")
    try:
        return to_number(source)
    except ArithmeticError as fault:
        raise Rejected("Die Zahl ist zu groß") from fault


def _number_with_separators(
    evaluation: Evaluation, source: str, grouping: Value = None, decimal: Value = None
) -> Value:
    """Separators are a space, a comma or a dot, and differ; null means there is none."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        raise Rejected("Als Trennzeichen gelten nur Leerzeichen, Komma und Punkt")
    if grouping == decimal and grouping is not None:
        raise Rejected("Die beiden Trennzeichen müssen verschieden sein")
    if isinstance(grouping, str):
        source = source.replace(grouping, "")
    if isinstance(decimal, str):
        source = source.replace(decimal, ".")
    return _number(evaluation, source)


def _date(_: Evaluation, source: str) -> Value:
    date = read_date(source)
    if date is None:
        raise Rejected(f"„{source[:40]}“ ist kein Datum in der Form JJJJ-MM-TT")
    return date


def _date_of(_: Evaluation, source: DateTime) -> Value:
    return source.date


def _date_from_parts(_: Evaluation, year: Decimal, month: Decimal, day: Decimal) -> Value:
    try:
        return Date(whole(year, "year"), whole(month, "month"), whole(day, "day"))
    except ValueError as fault:
        raise Rejected("Diesen Tag gibt es nicht") from fault


def _date_time(_: Evaluation, source: str) -> Value:
    """A date alone is its midnight."""
    moment = read_date_time(source)
    if moment is None:
        date = read_date(source)
        if date is None:
            raise Rejected(f"„{source[:40]}“ ist kein Zeitpunkt in der Form JJJJ-MM-TTThh:mm:ss")
        moment = DateTime(date, Time(0, 0, 0))
    return moment


def _date_time_of(_: Evaluation, date: Value, time: Time) -> Value:
    if isinstance(date, DateTime):
        date = date.date
    if not isinstance(date, Date):
        raise Mismatch("„date“ ist kein Datum")
    return DateTime(date, time)


def _time(_: Evaluation, source: str) -> Value:
    time = read_time(source)
    if time is None:
        raise Rejected(f"„{source[:40]}“ ist keine Uhrzeit in der Form hh:mm:ss")
    return time


def _time_of(_: Evaluation, source: Value) -> Value:
    match source:
        case Time():
            return source
        case DateTime():
            return source.time
        case Date():
            return Time(0, 0, 0, 0, 0)
    raise Mismatch("„from“ ist kein Zeitpunkt")


def _time_from_parts(
    _: Evaluation, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTimeDuration | None = None
) -> Value:
    seconds = int(CONTEXT.multiply(second, Decimal(SECOND))) if second.copy_abs() < 100 else -1
    shift = None if offset is None else offset.nanoseconds // SECOND
    try:
        return Time(
            whole(hour, "hour"),
            whole(minute, "minute"),
            seconds // SECOND,
            seconds % SECOND,
            shift,
        )
    except ValueError as fault:
        raise Rejected("Diese Uhrzeit gibt es nicht") from fault


def _duration(_: Evaluation, source: str) -> Value:
    duration = read_duration(source)
    if duration is None:
        raise Rejected(f"„{source[:40]}“ ist keine Dauer wie P1Y6M oder P14DT12H")
    return duration


def _duration_of(_: Evaluation, source: Value) -> Value:
    if isinstance(source, YearsMonthsDuration | DaysTimeDuration):
        return source
    raise Mismatch("„from“ ist keine Dauer")


def _months_between(_: Evaluation, start: Value, end: Value) -> Value:
    """Whole months between two days; the month counts once its day is reached (10.3.4.2, table 60)."""
    first, last = _day(start), _day(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonthsDuration(months)


def _day(value: Value) -> Date:
    if isinstance(value, DateTime):
        return value.date
    if isinstance(value, Date):
        return value
    raise Mismatch("Ein Argument ist kein Datum")


FUNCTIONS: Final = [
    declare("not(negand: boolean)", _negated),
    declare("string(from: Any)", _string),
    declare("number(from: string)", _number),
    declare(
        "number(from: string, grouping separator: Any, decimal separator?: Any)", _number_with_separators
    ),
    declare("date(from: string)", _date),
    declare("date(from: date and time)", _date_of),
    declare("date(year: number, month: number, day: number)", _date_from_parts),
    declare("date and time(from: string)", _date_time),
    declare("date and time(date: Any, time: time)", _date_time_of),
    declare("time(from: string)", _time),
    declare("time(from: Any)", _time_of),
    declare(
        "time(hour: number, minute: number, second: number, offset?: days and time duration)",
        _time_from_parts,
    ),
    declare("duration(from: string)", _duration),
    declare("duration(from: Any)", _duration_of),
    declare("years and months duration(from: Any, to: Any)", _months_between),
]
