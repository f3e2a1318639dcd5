"""A hashable stand-in for a value, so that lists can be searched for equals in one pass."""

from __future__ import annotations

from collections.abc import Hashable

from engine.feel.values import DateTime, Range, Time, Value
from engine.feel.values.duration import SECOND


def identity(value: Value) -> Hashable:
    """Two values of one kind have the same identity exactly when FEEL's `=` holds; across kinds never."""
    match value:
        case list():
            return list, tuple(identity(item) for item in value)
        case dict():
            return dict, frozenset((key, identity(item)) for key, item in value.items())
        case Time():
            return Time, value.is_local, value.utc_nanoseconds // SECOND
        case DateTime():
            return DateTime, value.is_local, value.nanoseconds // SECOND
        case Range():
            bounds = (identity(value.start), identity(value.end))
            return Range, bounds, value.start_included, value.end_included, value.operator
    return type(value), value
