"""Relations between points and ranges (DMN 1.5, 10.3.4.6, after Allen's interval algebra)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from engine.feel.builtins.signature import declare
from engine.feel.semantics.comparison import compare, equals
from engine.feel.semantics.membership import in_range
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.values import Range, Value
from engine.feel.values.iso import read_date, read_date_time, read_duration, read_temporal, read_time
from engine.feel.values.number import to_number

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

_MAX_RANGE = 1_000


def _span(value: Value) -> Range:
    """A range as it is; a point as the range of itself. Rejected for what has no two ends."""
    if not isinstance(value, Range):
        if value is None or isinstance(value, list | dict | bool):
            raise Mismatch("ein Argument ist weder Bereich noch einzelner Wert")
        return Range(value, value)
    if value.operator == "!=":
        raise Rejected("ein Bereich aus „!=“ hat keine Enden")
    return value


def _ends_before(left: Range, right: Range) -> bool:
    """Whether left is over when right begins: no value lies in both, and left's come first."""
    if left.end is None or right.start is None:
        return False
    order = compare(left.end, right.start)
    return order < 0 or (order == 0 and not (left.end_included and right.start_included))


def _start_order(left: Range, right: Range) -> int:
    """-1, 0, 1 as left starts before, with or after right; no start is before every start."""
    if left.start is None or right.start is None:
        return (left.start is not None) - (right.start is not None)
    return compare(left.start, right.start) or right.start_included - left.start_included


def _end_order(left: Range, right: Range) -> int:
    """-1, 0, 1 as left ends before, with or after right; no end is after every end."""
    if left.end is None or right.end is None:
        return (left.end is None) - (right.end is None)
    return compare(left.end, right.end) or left.end_included - right.end_included


def _before(_: Evaluation, left: Value, right: Value) -> Value:
    return _ends_before(_span(left), _span(right))


def _after(_: Evaluation, left: Value, right: Value) -> Value:
    return _ends_before(_span(right), _span(left))


def _touches(left: Range, right: Range) -> bool:
    if left.end is None or right.start is None:
        return False
    return left.end_included and right.start_included and compare(left.end, right.start) == 0


def _meets(_: Evaluation, left: Range, right: Range) -> Value:
    return _touches(left, right)


def _met_by(_: Evaluation, left: Range, right: Range) -> Value:
    return _touches(right, left)


def _shared(left: Range, right: Range) -> bool:
    return not _ends_before(left, right) and not _ends_before(right, left)


def _overlaps(_: Evaluation, left: Range, right: Range) -> Value:
    return _shared(left, right)


def _overlaps_before(_: Evaluation, left: Range, right: Range) -> Value:
    """Left begins first, reaches into right, and does not outlast it."""
    return _shared(left, right) and _start_order(left, right) < 0 and _end_order(left, right) <= 0


def _overlaps_after(_: Evaluation, left: Range, right: Range) -> Value:
    """Left begins inside right, not with it, and right does not outlast it."""
    return _shared(left, right) and _start_order(left, right) > 0 and _end_order(left, right) >= 0


def _finishes_point(_: Evaluation, point: Value, span: Range) -> Value:
    return span.end_included and equals(point, span.end)


def _finishes(_: Evaluation, left: Range, right: Range) -> Value:
    return _end_order(left, right) == 0 and _start_order(left, right) >= 0


def _finished_by_point(evaluation: Evaluation, span: Range, point: Value) -> Value:
    return _finishes_point(evaluation, point, span)


def _finished_by(evaluation: Evaluation, left: Range, right: Range) -> Value:
    return _finishes(evaluation, right, left)


def _includes_range(_: Evaluation, left: Range, right: Range) -> Value:
    return _start_order(left, right) <= 0 and _end_order(left, right) >= 0


def _includes_point(_: Evaluation, span: Range, point: Value) -> Value:
    return in_range(point, span)


def _during_range(evaluation: Evaluation, left: Range, right: Range) -> Value:
    return _includes_range(evaluation, right, left)


def _during_point(_: Evaluation, point: Value, span: Range) -> Value:
    return in_range(point, span)


def _starts_point(_: Evaluation, point: Value, span: Range) -> Value:
    return span.start_included and equals(point, span.start)


