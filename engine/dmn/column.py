"""The cells of one input column, made ready: which rules a value passes, at one look where cells are constant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from engine.dmn.clauses import Condition
from engine.dmn.partition import lookup
from engine.dmn.region import Region, everything
from engine.feel import UnaryTests, Value

#: the rules of a column by what a value means for them, as bits: those that pass, those whose cell must be evaluated
#: to tell, and those for which the value is missing; a rule in none of them is refused
Split: TypeAlias = tuple[int, int, int]


class Column:
    """The cells of one column. `speaking` are the rules whose cell says what holds when the input is missing;
    `unindexed` is the split by a value that no index knows, where every cell is asked."""

    __slots__ = ("_asked", "_find", "_missing", "_value_class", "speaking", "tests", "unindexed")

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.tests: tuple[UnaryTests | None, ...] = tuple(condition.tests for condition in conditions)
        every = (1 << len(conditions)) - 1
        irrelevant = _bits(number for number, tests in enumerate(self.tests) if tests is None)
        self.speaking = _bits(
            number
            for number, condition in enumerate(conditions)
            if condition.tests and condition.speaks_of_null
        )
        self.unindexed: Split = (irrelevant, every & ~irrelevant, 0)
        clear = {
            number: condition.region if condition.tests else everything()
            for number, condition in enumerate(conditions)
        }
        told = {number: one.null for number, one in clear.items() if one is not None and one.null is not None}
        self._missing: Split = (
            irrelevant | _bits(number for number, null in told.items() if null),
            self.speaking & ~_bits(told),
            every & ~irrelevant & ~self.speaking & ~_bits(told),
        )
        self._index({number: one for number, one in clear.items() if one is not None}, every)

    def _index(self, clear: dict[int, Region], every: int) -> None:
        kinds = Counter(one.kind.value_class for one in clear.values() if one.kind is not None)
        self._value_class: type | None = None
        self._find: Callable[[Any], int | None] = lambda _: None
        self._asked = 0
        if not kinds:
            return
        self._value_class = kinds.most_common(1)[0][0]
        fixed = {
            number: one
            for number, one in clear.items()
            if one.kind is None or one.kind.value_class is self._value_class
        }
        kind = next(one.kind for one in fixed.values() if one.kind is not None)
        self._find = lookup(kind, fixed)
        self._asked = every & ~_bits(fixed)

    def split(self, value: Value) -> Split:
        """Tell the rules of this column apart by a value of the input."""
        if value is None:
            return self._missing
        if value.__class__ is self._value_class:
            passed = self._find(value)
            if passed is not None:
                return passed, self._asked, 0
        return self.unindexed


def _bits(numbers: Any) -> int:  # any iterable of rule numbers
    return sum(1 << number for number in numbers)
