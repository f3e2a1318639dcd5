"""The values written in a diagram, compiled: text after an equals sign is FEEL, any other text stands for
itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from engine.bpmn.element import Element
from engine.bpmn.faults import Faults
from engine.errors import FEEL, Fix
from engine.feel import Expression, SyntaxFault, compile_expression, first_literals, is_expression, mended

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def _quoted(text: str) -> str:
    """The FEEL string literal that stands for a text."""
    return f'"{text.translate(_ESCAPES)}"'


def is_short_number(text: str) -> bool:
    """Whether the text is a whole number of at most nine digits, which every later step can read and write."""
    return len(text) <= 9 and text.isascii() and text.isdigit()


def literal(expression: Expression) -> str | None:
    """The string a constant expression stands for; None when it must be evaluated."""
    if expression.variables or expression.functions or not expression.text.startswith('"'):
        return None
    value = expression.evaluate({}).value
    return value if isinstance(value, str) else None


def written_in(part: object) -> Iterator[Expression]:
    """Every expression in a compiled thing, as a node with the conditions of the flows that leave it, or a form."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Expression):
            yield one
        elif isinstance(one, tuple):
            waiting.extend(reversed(one))
        else:
            # a class can be hashed, whatever mypy says of type[object] (python/mypy#11470)
            waiting.extend(getattr(one, name) for name in _parts(type(one)))  # type: ignore[arg-type]  # see above


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a compiled thing in which an expression may stand by their types, the last first; none of anything
    else. What leads into a node belongs to the one before it.
    """
    if not is_dataclass(kind):
        return ()
    names = [field.name for field in fields(kind) if field.name not in {"incoming", "ways"}]
    return tuple(name for name in reversed(names) if _may_hold(_types(kind).get(name, object), frozenset()))


@cache
def _types(kind: type) -> Mapping[str, object]:
    """The types of the fields; none where they are written with names that are not there when it runs."""
    try:
        return get_type_hints(kind)
    except NameError:
        return {}


def _may_hold(kind: object, within: frozenset[object]) -> bool:
    """Whether a value of that type may be an expression, or hold one in a tuple or a compiled thing."""
    if kind is Expression or kind in (object, Any):
        return True
    if get_origin(kind) in (tuple, Union, UnionType):
        return any(_may_hold(one, within) for one in get_args(kind))
    if not isinstance(kind, type) or not is_dataclass(kind) or kind in within:
        return False
    types, inside = _types(kind), within | {kind}
    return any(_may_hold(types.get(field.name, object), inside) for field in fields(kind))


def agreed_for(part: object) -> Iterator[str]:
    """The elements whose agreed time is asked for in a node, as far as they are written as texts."""
    for expression in written_in(part):
        if "vereinbart" in expression.functions:
            yield from first_literals(expression.text, "vereinbart")


class Values:
    """Compiles the values of one file; every syntax fault becomes a finding on the element that holds it."""

    __slots__ = ("faults",)

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    def value(self, element: Element, text: str, what: str) -> Expression | None:
        """A FEEL expression after "=", else the text itself; None when it is empty or faulty."""
        text = text.strip()
        if not text:
            return None
        return self._feel(element, text[1:] if text.startswith("=") else _quoted(text), what)

    def expression(self, element: Element, text: str, what: str) -> Expression | None:
        """A value that makes sense as FEEL only: without the equals sign it is refused, not taken as a
        string.
        """
        text = text.strip()
        if not text:
            return None
        if text.startswith("="):
            return self._feel(element, text[1:], what)
        self.faults.error(
            "feel-expected",
            element,
            f"{what} von „{element.label}“ ist kein FEEL-Ausdruck: {_shortened(text)}",
            "Beginnen Sie den Ausdruck mit einem Gleichheitszeichen.",
            _fix(element, text, text if is_expression(text) else mended(text)),
        )
        return None

    def _feel(self, element: Element, text: str, what: str) -> Expression | None:
        try:
            return compile_expression(text.strip())
        except SyntaxFault as fault:
            self.faults.error(
                "feel-syntax",
                element,
                f"{what} von „{element.label}“ ist kein gültiger FEEL-Ausdruck "
                f"(Zeile {fault.position.line}, Spalte {fault.position.column}): {fault.reason}",
                f"Berichtigen Sie den Ausdruck {_shortened(text.strip())}.",
                _fix(element, f"={text.strip()}", mended(text.strip())),
            )
            return None


def as_fix(element: str, expression: Expression, better: str | None) -> Fix | None:
    """What writes an expression of an element in another way."""
    return Fix(element, FEEL, f"={expression.text}", f"={better}") if better is not None else None


def _fix(element: Element, written: str, better: str | None) -> Fix | None:
    return Fix(element.id, FEEL, written, f"={better}") if element.id and better is not None else None


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return f"„{text if len(text) <= 120 else text[:119] + '…'}“"
