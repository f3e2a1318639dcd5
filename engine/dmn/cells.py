"""Cells of a table as regions: what a unary test written with constants lets pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from engine.dmn.region import (
    AFTER,
    BEFORE,
    KINDS,
    Region,
    Unlike,
    between,
    everything,
    intersection,
    point,
    union,
)
from engine.feel import BUILTIN_NAMES, Range, SyntaxFault, Value
from engine.feel.compiler.build import Compiler
from engine.feel.semantics.access import PROPERTY_NAMES
from engine.feel.syntax import tree
from engine.feel.syntax.parser import parse_expression, parse_unary_tests

_KNOWN: Final = BUILTIN_NAMES | PROPERTY_NAMES
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_CACHED: Final = 8192


class Unclear(Exception):
    """The cell depends on more than its input, or compares in a way that has no place on a line."""


@lru_cache(maxsize=_CACHED)
def region_of(text: str, names: frozenset[str]) -> Region | None:
    """Return what a cell lets pass, or None where that cannot be told from its text alone.

    `names` are those known where the cell stands: a cell that reads one of them cannot be told.
    """
    if text.strip() in ("", "-"):
        return everything()
    try:
        tests = parse_unary_tests(text, names, _KNOWN)
        found = union(_Reader(text, names).test(node) for node in tests.tests)
    except (SyntaxFault, Unclear, Unlike, RecursionError):
        return None
    return found.inverted() if tests.negated else found


@lru_cache(maxsize=_CACHED)
def constant_of(text: str, names: frozenset[str]) -> tuple[Value] | None:
    """Return the value of an expression that is always the same, in a tuple of one; None for any other."""
    try:
        part = Compiler(text, names).compile(parse_expression(text, names, _KNOWN))
    except (SyntaxFault, RecursionError):
        return None
    return (part.value,) if part.is_constant else None


class _Reader:
    def __init__(self, text: str, names: frozenset[str]) -> None:
        self._text = text
        self._names = names

    def test(self, node: tree.Node) -> Region:
        """Return the region of one test of a cell; raises Unclear or Unlike."""
        match node:
            case tree.OpenInterval(operator=sign, bound=bound):
                return _compared(sign, self._constant(bound))
            case tree.Interval():
                return self._interval(node)
        return self._condition(node) if self._asks(node) else _is(self._constant(node))

    def _condition(self, node: tree.Node) -> Region:
        """Return the region of a condition on `?`."""
        match node:
            case tree.Disjunction(operands=operands):
                return union(map(self._condition, operands))
            case tree.Conjunction(operands=operands):
                return intersection(map(self._condition, operands))
            case tree.Comparison(operator=sign, left=tree.Name(name="?"), right=right):
                return _compared(sign, self._constant(right))
            case tree.Comparison(operator=sign, left=left, right=tree.Name(name="?")):
                return _compared(_MIRRORED[sign], self._constant(left))
            case tree.Between(value=tree.Name(name="?"), low=low, high=high):
                return intersection(
                    (_compared(">=", self._constant(low)), _compared("<=", self._constant(high)))
                )
            case tree.In(value=tree.Name(name="?"), tests=tests):
                return union(map(self.test, tests))
            case tree.Call(callee=tree.Name(name="not"), arguments=(argument,)):
                return self._condition(argument).inverted()
            case tree.Call(callee=tree.Name(name="list contains"), arguments=(listed, tree.Name(name="?"))):
                return _is(self._constant(listed))
        raise Unclear

    def _interval(self, node: tree.Interval) -> Region:
        low, high = self._constant(node.start), self._constant(node.end)
        return _span(Range(low, high, node.start_included, node.end_included))

    def _asks(self, node: tree.Node) -> bool:
        compiler = Compiler(self._text, self._names)
        compiler.compile(node)
        return "?" in compiler.variables

    def _constant(self, node: tree.Node) -> Value:
        part = Compiler(self._text, self._names).compile(node)
        if not part.is_constant:
            raise Unclear
        return part.value


def _is(value: Value) -> Region:
    """Return the region of what is the value, is in the list, or lies in the range."""
    if value is None:
        return Region(None, False, (), null=True)
    if isinstance(value, list):
        return union(map(_is, value))
    if isinstance(value, Range):
        return _span(value)
    return _compared("=", value)


def _span(span: Range) -> Region:
    if span.operator is not None:
        return _compared(span.operator, span.start if span.start is not None else span.end)
    low = _compared(">=" if span.start_included else ">", span.start) if span.start is not None else None
    high = _compared("<=" if span.end_included else "<", span.end) if span.end is not None else None
    parts = [part for part in (low, high) if part is not None]
    if not parts:
        raise Unclear
    return intersection(parts)


def _compared(sign: str, value: Value) -> Region:
    if value is None:
        if sign not in ("=", "!="):
            raise Unclear
        return Region(None, sign == "!=", (), null=sign == "=")
    kind = KINDS.get(type(value))
    key = None if kind is None else kind.key(value)
    if kind is None or key is None or (kind.value_class is bool and sign not in ("=", "!=")):
        raise Unclear
    made: dict[str, Callable[[], Region]] = {
        "=": lambda: point(kind, key),
        "!=": lambda: point(kind, key).inverted(),
        "<": lambda: between(kind, None, (key, BEFORE)),
        "<=": lambda: between(kind, None, (key, AFTER)),
        ">": lambda: between(kind, (key, AFTER), None),
        ">=": lambda: between(kind, (key, BEFORE), None),
    }
    return made[sign]()
