"""A range of values, and a function as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Range:
    """From `start` to `end`, each included or not; a bound of null is open to that side (DMN 1.5, 10.3.2.7).

    Bounds are two numbers, strings, dates, times, dates and times, or durations of the same kind. A range
    written as one comparison, `(< 10)`, keeps its `operator`: it is another value than `(null..10)`, and `!=`
    has no other form.
    """

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """Something an expression can call.

    `invoke` gets exactly one value per parameter and the running account, which it passes on when it
    evaluates further expressions, so that recursion across them stays bounded.
    """

    parameters: tuple[str, ...]
    invoke: Callable[[tuple[Value, ...], Evaluation], Value] = field(compare=False)
    name: str | None = None
