"""Unary tests: the cells of a decision table (DMN 1.5, 10.3.2.8 and grammar rules 7 to 17)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.compiler.comparison import ORDER, passes, relate
from engine.feel.compiler.scope import Code, Scope, reject
from engine.feel.semantics.rejection import Rejected
from engine.feel.syntax import tree
from engine.feel.values import Range, Value

if TYPE_CHECKING:
    from engine.feel.compiler.build import Compiler

Test: TypeAlias = Callable[[Value, Scope], bool | None]


def build_tests(compiler: Compiler, node: tree.Tests) -> Test:
    """True as soon as one test is; no tests at all are always true."""
    if not node.tests:
        return lambda value, scope: True
    tests = tuple(_build_test(compiler, test) for test in node.tests)
    if node.negated:
        return _negated(_any_of(tests))
    return tests[0] if len(tests) == 1 else _any_of(tests)


def _any_of(tests: tuple[Test, ...]) -> Test:
    def decide(value: Value, scope: Scope) -> bool | None:
        found: bool | None = False
        for test in tests:
            passed = test(value, scope)
            if passed:
                return True
            if passed is None:
                found = None
        return found

    return decide


def _negated(test: Test) -> Test:
    def decide(value: Value, scope: Scope) -> bool | None:
        passed = test(value, scope)
        return None if passed is None else not passed

    return decide


def _build_test(compiler: Compiler, node: tree.Node) -> Test:
    if isinstance(node, tree.OpenInterval):
        return _build_relation(compiler, node)
    part = compiler.compile(node)
    if "?" in compiler.variables:
        # Compiled again with the input as a local name, because only now it is known that the test needs it.
        compiler.variables.discard("?")
        with compiler.scope("?"):
            return _build_question(compiler.compile(node).code)
    test = _build_value(part.code, node)
    if not part.is_constant:
        return test
    match part.value:
        case str() | Decimal() | bool():
            return _equals_constant(part.value, test)
        case Range(Decimal() as start, Decimal() as end, operator=None):
            return _between(start, end, part.value, test)
    return test


def _equals_constant(constant: str | Decimal | bool, otherwise: Test) -> Test:
    """The short way for a value of the constant's own kind, which nearly every cell of a table meets."""
    kind = type(constant)

    def decide(value: Value, scope: Scope) -> bool | None:
        return value == constant if value.__class__ is kind else otherwise(value, scope)

    return decide


def _between(start: Decimal, end: Decimal, span: Range, otherwise: Test) -> Test:
    """The short way for a number and an interval of two numbers."""
    above = ORDER["<=" if span.start_included else "<"]
    below = ORDER["<=" if span.end_included else "<"]

    def decide(value: Value, scope: Scope) -> bool | None:
        if value.__class__ is Decimal:
            return above(start, value) and below(value, end)
        return otherwise(value, scope)

    return decide


def _build_value(code: Code, node: tree.Node) -> Test:
    position = node.position
    is_interval = isinstance(node, tree.Interval)

    def decide(value: Value, scope: Scope) -> bool | None:
        test = code(scope)
        if test is None and is_interval:
            return None
        if isinstance(test, bool) and not isinstance(value, bool):
            # A condition about other variables than the input: it is itself the answer.
            return test
        return passes(scope, value, test, position)

    return decide


def _build_relation(compiler: Compiler, node: tree.OpenInterval) -> Test:
    part = compiler.compile(node.bound)
    bound = part.code
    sign, position = node.operator, node.position

    def decide(value: Value, scope: Scope) -> bool | None:
        try:
            return relate(sign, value, bound(scope))
        except Rejected as fault:
            reject(scope, fault, position)
            return None

    if sign not in ORDER or not part.is_constant or not isinstance(part.value, Decimal):
        return decide
    order, limit = ORDER[sign], part.value

    def decide_number(value: Value, scope: Scope) -> bool | None:
        return order(value, limit) if value.__class__ is Decimal else decide(value, scope)

    return decide_number


def _build_question(code: Callable[[Scope], Value]) -> Test:
    def decide(value: Value, scope: Scope) -> bool | None:
        answer = code(Scope({"?": value}, scope, scope.evaluation))
        if answer is None or isinstance(answer, bool):
            return answer
        return _is_answer(value, answer)

    return decide


def _is_answer(value: Value, answer: Value) -> bool | None:
    """A test that makes a value out of the input passes where that value is the input again."""
    try:
        return relate("=", value, answer)
    except Rejected:
        return None
