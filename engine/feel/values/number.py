"""Decimal arithmetic with 34 digits (IEEE 754 decimal128), in a context of its own (DMN 1.5, 10.3.2.3.1)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

PRECISION = 34
MAX_EXPONENT = 6144

# The only things this object changes are flags nobody reads; the rounding and the traps stay as written here.
CONTEXT = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_EVEN,
    Emax=MAX_EXPONENT,
    Emin=-6143,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

ZERO = Decimal(0)
ONE = Decimal(1)


def to_number(text: str | int) -> Decimal:
    """The number rounded to 34 digits; raises ArithmeticError for text that is none or is too large."""
    return CONTEXT.create_decimal(text)


def number_text(number: Decimal) -> str:
    """Plain digits without trailing zeros; with an exponent only where that needs more than 40 digits."""
    if not number:
        return "0"
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return str(number)
    if not -40 <= exponent <= 40 - len(digits):
        return str(CONTEXT.normalize(number)).replace("E+", "E")
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
