"""Comparison, `between`, `in` and `instance of`."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.compiler.scope import Code, Part, Scope, folded, quiet, reject
from engine.feel.outcome import WarningKind
from engine.feel.semantics.comparison import equals, is_less
from engine.feel.semantics.membership import is_in
from engine.feel.semantics.rejection import Rejected
from engine.feel.semantics.types import conforms, resolve
from engine.feel.syntax import tree
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.compiler.build import Compiler
    from engine.feel.faults import Position

# What a comparison costs that is not one of two numbers or texts, and one item of a list, in steps.
_SLOW = 10
_ITEM = 4

#: the signs that order, for two numbers
ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def relate(sign: str, left: Value, right: Value) -> bool:
    """The relation `=`, `!=`, `<`, `<=`, `>` or `>=` of two values; Mismatch where it is unknown."""
    match sign:
        case "=":
            return equals(left, right)
        case "!=":
            return not equals(left, right)
        case "<":
            return is_less(left, right)
        case ">":
            return is_less(right, left)
        case "<=":
            return not is_less(right, left)
    return not is_less(left, right)


def build_comparison(compiler: Compiler, node: tree.Comparison) -> Part:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    sign, position = node.operator, node.position
    if sign in ("=", "!="):
        return folded(_equality(sign, left, right, position), left, right)
    order = ORDER[sign]
    first, second = left.code, right.code

    def compare(scope: Scope) -> Value:
        a, b = first(scope), second(scope)
        if a.__class__ is Decimal and b.__class__ is Decimal:
            return order(a, b)
        return _relate_slowly(scope, sign, a, b, position)

    if not right.is_constant or not isinstance(right.value, Decimal):
        return folded(compare, left, right)
    limit: Decimal = right.value

    def compare_constant(scope: Scope) -> Value:
        a = first(scope)
        if a.__class__ is Decimal:
            return order(a, limit)
        return _relate_slowly(scope, sign, a, limit, position)

    return folded(compare_constant, left)


def _equality(sign: str, left: Part, right: Part, position: Position) -> Code:
    first, second = left.code, right.code
    wanted = sign == "="
    if left.is_constant and left.value is None:
        left, right = right, left
        first, second = left.code, right.code
    if right.is_constant and right.value is None:
        # `x = null` asks whether x is there, so a missing x is no reason to warn.
        first = quiet(first)
        return lambda scope: (first(scope) is None) is wanted
    if right.is_constant and isinstance(right.value, str):
        text = right.value

        def equal_text(scope: Scope) -> Value:
            a = first(scope)
            if a.__class__ is str:
                return (a == text) is wanted
            return _relate_slowly(scope, sign, a, text, position)

        return equal_text

    def equal(scope: Scope) -> Value:
        a, b = first(scope), second(scope)
        kind = a.__class__
        if kind is b.__class__ and (kind is str or kind is Decimal):
            return (a == b) is wanted
        return _relate_slowly(scope, sign, a, b, position)

    return equal


def _relate_slowly(scope: Scope, sign: str, left: Value, right: Value, position: Position) -> Value:
    scope.evaluation.spend(_SLOW)
    for value in (left, right):
        if isinstance(value, list | dict):
            scope.evaluation.pay_for(value)
            scope.evaluation.spend(_ITEM * len(value))
    try:
        return relate(sign, left, right)
    except Rejected as fault:
        reject(scope, fault, position)
        return None


def build_between(compiler: Compiler, node: tree.Between) -> Part:
    """Both bounds included; unknown where one comparison is and the other does not exclude the value."""
    value, low, high = (compiler.compile(part) for part in (node.value, node.low, node.high))

    def decide(scope: Scope) -> Value:
        tested = value.code(scope)
        above = _relate_slowly(scope, ">=", tested, low.code(scope), node.position)
        below = _relate_slowly(scope, "<=", tested, high.code(scope), node.position)
        if above is False or below is False:
            return False
        return True if above and below else None

    return folded(decide, value, low, high)


def build_in(compiler: Compiler, node: tree.In) -> Part:
    value = compiler.compile(node.value)
    tests = [compiler.compile(test) for test in node.tests]
    codes = [
        (part.code, isinstance(test, tree.Interval)) for part, test in zip(tests, node.tests, strict=True)
    ]

    def decide(scope: Scope) -> Value:
        tested = value.code(scope)
        found: bool | None = False
        for code, is_interval in codes:
            test = code(scope)
            # A range without proper bounds is null, and then nobody knows; null itself is a value to find.
            unknown = test is None and is_interval
            passed = None if unknown else passes(scope, tested, test, node.position)
            if passed:
                return True
            found = None if passed is None else found
        return found

    return folded(decide, value, *tests)


def passes(scope: Scope, value: Value, test: Value, position: Position) -> bool | None:
    """Whether the value is in the test value, None with a warning where that is unknown."""
    scope.evaluation.spend(_SLOW)
    if isinstance(test, list):
        scope.evaluation.pay_for(test)
        scope.evaluation.spend(_ITEM * len(test))
    try:
        return is_in(value, test)
    except Rejected as fault:
        reject(scope, fault, position)
        return None


def build_instance_of(compiler: Compiler, node: tree.InstanceOf) -> Part:
    value = compiler.compile(node.value)
    kind, position = node.type, node.position
    built_in = resolve(kind, {})
    if built_in is not None:
        return folded(lambda scope: conforms(value.code(scope), built_in), value)

    def decide(scope: Scope) -> Value:
        found = resolve(kind, scope.evaluation.environment.types)
        if found is None:
            message = f"Einen Typ „{kind}“ gibt es nicht."
            scope.evaluation.warn(WarningKind.UNKNOWN_TYPE, message, position, str(kind))
            return None
        return conforms(value.code(scope), found)

    return Part(decide)
