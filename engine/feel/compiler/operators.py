"""Arithmetic, and the three-valued `and` and `or`."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING

from engine.feel.compiler.scope import Part, Scope, folded, reject
from engine.feel.outcome import WarningKind
from engine.feel.semantics import arithmetic
from engine.feel.semantics.rejection import Rejected
from engine.feel.semantics.types import german_type
from engine.feel.syntax import tree
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.compiler.build import Compiler
    from engine.feel.faults import Position

# What an operation costs that is not one on two numbers, and a power, in steps.
_SLOW = 10
_POWER = 100


def build_negation(compiler: Compiler, node: tree.Negation) -> Part:
    operand = compiler.compile(node.operand)

    def negate(scope: Scope) -> Value:
        value = operand.code(scope)
        try:
            return arithmetic.negate(value)
        except Rejected as fault:
            reject(scope, fault, node.position)
            return None

    return folded(negate, operand)


def build_arithmetic(compiler: Compiler, node: tree.Arithmetic) -> Part:
    """From left to right; two numbers take the short way."""
    part = compiler.compile(node.first)
    if len(node.rest) > 3:
        return _long_chain(compiler, part, node)
    for sign, operand, position in node.rest:
        part = _binary(part, sign, compiler.compile(operand), position)
    return part


def _binary(left: Part, sign: str, right: Part, position: Position) -> Part:
    first, second = left.code, right.code
    numbers = arithmetic.OPERATORS[sign].numbers
    if sign == "**":
        return folded(lambda scope: _apply(scope, sign, first(scope), second(scope), position), left, right)

    def calculate(scope: Scope) -> Value:
        a, b = first(scope), second(scope)
        if a.__class__ is Decimal and b.__class__ is Decimal:
            try:
                return numbers(a, b)
            except DecimalException:
                pass
        return _apply(scope, sign, a, b, position)

    return folded(calculate, left, right)


def _long_chain(compiler: Compiler, first: Part, node: tree.Arithmetic) -> Part:
    """Many operands in one loop, so that a long sum is not a deep one."""
    rest = [(sign, compiler.compile(operand), position) for sign, operand, position in node.rest]
    steps = tuple((sign, part.code, position) for sign, part, position in rest)

    def calculate(scope: Scope) -> Value:
        value = first.code(scope)
        for sign, code, position in steps:
            value = _apply(scope, sign, value, code(scope), position)
        return value

    return folded(calculate, first, *(part for _, part, _ in rest))


def _apply(scope: Scope, sign: str, left: Value, right: Value, position: Position) -> Value:
    evaluation = scope.evaluation
    evaluation.spend(_POWER if sign == "**" else _SLOW)
    if isinstance(left, str) and isinstance(right, str):
        evaluation.allow_string(len(left) + len(right))
    try:
        return arithmetic.OPERATORS[sign].values(left, right)
    except Rejected as fault:
        reject(scope, fault, position)
        return None


def warn_of_unknown(scope: Scope, value: Value, place: Position, operand: Position) -> None:
    """Say why a value that is neither true nor false leaves an answer open, unless its own place has said so."""
    if value is not None:
        message = f"„{german_type(value)}“ ist kein Wahrheitswert."
        scope.evaluation.warn(WarningKind.TYPE_MISMATCH, message, place)
    elif all(warning.position != operand for warning in scope.evaluation.warnings):
        message = "Der Wert ist null; wahr oder falsch steht darum nicht fest."
        scope.evaluation.warn(WarningKind.NULL_OPERAND, message, operand)


def _logic(compiler: Compiler, node: tree.Conjunction | tree.Disjunction, deciding: bool) -> Part:
    """One operand that decides ends it; else an unknown one makes the whole unknown (table 51)."""
    parts = [compiler.compile(operand) for operand in node.operands]
    codes = tuple(part.code for part in parts)
    places = tuple(operand.position for operand in node.operands)
    position = node.position
    otherwise = not deciding

    def decide(scope: Scope) -> Value:
        unknown: list[tuple[Value, Position]] = []
        for number, code in enumerate(codes):
            value = code(scope)
            if value is deciding:
                return deciding
            if value is not otherwise:
                unknown.append((value, places[number]))
        for value, operand in unknown:
            warn_of_unknown(scope, value, position, operand)
        return None if unknown else otherwise

    return folded(decide, *parts)


def build_conjunction(compiler: Compiler, node: tree.Conjunction) -> Part:
    return _logic(compiler, node, deciding=False)


def build_disjunction(compiler: Compiler, node: tree.Disjunction) -> Part:
    return _logic(compiler, node, deciding=True)