def _starts(_: Evaluation, left: Range, right: Range) -> Value:
    return _start_order(left, right) == 0 and _end_order(left, right) <= 0


def _started_by_point(evaluation: Evaluation, span: Range, point: Value) -> Value:
    return _starts_point(evaluation, point, span)


def _started_by(evaluation: Evaluation, left: Range, right: Range) -> Value:
    return _starts(evaluation, right, left)


def _coincides(_: Evaluation, left: Value, right: Value) -> Value:
    first, second = _span(left), _span(right)
    return _start_order(first, second) == 0 and _end_order(first, second) == 0


_LITERAL = r'\s*(?:-?[0-9.]+(?:[eE][+-]?[0-9]+)?|"[^"\\]*"|@"[^"\\]*"|[a-z][a-z ]*\("[^"\\]*"\)|null)?\s*'
_RANGE = re.compile(rf"\s*([\[\](])({_LITERAL})\.\.({_LITERAL})([\[\])])\s*")
_READERS: dict[str, Callable[[str], Value]] = {
    "@": read_temporal,
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "duration": read_duration,
}


def _bound(literal: str) -> Value:
    """A number, a string, or a date, time or duration as literal or call; nothing is an open end."""
    literal = literal.strip()
    if literal in ("", "null"):
        return None
    name, quote, rest = literal.partition('"')
    if not quote:
        return to_number(literal)
    quoted = rest[: rest.rindex('"')]
    reader = _READERS.get(name.rstrip("(").strip())
    value = quoted if name == "" else reader(quoted) if reader is not None else None
    if value is None:
        raise Rejected(f"„{literal}“ ist keine Grenze")
    return value


def _range(_: Evaluation, source: str) -> Value:
    """The range a text describes: `[1..10)`, `[@"2024-01-01"..@"2024-12-31"]`; both bounds are literals."""
    match = _RANGE.fullmatch(source) if len(source) <= _MAX_RANGE else None
    if match is None:
        raise Rejected(f"„{source[:40]}“ ist kein Bereich wie [1..10]")
    try:
        start, end = _bound(match[2]), _bound(match[3])
    except ArithmeticError as fault:
        raise Rejected(f"„{source[:40]}“ hat eine Grenze, die keine Zahl ist") from fault
    if start is None and end is None:
        raise Rejected("Ein Bereich braucht mindestens eine Grenze")
    if start is not None and end is not None and compare(start, end) > 0:
        raise Rejected("Der Bereich beginnt nach seinem Ende")
    return Range(start, end, match[1] == "[" and start is not None, match[4] == "]" and end is not None)


FUNCTIONS: Final = [
    declare("range(from: string)", _range),
    declare("before(range1: Any, range2: Any)", _before),
    declare("before(point1: Any, point2: Any)", _before),
    declare("before(point: Any, range: range)", _before),
    declare("before(range: range, point: Any)", _before),
    declare("after(range1: Any, range2: Any)", _after),
    declare("after(point1: Any, point2: Any)", _after),
    declare("after(point: Any, range: range)", _after),
    declare("after(range: range, point: Any)", _after),
    declare("meets(range1: range, range2: range)", _meets),
    declare("met by(range1: range, range2: range)", _met_by),
    declare("overlaps(range1: range, range2: range)", _overlaps),
    declare("overlaps before(range1: range, range2: range)", _overlaps_before),
    declare("overlaps after(range1: range, range2: range)", _overlaps_after),
    declare("finishes(range1: range, range2: range)", _finishes),
    declare("finishes(point: Any, range: range)", _finishes_point),
    declare("finished by(range1: range, range2: range)", _finished_by),
    declare("finished by(range: range, point: Any)", _finished_by_point),
    declare("includes(range1: range, range2: range)", _includes_range),
    declare("includes(range: range, point: Any)", _includes_point),
    declare("during(range1: range, range2: range)", _during_range),
    declare("during(point: Any, range: range)", _during_point),
    declare("starts(range1: range, range2: range)", _starts),
    declare("starts(point: Any, range: range)", _starts_point),
    declare("started by(range1: range, range2: range)", _started_by),
    declare("started by(range: range, point: Any)", _started_by_point),
    declare("coincides(range1: Any, range2: Any)", _coincides),
    declare("coincides(point1: Any, point2: Any)", _coincides),
]
