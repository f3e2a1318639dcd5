"""Expressions of fixed values: what a condition compares, which values one has, and whether two are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from engine.feel.builtins import BUILTIN_NAMES
from engine.feel.semantics.access import PROPERTY_NAMES
from engine.feel.syntax import tree
from engine.feel.syntax.parser import parse_expression
from engine.feel.syntax.printer import print_expression
from engine.feel.values import Value

#: a variable, or a member of one
Read: TypeAlias = tuple[str, ...]
_Found: TypeAlias = dict[Read, frozenset[Value]]
_ORDER: Final = frozenset({"<", "<=", ">", ">="})


def compared(text: str, names: Iterable[str]) -> Mapping[Read, frozenset[Value]] | None:
    """What a condition reads of the variables, each with the values it compares it with.

    None for one whose answer depends on more: on a clock, on a calculation, on two variables compared with each other.
    SyntaxFault where the text is no expression.
    """
    known = frozenset(names)
    return _of(parse_expression(text, known, BUILTIN_NAMES | PROPERTY_NAMES), known)


def outcomes(text: str, names: Iterable[str]) -> tuple[Value, ...] | None:
    """Every value an expression may have, where all are written out: one fixed value, or one of several as conditions
    are; None where a value is read or worked out. SyntaxFault where the text is no expression.
    """
    return _outcomes(parse_expression(text, frozenset(names), BUILTIN_NAMES | PROPERTY_NAMES))


def _outcomes(node: tree.Node) -> tuple[Value, ...] | None:
    if isinstance(node, tree.If):
        then, otherwise = _outcomes(node.then), _outcomes(node.otherwise)
        return None if then is None or otherwise is None else tuple(dict.fromkeys((*then, *otherwise)))
    return _fixed(node)


def canonical(text: str, names: Iterable[str]) -> str:
    """The expression written in the one way all that mean the same by their grammar share: blanks and brackets.

    SyntaxFault where the text is no expression.
    """
    known = frozenset(names)
    return print_expression(parse_expression(text, known, BUILTIN_NAMES | PROPERTY_NAMES), known)


def _of(node: tree.Node, names: frozenset[str]) -> _Found | None:
    match node:
        case tree.Conjunction(operands=parts) | tree.Disjunction(operands=parts):
            return _together(_of(one, names) for one in parts)
        case tree.Call(callee=tree.Name(name="not"), arguments=(one,)):
            return _of(one, names)
        case tree.Call(callee=tree.Name(name="is defined"), arguments=(one,)):
            return _read(one, names)
        case tree.Comparison(operator=operator, left=left, right=right):
            return _with(left, [(operator, right)], names) or _with(right, [(operator, left)], names)
        case tree.In(value=value, tests=tests):
            found = [_tested(one) for one in tests]
            return _with(value, [one for each in found for one in each], names) if all(found) else None
    return _read(node, names)


def _tested(test: tree.Node) -> list[tuple[str, tree.Node]]:
    """The values of a test, each with how it is compared; none where it is another kind of test."""
    match test:
        case tree.Literal():
            return [("=", test)]
        case tree.OpenInterval(operator=operator, bound=bound):
            return [(operator, bound)]
        case tree.Interval(start=start, end=end):
            return [("<", start), ("<", end)]
    return []


def _with(node: tree.Node, values: Iterable[tuple[str, tree.Node]], names: frozenset[str]) -> _Found | None:
    """A variable compared with fixed values; an order of texts has no end of answers."""
    found = _read(node, names)
    for operator, one in values:
        value = _fixed(one)
        if found is None or value is None or (operator in _ORDER and isinstance(value[0], str)):
            return None
        found = {place: known | {value[0]} for place, known in found.items()}
    return found


def _fixed(node: tree.Node) -> tuple[Value] | None:
    """The value that is written there; None for what has to be worked out."""
    match node:
        case tree.Literal(value=value):
            return (value,)
        case tree.Negation(operand=tree.Literal(value=Decimal() as value)):
            return (-value,)
    return None


def _read(node: tree.Node, names: frozenset[str]) -> _Found | None:
    """A variable, a member of one, or either with a fixed value in its stead."""
    match node:
        case tree.Name(name=name) if name in names:
            return {(name,): frozenset()}
        case tree.Path(base=base, member=member):
            inner = _read(base, names)
            return inner and {(*place, member): values for place, values in inner.items()}
        case tree.Call(callee=tree.Name(name="get or else"), arguments=(one, tree.Literal(value=value))):
            inner = _read(one, names)
            return inner and {place: values | {value} for place, values in inner.items()}
    return None


def _together(found: Iterable[_Found | None]) -> _Found | None:
    total: _Found = {}
    for one in found:
        if one is None:
            return None
        for place, values in one.items():
            total[place] = total.get(place, frozenset()) | values
    return total
