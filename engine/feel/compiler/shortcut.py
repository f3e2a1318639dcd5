"""The short way of a plain condition, `alter >= 16 and entscheidung = "ja"`.

Most conditions of a model compare a variable with a constant, and most evaluations find nothing odd. The short way
answers true or false straight from the variables, without a scope and an account; wherever anything else comes up – a
missing variable, null, another kind of value – it gives None, and the long way says what the value is and why.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from engine.feel.syntax import tree
from engine.feel.values import Value

# `Mapping[str, Value]` to true, false, or None for „ask the long way“.
Short: TypeAlias = Callable[[Mapping[str, Value]], "bool | None"]
# `Any`: a relation takes the kind of its leaf, which is checked before.
_Relation: TypeAlias = Callable[[Any, Any], bool]

_EQUALITY: dict[str, _Relation] = {"=": operator.eq, "!=": operator.ne}
_RELATIONS: dict[str, _Relation] = {
    **_EQUALITY,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class _Leaf(NamedTuple):
    """A variable of one kind, in a relation to a constant of that kind."""

    name: str
    kind: type
    relation: _Relation
    constant: Value


def shortcut(node: tree.Node) -> Short | None:
    """The short way of an expression, or None where it has none."""
    match node:
        case tree.Conjunction() | tree.Disjunction():
            return _logic(node)
    leaf = _leaf(node)
    return None if leaf is None else _single(leaf)


def _leaf(node: tree.Node) -> _Leaf | None:
    match node:
        case tree.Name(name=name):
            # A variable that is itself the answer.
            return _Leaf(name, bool, operator.is_, True)
        case tree.Comparison(left=tree.Name(name=name), right=tree.Literal(value=value)):
            return _compared(name, node.operator, value)
        case tree.Comparison(left=tree.Literal(value=value), right=tree.Name(name=name)):
            return _compared(name, _MIRRORED.get(node.operator, node.operator), value)
    return None


def _compared(name: str, sign: str, constant: Value) -> _Leaf | None:
    """Numbers have all relations, texts and truths are only the same or not."""
    if isinstance(constant, Decimal):
        return _Leaf(name, Decimal, _RELATIONS[sign], constant)
    if isinstance(constant, str | bool) and sign in _EQUALITY:
        return _Leaf(name, type(constant), _RELATIONS[sign], constant)
    return None


def _single(leaf: _Leaf) -> Short:
    name, kind, relation, constant = leaf

    def decide(variables: Mapping[str, Value]) -> bool | None:
        try:
            value = variables[name]
        except KeyError:
            return None
        return relation(value, constant) if value.__class__ is kind else None

    return decide


def _logic(node: tree.Conjunction | tree.Disjunction) -> Short | None:
    deciding = isinstance(node, tree.Disjunction)
    leaves = [_leaf(operand) for operand in node.operands]
    first, second = leaves[0], leaves[1]
    if len(leaves) == 2 and first is not None and second is not None:
        return _pair(first, second, deciding)
    parts = [shortcut(operand) for operand in node.operands]
    known = tuple(part for part in parts if part is not None)
    return _all_of(known, deciding) if len(known) == len(parts) else None


def _pair(first: _Leaf, second: _Leaf, deciding: bool) -> Short:
    """Two comparisons in one function: calling two more would take as long as both comparisons."""
    name, kind, relation, constant = first
    other, other_kind, other_relation, other_constant = second

    def decide(variables: Mapping[str, Value]) -> bool | None:
        try:
            value = variables[name]
            if value.__class__ is kind:
                if relation(value, constant) is deciding:
                    return deciding
                value = variables[other]
                if value.__class__ is other_kind:
                    return other_relation(value, other_constant)
        except KeyError:
            pass
        return None

    return decide


def _all_of(parts: tuple[Short, ...], deciding: bool) -> Short:
    otherwise = not deciding

    def decide(variables: Mapping[str, Value]) -> bool | None:
        for part in parts:
            found = part(variables)
            if found is not otherwise:
                return found
        return otherwise

    return decide
