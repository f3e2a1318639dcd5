"""Which types an operator is defined for: it is asked with one value of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.compiler.comparison import relate
from engine.feel.faults import Position
from engine.feel.outcome import WarningKind
from engine.feel.semantics import arithmetic
from engine.feel.semantics.membership import is_in
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.semantics.types import ListType, RangeType, SimpleType, Type, german_type
from engine.feel.static.samples import LIST, sample, type_of
from engine.feel.syntax import tree

if TYPE_CHECKING:
    from engine.feel.static.checker import Checker

_TIMES = frozenset({"time", "date and time", "dateTime"})


def is_list(kind: Type | None) -> bool:
    """Whether it is a list, of one item or many."""
    return kind == LIST or isinstance(kind, ListType)


def in_words(kind: Type | None) -> str:
    """What a process owner calls it."""
    value = sample(kind)
    if value is not None:
        return german_type(value)
    return "Liste" if is_list(kind) else "Kontext" if kind is not None else "etwas"


def related(
    checker: Checker, sign: str, left: tree.Node, right: tree.Node, position: Position
) -> Type | None:
    """Remark a comparison of two kinds that cannot be compared; the type they share."""
    first, second = checker.check(left), checker.check(right)
    a, b = sample(first), sample(second)
    if a is None or b is None:
        return first or second
    try:
        relate(sign, a, b)
    except Mismatch:
        message = f"{german_type(a)} wird mit {german_type(b)} verglichen; das Ergebnis ist immer null."
        checker.remark(WarningKind.TYPE_MISMATCH, message, position)
        return None
    return first


def calculated(
    checker: Checker, sign: str, left: Type | None, right: Type | None, position: Position
) -> Type | None:
    """The type of the result; a remark where the operator is not defined for the two."""
    a, b = sample(left), sample(right)
    if a is None or b is None:
        return None
    try:
        return type_of(arithmetic.OPERATORS[sign].values(a, b))
    except Mismatch as fault:
        checker.remark(WarningKind.TYPE_MISMATCH, f"{fault}; das Ergebnis ist immer null.", position)
    except Rejected:
        return None
    return None


def in_range(checker: Checker, kind: Type | None, test: Type | None, position: Position) -> None:
    """Remark a test that no value of the kind can pass."""
    wanted = test.element if isinstance(test, ListType | RangeType) else test
    if isinstance(wanted, RangeType):
        wanted = wanted.element
    value, other = sample(kind), sample(wanted)
    if value is None or other is None or isinstance(kind, RangeType) or _may_differ_in_zone(kind, wanted):
        return
    try:
        is_in(value, other)
    except Mismatch:
        message = f"Der Test gilt für „{german_type(other)}“, geprüft wird aber „{german_type(value)}“."
        checker.remark(WarningKind.TYPE_MISMATCH, message, position)


def _may_differ_in_zone(left: Type | None, right: Type | None) -> bool:
    return all(isinstance(kind, SimpleType) and kind.name in _TIMES | {"date"} for kind in (left, right))
