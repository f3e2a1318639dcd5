"""Numbers (DMN 1.5, 10.3.4.5)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import TYPE_CHECKING, Final

from engine.feel.builtins.signature import Implementation, declare
from engine.feel.semantics.rejection import Rejected
from engine.feel.values import DaysTimeDuration, Value, YearsMonthsDuration
from engine.feel.values.number import CONTEXT, MAX_EXPONENT, ONE, ZERO

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

# Steps for a function that iterates over digits.
_TRANSCENDENT = 300


def whole(number: Decimal, name: str) -> int:
    """The number as an int; Rejected for a fraction or more than a list could ever hold."""
    if number.adjusted() > 12 or number != number.to_integral_value():
        raise Rejected(f"„{name}“ muss eine ganze Zahl sein")
    return int(number)


def integer_part(number: Decimal, name: str) -> int:
    """The number without its fraction, as positions and scales are taken; Rejected beyond any list."""
    if number.adjusted() > 12:
        raise Rejected(f"„{name}“ ist zu groß")
    return int(number)


def _rounded(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    places = integer_part(scale, "scale")
    if not -6111 <= places <= 6176:
        raise Rejected("„scale“ muss zwischen -6111 und 6176 liegen")
    if number.as_tuple().exponent >= -places:  # type: ignore[operator]  # finite: the exponent is an int
        return number
    try:
        return number.quantize(ONE.scaleb(-places, CONTEXT), rounding, CONTEXT)
    except DecimalException as fault:
        raise Rejected("Die Zahl hat zu viele Stellen") from fault


def _rounding(mode: str) -> Implementation:
    def rounded(_: Evaluation, number: Decimal, scale: Decimal | None = None) -> Value:
        return _rounded(number, scale or ZERO, mode)

    return rounded


def _absolute(_: Evaluation, number: Decimal) -> Value:
    return CONTEXT.abs(number)


def _absolute_months(_: Evaluation, duration: YearsMonthsDuration) -> Value:
    return YearsMonthsDuration(abs(duration.total_months))


def _absolute_time(_: Evaluation, duration: DaysTimeDuration) -> Value:
    return DaysTimeDuration(abs(duration.nanoseconds))


def _modulo(_: Evaluation, dividend: Decimal, divisor: Decimal) -> Value:
    """The sign follows the divisor: dividend - divisor * floor(dividend / divisor)."""
    if not divisor:
        raise Rejected("Durch null lässt sich nicht teilen")
    try:
        rest = CONTEXT.remainder(dividend, divisor)
    except DecimalException as fault:
        raise Rejected("Die Zahlen liegen zu weit auseinander") from fault
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _square_root(evaluation: Evaluation, number: Decimal) -> Value:
    if number < 0:
        raise Rejected("Aus einer negativen Zahl gibt es keine Wurzel")
    evaluation.spend(_TRANSCENDENT)
    return CONTEXT.sqrt(number)


def _logarithm(evaluation: Evaluation, number: Decimal) -> Value:
    if number <= 0:
        raise Rejected("Den Logarithmus gibt es nur für positive Zahlen")
    evaluation.spend(_TRANSCENDENT)
    return CONTEXT.ln(number)


def _exponential(evaluation: Evaluation, number: Decimal) -> Value:
    evaluation.spend(_TRANSCENDENT)
    try:
        return CONTEXT.exp(number)
    except DecimalException as fault:
        raise Rejected("Das Ergebnis liegt außerhalb des Zahlenbereichs") from fault


def _odd(_: Evaluation, number: Decimal) -> Value:
    return _parity(number) == ONE


def _even(_: Evaluation, number: Decimal) -> Value:
    return _parity(number) == ZERO


def _parity(number: Decimal) -> Decimal:
    if number.adjusted() > MAX_EXPONENT // 2:
        raise Rejected("Die Zahl ist zu groß")
    if number.adjusted() >= 34:
        return ZERO
    return CONTEXT.remainder(number, Decimal(2)).copy_abs()


_ROUNDINGS = {
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
}

FUNCTIONS: Final = [
    declare("decimal(n: number, scale: number)", _rounding(ROUND_HALF_EVEN)),
    # Two forms instead of an optional parameter, because a scale that is null makes the result null.
    *(declare(f"{name}(n: number)", _rounding(mode)) for name, mode in _ROUNDINGS.items()),
    *(declare(f"{name}(n: number, scale: number)", _rounding(mode)) for name, mode in _ROUNDINGS.items()),
    declare("abs(n: number)", _absolute),
    declare("abs(n: years and months duration)", _absolute_months),
    declare("abs(n: days and time duration)", _absolute_time),
    declare("modulo(dividend: number, divisor: number)", _modulo),
    declare("sqrt(number: number)", _square_root),
    declare("log(number: number)", _logarithm),
    declare("exp(number: number)", _exponential),
    declare("odd(number: number)", _odd),
    declare("even(number: number)", _even),
]
