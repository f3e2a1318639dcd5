"""Values on the command line: NAME=FEEL in, JSON out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.errors import Invalid

if TYPE_CHECKING:
    from engine.feel import Value
    from engine.transaction import Transaction


def read(tx: Transaction, assignments: Iterable[str]) -> dict[str, Value]:
    """The values of `NAME=FEEL` texts; Invalid when one is not of that form or has no value that can be kept."""
    from engine.clock import ZONE
    from engine.feel import Environment, Function, Range, compile_expression

    values: dict[str, Value] = {}
    environment = Environment(now=tx.now.astimezone(ZONE))
    for text in assignments:
        name, separator, expression = text.partition("=")
        if not separator or not name.isidentifier():
            raise Invalid(f"Expected to read {text}, but it is not of the form NAME=FEEL")
        result = compile_expression(expression).evaluate({}, environment)
        if result.value is None and result.warnings:
            raise Invalid(f"Expected to read {text}, but {result.warnings[0].message}")
        inside = [result.value]
        for one in inside:  # grows while it is walked
            if isinstance(one, Function | Range):
                raise Invalid(f"Expected to read {text}, but it gives a function or a range")
            inside.extend(one if isinstance(one, list) else one.values() if isinstance(one, dict) else ())
        values[name] = result.value
    return values
