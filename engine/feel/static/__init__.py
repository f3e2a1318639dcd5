"""What can be said of a text before it is evaluated: unknown names and functions, and types that can never match."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from engine.feel.builtins import BUILTIN_NAMES
from engine.feel.outcome import Warning
from engine.feel.semantics.access import PROPERTY_NAMES
from engine.feel.semantics.types import ANY, Type
from engine.feel.static.checker import Checker, Known
from engine.feel.static.literals import first_literals
from engine.feel.static.operators import in_range
from engine.feel.static.plain import canonical, compared, outcomes
from engine.feel.static.samples import BOOLEAN
from engine.feel.syntax.parser import parse_expression, parse_unary_tests

__all__ = ["canonical", "check_expression", "check_unary_tests", "compared", "first_literals", "outcomes"]

_LANGUAGE: Final = BUILTIN_NAMES | PROPERTY_NAMES


def check_expression(
    text: str,
    variables: Mapping[str, Type | None],
    *,
    functions: Collection[str] = (),
    complete: bool = False,
) -> tuple[Warning, ...]:
    """What can never work in an expression, in the order of the text; SyntaxFault where it is none.

    `variables` are the names it may read with their types, None for one nobody knows more about; with `complete` any
    other name is remarked too. `functions` are those of the host. What may work with some value is not remarked.
    """
    checker = Checker(Known(variables, frozenset(functions), complete))
    checker.check(parse_expression(text, variables, _LANGUAGE))
    return tuple(checker.remarks)


def check_unary_tests(
    text: str,
    variables: Mapping[str, Type | None],
    *,
    tested: Type | None = None,
    functions: Collection[str] = (),
    complete: bool = False,
) -> tuple[Warning, ...]:
    """As `check_expression`, for a cell whose input is of the type `tested`."""
    kind = None if tested == ANY else tested
    checker = Checker(Known(variables, frozenset(functions), complete))
    for test in parse_unary_tests(text, variables, _LANGUAGE).tests:
        checker.reads_input = False
        with checker.names({"?": kind}):
            found = checker.check(test)
        # A test that asks something of its input, or a condition about other variables, is itself the answer.
        if not checker.reads_input and found != BOOLEAN:
            in_range(checker, kind, found, test.position)
    return tuple(checker.remarks)
