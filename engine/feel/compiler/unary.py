"""Unary tests: the cells of a decision table (DMN 1.5, 10.3.2.8 and grammar rules 7 to 17)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.compiler.comparison import passes, relate
from engine.feel.compiler.scope import Scope, reject
from engine.feel.semantics.rejection import Rejected
from engine.feel.syntax import tree
from engine.feel.values import Value

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
    code, position = part.code, node.position
    if part.is_constant and isinstance(part.value, str | Decimal):
        constant = part.value
        kind = type(constant)

        def equals_constant(value: Value, scope: Scope) -> bool | None:
            if value.__class__ is kind:
                return value == constant
            return passes(scope, value, constant, position)

        return equals_constant

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
    bound = compiler.compile(node.bound).code
    sign, position = node.operator, node.position

    def decide(value: Value, scope: Scope) -> bool | None:
        try:
            return relate(sign, value, bound(scope))
        except Rejected as fault:
            reject(scope, fault, position)
            return None

    return decide


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
