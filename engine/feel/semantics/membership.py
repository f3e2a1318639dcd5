"""Whether a value lies in a range, in a list, or passes a test (DMN 1.5, 10.3.2.7 and table 55)."""

from __future__ import annotations

from engine.feel.semantics.comparison import compare, equals, is_less
from engine.feel.semantics.rejection import Mismatch
from engine.feel.values import Range, Value


def in_range(value: Value, span: Range) -> bool:
    """Whether the value lies between the bounds; Mismatch where it has no order with them."""
    if span.operator in ("=", "!="):
        return equals(value, span.start) == (span.operator == "=")
    if span.start is None and span.end is None:
        raise Mismatch("Der Bereich hat keine Grenzen")
    if span.start is not None and not (
        is_less(span.start, value) or (span.start_included and compare(span.start, value) == 0)
    ):
        return False
    return (
        span.end is None or is_less(value, span.end) or (span.end_included and compare(value, span.end) == 0)
    )


def is_in(value: Value, test: Value) -> bool:
    """The operator `in` for one test value: a range holds it, a list has it as an element or in a range among
    its elements, any other value equals it."""
    if isinstance(test, Range):
        return value == test if isinstance(value, Range) else in_range(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and _same(value, test):
            return True
        return any(_passes(value, item) for item in test)
    return equals(value, test)


def _same(left: Value, right: Value) -> bool:
    try:
        return equals(left, right)
    except Mismatch:
        return False


def _passes(value: Value, item: Value) -> bool:
    """An element of another kind is simply not the value; only the whole list may fail to match."""
    try:
        if isinstance(item, Range) and not isinstance(value, Range):
            return in_range(value, item)
        return equals(value, item)
    except Mismatch:
        return False
