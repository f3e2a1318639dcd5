"""Literals, lists, contexts, ranges and `if`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.compiler.scope import Code, Part, Scope, constant, folded, reject
from engine.feel.outcome import WarningKind
from engine.feel.semantics.comparison import is_less
from engine.feel.semantics.rejection import Rejected
from engine.feel.semantics.types import german_type
from engine.feel.syntax import tree
from engine.feel.values import Range, Value
from engine.feel.values.iso import read_temporal

if TYPE_CHECKING:
    from engine.feel.compiler.build import Compiler
    from engine.feel.faults import Position


def build_literal(_: Compiler, node: tree.Literal) -> Part:
    return constant(node.value)


def build_at_literal(_: Compiler, node: tree.AtLiteral) -> Part:
    value = read_temporal(node.text)
    if value is not None:
        return constant(value)

    def invalid(scope: Scope) -> Value:
        message = f"„{node.text}“ ist weder Datum noch Uhrzeit noch Dauer."
        scope.evaluation.warn(WarningKind.INVALID_ARGUMENT, message, node.position)
        return None

    return Part(invalid)


def build_list(compiler: Compiler, node: tree.ListLiteral) -> Part:
    parts = [compiler.compile(item) for item in node.items]
    codes = tuple(part.code for part in parts)

    def make(scope: Scope) -> Value:
        made: list[Value] = [code(scope) for code in codes]
        scope.evaluation.pay_for(made)
        return made

    return folded(make, *parts)


def build_context(compiler: Compiler, node: tree.ContextLiteral) -> Part:
    """Each entry sees those before it; a function sees all of them, itself too (10.3.2.6).

    Two entries of one key are no context, so the value is null.
    """
    keys: list[str] = []
    codes: list[tuple[str, Code]] = []
    for key, entry in node.entries:
        if key in keys:
            return _twice(key, entry.position)
        # A function may call itself, so its own name is in scope; another value sees what comes before.
        own = (key,) if isinstance(entry, tree.FunctionDefinition) else ()
        with compiler.scope(*keys, *own):
            codes.append((key, compiler.compile(entry).code))
        keys.append(key)

    def make(scope: Scope) -> Value:
        made: dict[str, Value] = {}
        inner = Scope(made, scope, scope.evaluation)
        for key, code in codes:
            made[key] = code(inner)
        scope.evaluation.pay_for(made)
        return made

    return Part(make)


def _twice(key: str, position: Position) -> Part:
    def invalid(scope: Scope) -> Value:
        message = f"Der Kontext hat zwei Einträge „{key}“."
        scope.evaluation.warn(WarningKind.INVALID_ARGUMENT, message, position, key)
        return None

    return Part(invalid)


def build_interval(compiler: Compiler, node: tree.Interval) -> Part:
    """Null where the bounds have no order with each other (10.3.2.7)."""
    start, end = compiler.compile(node.start), compiler.compile(node.end)

    def make(scope: Scope) -> Value:
        low, high = start.code(scope), end.code(scope)
        try:
            if low is not None and high is not None:
                is_less(low, high)
            elif low is None and high is None:
                raise Rejected("Ein Bereich braucht mindestens eine Grenze")
        except Rejected as fault:
            reject(scope, fault, node.position)
            return None
        return Range(
            low,
            high,
            node.start_included and low is not None,
            node.end_included and high is not None,
        )

    return folded(make, start, end)


def open_range(sign: str, bound: Value) -> Range:
    """The range of all values that stand in this relation to the bound."""
    match sign:
        case "<" | "<=":
            return Range(None, bound, False, sign == "<=", sign)
        case ">" | ">=":
            return Range(bound, None, sign == ">=", False, sign)
    included = sign == "="
    return Range(bound, bound, included, included, sign)


def build_open_interval(compiler: Compiler, node: tree.OpenInterval) -> Part:
    bound = compiler.compile(node.bound)

    def make(scope: Scope) -> Value:
        return open_range(node.operator, bound.code(scope))

    return folded(make, bound)


def build_if(compiler: Compiler, node: tree.If) -> Part:
    """Anything but true leads to `else`; null and other kinds with a warning (table 52)."""
    condition = compiler.compile(node.condition).code
    then = compiler.compile(node.then).code
    otherwise = compiler.compile(node.otherwise).code

    def choose(scope: Scope) -> Value:
        chosen = condition(scope)
        if chosen is True:
            return then(scope)
        if chosen is not False:
            message = f"Die Bedingung ist kein Wahrheitswert ({german_type(chosen)}); es gilt der else-Zweig."
            scope.evaluation.warn(WarningKind.TYPE_MISMATCH, message, node.position)
        return otherwise(scope)

    return Part(choose)
