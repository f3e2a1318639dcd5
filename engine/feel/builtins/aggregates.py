"""One value out of a list (DMN 1.5, 10.3.4.4): each takes a list, or its items as arguments."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Final

from engine.feel.builtins.signature import Implementation, Signature, declare
from engine.feel.semantics.arithmetic import add
from engine.feel.semantics.comparison import is_less
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.values import DaysTimeDuration, Value, YearsMonthsDuration
from engine.feel.values.number import CONTEXT, ONE

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

Values = list[Value]


def _numbers(items: Values) -> list[Decimal]:
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) != len(items):
        raise Mismatch("die Liste enthält etwas anderes als Zahlen")
    return numbers


def _extreme(items: Values, sign: int) -> Value:
    """The least (-1) or greatest (1); of an empty list null."""
    if not items:
        return None
    best = items[0]
    is_less(best, best)
    for item in items[1:]:
        if is_less(item, best) if sign < 0 else is_less(best, item):
            best = item
    return best


def _minimum(_: Evaluation, items: Values) -> Value:
    return _extreme(items, -1)


def _maximum(_: Evaluation, items: Values) -> Value:
    return _extreme(items, 1)


def _sum(_: Evaluation, items: Values) -> Value:
    """Numbers, or durations of one kind; of an empty list null."""
    if not items:
        return None
    if not isinstance(items[0], Decimal | YearsMonthsDuration | DaysTimeDuration):
        raise Mismatch("die Liste enthält etwas anderes als Zahlen")
    total: Value = items[0]
    for item in items[1:]:
        total = add(total, item)
    return total


def _total(numbers: list[Decimal]) -> Decimal:
    total = numbers[0]
    try:
        for number in numbers[1:]:
            total = CONTEXT.add(total, number)
    except DecimalException as fault:
        raise Rejected("Die Summe liegt außerhalb des Zahlenbereichs") from fault
    return total


def _mean(_: Evaluation, items: Values) -> Value:
    if not items:
        return None
    return CONTEXT.divide(_total(_numbers(items)), Decimal(len(items)))


def _product(_: Evaluation, items: Values) -> Value:
    if not items:
        return None
    product = ONE
    try:
        for number in _numbers(items):
            product = CONTEXT.multiply(product, number)
    except DecimalException as fault:
        raise Rejected("Das Produkt liegt außerhalb des Zahlenbereichs") from fault
    return product


def _median(_: Evaluation, items: Values) -> Value:
    """The middle number, or the mean of the two in the middle; of an empty list null."""
    numbers = sorted(_numbers(items))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return CONTEXT.divide(_total(numbers[middle - 1 : middle + 1]), Decimal(2))


def _deviation(evaluation: Evaluation, items: Values) -> Value:
    """The standard deviation of a sample; Rejected for fewer than two numbers."""
    numbers = _numbers(items)
    if len(numbers) < 2:
        raise Rejected("die Standardabweichung braucht mindestens zwei Zahlen")
    evaluation.spend(4 * len(numbers))
    mean = CONTEXT.divide(_total(numbers), Decimal(len(numbers)))
    try:
        squares = [CONTEXT.power(CONTEXT.subtract(number, mean), Decimal(2)) for number in numbers]
    except DecimalException as fault:
        raise Rejected("Das Ergebnis liegt außerhalb des Zahlenbereichs") from fault
    return CONTEXT.sqrt(CONTEXT.divide(_total(squares), Decimal(len(numbers) - 1)))


def _mode(_: Evaluation, items: Values) -> Value:
    """The numbers that occur most often, in ascending order; of an empty list an empty list."""
    numbers = _numbers(items)
    if not numbers:
        return []
    times: dict[Decimal, int] = {}
    for number in numbers:
        times[number] = times.get(number, 0) + 1
    most = max(times.values())
    return list[Value](sorted(number for number, count in times.items() if count == most))


def _decided(items: Values, deciding: bool) -> Value:
    """One item that decides is enough; else Rejected for an item that is no truth, which makes it unknown."""
    if any(item is deciding for item in items):
        return deciding
    for item in items:
        if item is None:
            raise Rejected("ein Wert der Liste ist null; wahr oder falsch steht darum nicht fest")
        if not isinstance(item, bool):
            raise Mismatch("die Liste enthält etwas anderes als Wahrheitswerte")
    return not deciding


def _all(_: Evaluation, items: Values) -> Value:
    return _decided(items, deciding=False)


def _any(_: Evaluation, items: Values) -> Value:
    return _decided(items, deciding=True)


def _both_forms(name: str, implementation: Implementation) -> list[tuple[str, Signature]]:
    return [declare(f"{name}(list: list)", implementation), declare(f"{name}(list...: Any)", implementation)]


FUNCTIONS: Final = [
    form
    for name, implementation in (
        ("min", _minimum),
        ("max", _maximum),
        ("sum", _sum),
        ("mean", _mean),
        ("product", _product),
        ("median", _median),
        ("stddev", _deviation),
        ("mode", _mode),
        ("all", _all),
        ("any", _any),
    )
    for form in _both_forms(name, implementation)
]
