"""Names, paths and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.builtins import function_value
from engine.feel.compiler.scope import Part, Scope, quiet, reject
from engine.feel.outcome import WarningKind
from engine.feel.semantics.access import member, member_or_null
from engine.feel.semantics.rejection import Rejected
from engine.feel.semantics.types import german_type
from engine.feel.syntax import tree
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.compiler.build import Compiler


# What looking at one item costs beside the condition, in steps.
_TURN = 5


def _not_a_variable(scope: Scope, node: tree.Name) -> Value:
    """What a name means that no scope has: a function, else null."""
    function = scope.evaluation.environment.functions.get(node.name) or function_value(node.name)
    if function is None:
        message = f"Eine Variable „{node.name}“ gibt es hier nicht."
        scope.evaluation.warn(WarningKind.MISSING_VARIABLE, message, node.position, node.name)
    return function


def build_name(compiler: Compiler, node: tree.Name) -> Part:
    """The value of the innermost scope that has the name; `?` is one of them."""
    name = node.name
    compiler.note_variable(name)
    if compiler.is_outermost:

        def read(scope: Scope) -> Value:
            try:
                return scope.names[name]
            except KeyError:
                return _not_a_variable(scope, node)

        return Part(read)

    def search(scope: Scope) -> Value:
        place: Scope | None = scope
        while place is not None:
            if name in place.names:
                return place.names[name]
            place = place.parent
        return _not_a_variable(scope, node)

    return Part(search)


def build_path(compiler: Compiler, node: tree.Path) -> Part:
    """A member of a context or another value; of a list, the list of that member (10.3.2.5)."""
    base = compiler.compile(node.base).code
    name, position = node.member, node.position

    def read(scope: Scope) -> Value:
        value = base(scope)
        if value.__class__ is dict and name in value:
            return value[name]
        if isinstance(value, list):
            scope.evaluation.spend(len(value))
            return [member_or_null(item, name) for item in value]
        try:
            return member(value, name)
        except Rejected as fault:
            reject(scope, fault, position, name)
            return None

    return Part(read)


def build_filter(compiler: Compiler, node: tree.Filter) -> Part:
    """The items for which the condition is true, or the one at the place a number names (10.3.2.5).

    A value that is no list is a list of one. Places count from 1, from the end where negative.
    """
    base = compiler.compile(node.base)
    position = node.position
    if isinstance(node.condition, tree.Literal | tree.Negation):
        index = compiler.compile(node.condition)
        if index.is_constant and isinstance(index.value, Decimal):
            place = index.value
            return Part(lambda scope: _at(scope, _as_list(base.code(scope)), place, node))
    with compiler.filter_scope():
        condition, weight = compiler.weighed(node.condition)
    code = condition.code
    probe = quiet(code)

    def choose(scope: Scope) -> Value:
        items = _as_list(base.code(scope))
        if not items:
            return None if isinstance(probe(scope), Decimal) else []
        chosen: list[Value] = []
        for number, item in enumerate(items):
            scope.evaluation.spend(weight + _TURN)
            found = code(_item_scope(scope, item))
            if found is True:
                chosen.append(item)
            elif number == 0 and isinstance(found, Decimal):
                return _at(scope, items, found, node)
            elif found is not False and found is not None:
                message = f"Die Bedingung des Filters ist kein Wahrheitswert ({german_type(found)})."
                scope.evaluation.warn(WarningKind.TYPE_MISMATCH, message, position)
        return chosen

    return Part(choose)


def _as_list(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _item_scope(scope: Scope, item: Value) -> Scope:
    """`item`, and over it the entries of an item that is a context."""
    outer = Scope({"item": item}, scope, scope.evaluation)
    return Scope(item, outer, scope.evaluation) if isinstance(item, dict) else outer


def _at(scope: Scope, items: list[Value], place: Decimal, node: tree.Filter) -> Value:
    index = int(place) if place.copy_abs() <= len(items) else 0
    if index != place or index == 0:
        message = f"Die Liste hat {len(items)} Einträge, aber keinen an der Stelle {place}."
        scope.evaluation.warn(WarningKind.INVALID_ARGUMENT, message, node.position)
        return None
    return items[index - 1 if index > 0 else index]
