"""Lists: find, cut, put together (DMN 1.5, 10.3.4.4)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from engine.feel.builtins.numeric import integer_part, whole
from engine.feel.builtins.signature import declare
from engine.feel.semantics.comparison import compare
from engine.feel.semantics.identity import identity
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.values import Function, Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

Values = list[Value]

# Steps for making one identity.
_IDENTITY = 5


def identities(evaluation: Evaluation, items: Values) -> list[Hashable]:
    """The identity of each item, paid for by all that is in it."""
    evaluation.pay_for(items)
    evaluation.spend(_IDENTITY * len(items))
    return [identity(item) for item in items]


def _contains(evaluation: Evaluation, items: Values, element: Value) -> Value:
    kind = element.__class__
    if kind is str or kind is Decimal or kind is bool:
        return any(item.__class__ is kind and item == element for item in items)
    return identity(element) in identities(evaluation, items)


def _count(_: Evaluation, items: Values) -> Value:
    return Decimal(len(items))


def _place(position: Decimal, size: int) -> int:
    """The index in Python of a position that counts from 1, or from the end where negative."""
    place = integer_part(position, "position")
    if place == 0 or abs(place) > size:
        raise Rejected(f"Die Stelle {place} liegt außerhalb der Liste")
    return place - 1 if place > 0 else size + place


def _sublist(_: Evaluation, items: Values, start: Decimal, length: Decimal | None = None) -> Value:
    first = _place(start, len(items))
    if length is None:
        return items[first:]
    size = whole(length, "length")
    if size < 1 or first + size > len(items):
        raise Rejected("Die Länge reicht über das Ende der Liste")
    return items[first : first + size]


def _append(_: Evaluation, items: Values, more: Values) -> Value:
    return [*items, *more]


def _concatenate(evaluation: Evaluation, lists: Values) -> Value:
    made: Values = []
    for each in lists:
        made.extend(each if isinstance(each, list) else [each])
        evaluation.allow_list(len(made))
    return made


def _insert(_: Evaluation, items: Values, position: Decimal, item: Value) -> Value:
    index = _place(position, len(items))
    return [*items[:index], item, *items[index:]]


def _remove(_: Evaluation, items: Values, position: Decimal) -> Value:
    index = _place(position, len(items))
    return [*items[:index], *items[index + 1 :]]


def _replace_at(_: Evaluation, items: Values, position: Decimal, item: Value) -> Value:
    index = _place(position, len(items))
    return [*items[:index], item, *items[index + 1 :]]


def _replace_matching(evaluation: Evaluation, items: Values, match: Function, item: Value) -> Value:
    """`match` gets the old item and the new one and says whether to replace."""
    if len(match.parameters) != 2:
        raise Mismatch("„match“ muss eine Funktion mit zwei Parametern sein")
    made: Values = []
    for old in items:
        found = match.invoke((old, item), evaluation)
        if not isinstance(found, bool):
            raise Mismatch("„match“ ergibt keinen Wahrheitswert")
        made.append(item if found else old)
    return made


def _reverse(_: Evaluation, items: Values) -> Value:
    return items[::-1]


def _index_of(evaluation: Evaluation, items: Values, match: Value) -> Value:
    wanted = identity(match)
    return [Decimal(place) for place, key in enumerate(identities(evaluation, items), 1) if key == wanted]


def _distinct(evaluation: Evaluation, items: Values) -> Value:
    first: dict[Hashable, Value] = {}
    for key, item in zip(identities(evaluation, items), items, strict=True):
        first.setdefault(key, item)
    return list(first.values())


def _union(evaluation: Evaluation, lists: Values) -> Value:
    joined = _concatenate(evaluation, lists)
    return _distinct(evaluation, joined if isinstance(joined, list) else [])


def _flatten(evaluation: Evaluation, items: Values) -> Value:
    made: Values = []
    waiting: list[Value] = items[::-1]
    while waiting:
        item = waiting.pop()
        evaluation.spend(1)
        if isinstance(item, list):
            waiting.extend(item[::-1])
        else:
            made.append(item)
    return made


def _sort(evaluation: Evaluation, items: Values, precedes: Function | None = None) -> Value:
    """Stable; `precedes` says whether its first argument comes before its second (10.3.4.8)."""
    if precedes is not None and len(precedes.parameters) != 2:
        raise Mismatch("„precedes“ muss eine Funktion mit zwei Parametern sein")

    def comes_first(left: Value, right: Value) -> bool:
        if precedes is None:
            evaluation.spend(1)
            return compare(left, right) < 0
        return precedes.invoke((left, right), evaluation) is True

    return _merge_sorted(items, comes_first)


def _merge_sorted(items: Values, comes_first: Callable[[Value, Value], bool]) -> Values:
    """A merge sort that asks only „does the right one come first?“, so that equals keep their order."""
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = _merge_sorted(items[:middle], comes_first), _merge_sorted(items[middle:], comes_first)
    merged: Values = []
    i = j = 0
    while i < len(left) and j < len(right):
        if comes_first(right[j], left[i]):
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return [*merged, *left[i:], *right[j:]]


FUNCTIONS: Final = [
    declare("list contains(list: list, element: Any)", _contains),
    declare("count(list: list)", _count),
    declare("sublist(list: list, start position: number, length?: number)", _sublist),
    declare("append(list: list, item...: Any)", _append),
    declare("concatenate(list...: Any)", _concatenate),
    declare("insert before(list: list, position: number, newItem: Any)", _insert),
    declare("remove(list: list, position: number)", _remove),
    declare("list replace(list: list, position: number, newItem: Any)", _replace_at),
    declare("list replace(list: list, match: function, newItem: Any)", _replace_matching),
    declare("reverse(list: list)", _reverse),
    declare("index of(list: list, match: Any)", _index_of),
    declare("distinct values(list: list)", _distinct),
    declare("union(list...: Any)", _union),
    declare("flatten(list: list)", _flatten),
    declare("sort(list: list, precedes?: function)", _sort),
]
