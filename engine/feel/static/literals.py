"""The texts that are written as the first argument of a function, wherever in an expression it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from engine.feel.builtins import BUILTIN_NAMES
from engine.feel.semantics.access import PROPERTY_NAMES
from engine.feel.syntax import tree
from engine.feel.syntax.parser import parse_expression


def first_literals(text: str, function: str) -> tuple[str, ...]:
    """The literal texts given first to `function`, in the order of the text; SyntaxFault where it is no expression."""
    node = parse_expression(text, frozenset(), BUILTIN_NAMES | PROPERTY_NAMES)
    return tuple(_first(call) for call in _calls(node, function) if _first(call))


def _first(call: tree.Call) -> str:
    given = call.arguments[0] if call.arguments else call.named[0][1] if call.named else None
    return given.value if isinstance(given, tree.Literal) and isinstance(given.value, str) else ""


def _calls(part: object, function: str) -> Iterator[tree.Call]:
    if isinstance(part, tree.Call) and isinstance(part.callee, tree.Name) and part.callee.name == function:
        yield part
    if isinstance(part, tuple | list):
        for inner in part:
            yield from _calls(inner, function)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _calls(getattr(part, field.name), function)
