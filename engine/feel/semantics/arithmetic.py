"""Addition to exponentiation for every pair of types that has them (DMN 1.5, 10.3.2.14, tables 44 to 48)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Final, NamedTuple

from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.semantics.types import german_type
from engine.feel.values import Date, DateTime, DaysTimeDuration, Time, Value, YearsMonthsDuration
from engine.feel.values.duration import DAY
from engine.feel.values.number import CONTEXT, ONE

MAX_DURATION = 10**30


class Operator(NamedTuple):
    """How an operator is written, what it does to two numbers, and to values of any kind."""

    symbol: str
    numbers: Callable[[Decimal, Decimal], Decimal]
    values: Callable[[Value, Value], Value]


def _none(symbol: str, left: Value, right: Value) -> Mismatch:
    return Mismatch(f"„{german_type(left)} {symbol} {german_type(right)}“ ist nicht definiert")


def _bounded(size: int) -> int:
    if abs(size) > MAX_DURATION:
        raise Rejected("Die Dauer ist zu groß")
    return size


def numeric(function: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal:
    """Apply a function of the decimal context; Rejected instead of infinity or not-a-number."""
    try:
        return function(left, right)
    except DecimalException as fault:
        if isinstance(fault, ZeroDivisionError) or not right:
            raise Rejected("Durch null lässt sich nicht teilen") from fault
        raise Rejected("Das Ergebnis liegt außerhalb des Zahlenbereichs") from fault


def _shift(moment: Value, by: Value, sign: int) -> Value | None:
    """A moment moved by a duration, or None for another pair of types."""
    try:
        if isinstance(by, YearsMonthsDuration) and isinstance(moment, Date | DateTime):
            return moment.plus_months(sign * by.total_months)
        if isinstance(by, DaysTimeDuration) and isinstance(moment, Time | DateTime):
            return moment.plus(sign * by.nanoseconds)
        if isinstance(by, DaysTimeDuration) and isinstance(moment, Date):
            # A date is its midnight; what is left beyond whole days is cut towards the past (10.3.2.14).
            return moment.plus_days(sign * by.nanoseconds // DAY)
    except ValueError as fault:
        raise Rejected("Das Datum liegt außerhalb des Kalenders") from fault
    return None


def add(left: Value, right: Value) -> Value:
    """Numbers, strings, durations of one kind, a moment and a duration in either order."""
    moved = _shift(left, right, 1) if isinstance(left, Date | Time | DateTime) else None
    if moved is not None:
        return moved
    match left, right:
        case Decimal(), Decimal():
            return numeric(CONTEXT.add, left, right)
        case str(), str():
            return left + right
        case YearsMonthsDuration(), YearsMonthsDuration():
            return YearsMonthsDuration(_bounded(left.total_months + right.total_months))
        case DaysTimeDuration(), DaysTimeDuration():
            return DaysTimeDuration(_bounded(left.nanoseconds + right.nanoseconds))
    moved = _shift(right, left, 1)
    if moved is None:
        raise _none("+", left, right)
    return moved


def subtract(left: Value, right: Value) -> Value:
    """Numbers, durations of one kind, a duration from a moment, a moment from one of its kind."""
    match left, right:
        case Decimal(), Decimal():
            return numeric(CONTEXT.subtract, left, right)
        case YearsMonthsDuration(), YearsMonthsDuration():
            return YearsMonthsDuration(_bounded(left.total_months - right.total_months))
        case DaysTimeDuration(), DaysTimeDuration():
            return DaysTimeDuration(_bounded(left.nanoseconds - right.nanoseconds))
        case Date(), Date():
            return DaysTimeDuration((left.ordinal - right.ordinal) * DAY)
        case Time(), Time():
            if left.is_local != right.is_local:
                raise Rejected("Von einer Zeit mit Zeitzone lässt sich keine ohne abziehen")
            return DaysTimeDuration(left.utc_nanoseconds - right.utc_nanoseconds)
        case (Date() | DateTime(), Date() | DateTime()):
            return DaysTimeDuration(_instant(left, right) - _instant(right, left))
    moved = _shift(left, right, -1)
    if moved is None:
        raise _none("-", left, right)
    return moved


def _instant(moment: Date | DateTime, other: Date | DateTime) -> int:
    """A date beside a date and time is its midnight UTC (10.3.2.3.6); local and zoned do not mix."""
    local = isinstance(moment, DateTime) and moment.is_local
    other_local = isinstance(other, DateTime) and other.is_local
    if local != other_local:
        raise Rejected("Von einer Zeit mit Zeitzone lässt sich keine ohne abziehen")
    return moment.ordinal * DAY if isinstance(moment, Date) else moment.nanoseconds


def _scaled(size: int, factor: Decimal, function: Callable[[Decimal, Decimal], Decimal]) -> int:
    scaled = numeric(function, Decimal(size), factor)
    if scaled.adjusted() > 30:
        raise Rejected("Die Dauer ist zu groß")
    return int(scaled)


def multiply(left: Value, right: Value) -> Value:
    """Numbers, and a duration with a number in either order."""
    match left, right:
        case Decimal(), Decimal():
            return numeric(CONTEXT.multiply, left, right)
        case (YearsMonthsDuration() as duration, Decimal() as factor) | (
            Decimal() as factor,
            YearsMonthsDuration() as duration,
        ):
            return YearsMonthsDuration(_scaled(duration.total_months, factor, CONTEXT.multiply))
        case (DaysTimeDuration() as length, Decimal() as factor) | (
            Decimal() as factor,
            DaysTimeDuration() as length,
        ):
            return DaysTimeDuration(_scaled(length.nanoseconds, factor, CONTEXT.multiply))
    raise _none("*", left, right)


def divide(left: Value, right: Value) -> Value:
    """Numbers, a duration by a number, and durations of one kind by each other; nothing by zero."""
    match left, right:
        case Decimal(), Decimal():
            return numeric(CONTEXT.divide, left, right)
        case YearsMonthsDuration(), Decimal():
            return YearsMonthsDuration(_scaled(left.total_months, right, CONTEXT.divide))
        case DaysTimeDuration(), Decimal():
            return DaysTimeDuration(_scaled(left.nanoseconds, right, CONTEXT.divide))
        case YearsMonthsDuration(), YearsMonthsDuration():
            return numeric(CONTEXT.divide, Decimal(left.total_months), Decimal(right.total_months))
        case DaysTimeDuration(), DaysTimeDuration():
            return numeric(CONTEXT.divide, Decimal(left.nanoseconds), Decimal(right.nanoseconds))
    raise _none("/", left, right)


def power(left: Value, right: Value) -> Value:
    """Numbers alone; a number too large for 34 digits and an exponent of 6144 is no result.

    Any number to the power of zero is one, zero too (IEEE 754-2008, 9.2.1).
    """
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        if not right:
            return ONE
        if not left and right < 0:
            raise Rejected("Durch null lässt sich nicht teilen")
        return numeric(CONTEXT.power, left, right)
    raise _none("**", left, right)


def negate(value: Value) -> Value:
    """The opposite of a number or a duration."""
    match value:
        case Decimal():
            return CONTEXT.minus(value)
        case YearsMonthsDuration():
            return YearsMonthsDuration(-value.total_months)
        case DaysTimeDuration():
            return DaysTimeDuration(-value.nanoseconds)
    raise Mismatch(f"Das Gegenteil von „{german_type(value)}“ ist nicht definiert")


OPERATORS: Final = {
    "+": Operator("+", CONTEXT.add, add),
    "-": Operator("-", CONTEXT.subtract, subtract),
    "*": Operator("*", CONTEXT.multiply, multiply),
    "/": Operator("/", CONTEXT.divide, divide),
    "**": Operator("**", CONTEXT.power, power),
}
