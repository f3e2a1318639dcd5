"""Equality and order (DMN 1.5, 10.3.2.13, tables 42 and 43); None stands for „unknown“."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.semantics.rejection import Mismatch
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
from engine.feel.values.duration import DAY, SECOND

# Two values of one of these kinds are compared as Python compares them.
_ORDERED = frozenset({Decimal, str, Date, YearsMonthsDuration, DaysTimeDuration})
_PLAIN = _ORDERED | {bool}


def equals(left: Value, right: Value) -> bool:
    """Whether two values are the same; null equals only null, Mismatch for values of different kinds.

    Moments are compared on the time line, whatever zone they are written in, by whole seconds: the standard
    compares value(t), which is made of hour, minute and second, and the second is an integer (10.3.2.3.5). A
    local one and one with a zone are of different kinds, because nobody knows which moment the local one is.
    """
    if left is None or right is None:
        return left is right
    kind = left.__class__
    if kind is not right.__class__:
        return _equals_across(left, right)
    if kind in _PLAIN:
        return left == right
    match left, right:
        case (list(), list()):
            return len(left) == len(right) and all(map(equals, left, right))
        case (dict(), dict()):
            return left.keys() == right.keys() and all(equals(left[key], right[key]) for key in left)
        case (Time(), Time()):
            return _moment(left, right) == _moment(right, left)
        case (DateTime(), DateTime()):
            return _moment(left, right) == _moment(right, left)
        case (Range(), Range()):
            return (
                left.start_included == right.start_included
                and left.end_included == right.end_included
                and left.operator == right.operator
                and equals(left.start, right.start)
                and equals(left.end, right.end)
            )
    return left == right


def _equals_across(left: Value, right: Value) -> bool:
    if isinstance(left, list) and len(left) == 1 and not isinstance(left[0], list):
        return equals(left[0], right)
    if isinstance(right, list) and len(right) == 1 and not isinstance(right[0], list):
        return equals(left, right[0])
    raise Mismatch(f"{german_type(left)} und {german_type(right)} lassen sich nicht vergleichen")


def _moment(value: Time | DateTime, other: Time | DateTime) -> int:
    if value.is_local != other.is_local:
        raise Mismatch("Eine Zeit mit und eine ohne Zeitzone lassen sich nicht vergleichen")
    return (value.utc_nanoseconds if isinstance(value, Time) else value.nanoseconds) // SECOND


def is_less(left: Value, right: Value) -> bool:
    """Whether left comes before right; Mismatch where the two have no order."""
    kind = left.__class__
    if kind is right.__class__ and kind in _ORDERED:
        return left < right  # type: ignore[operator]  # both are of one kind, which mypy does not see
    match left, right:
        case (Time(), Time()):
            return _moment(left, right) < _moment(right, left)
        case (Date() | DateTime(), Date() | DateTime()):
            return _instant(left, right) < _instant(right, left)
    raise Mismatch(f"{german_type(left)} und {german_type(right)} haben keine Reihenfolge")


def _instant(value: Date | DateTime, other: Date | DateTime) -> int:
    """A date beside a date and time is its midnight, on whatever clock the other one shows; in seconds."""
    if isinstance(value, Date):
        return value.ordinal * (DAY // SECOND) - (other.offset or 0 if isinstance(other, DateTime) else 0)
    return _moment(value, other) if isinstance(other, DateTime) else value.nanoseconds // SECOND


def compare(left: Value, right: Value) -> int:
    """-1, 0 or 1 for before, same and after; Mismatch where the two have no order."""
    if is_less(left, right):
        return -1
    return 1 if is_less(right, left) else 0


def is_same(left: Value, right: Value) -> bool:
    """The function `is`: the same element of the semantic domain, zone and offset included (10.3.4.9)."""
    return type(left) is type(right) and left == right
