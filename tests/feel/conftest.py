"""How the tables of this folder are run: an expression, and the canonical text of what it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest

from engine.feel import Environment, Function, Result, compile_expression, from_python, text

Run: TypeAlias = Callable[..., Result]
Shown: TypeAlias = Callable[..., str]

# 30 March 2025, 01:30 in Berlin: half an hour before the clocks go forward.
NOW = datetime(2025, 3, 30, 0, 30, tzinfo=UTC)


@pytest.fixture
def run() -> Run:
    """Evaluate with Python values as variables."""

    def evaluate(expression: str, **variables: object) -> Result:
        values = {name.replace("_", " "): from_python(value) for name, value in variables.items()}
        environment = Environment(now=NOW, functions={"doppelt": _double()})
        return compile_expression(expression, frozenset(values)).evaluate(values, environment)

    return evaluate


def _double() -> Function:
    return Function(("wert",), lambda arguments, _: arguments[0] + arguments[0], "doppelt")


@pytest.fixture
def shown(run: Run) -> Shown:
    """The canonical text of the value, strings in quotes."""

    def show(expression: str, **variables: object) -> str:
        return text([run(expression, **variables).value])[1:-1]

    return show
