"""How hot the steps of a process are beside each other: for the diagram, the legend and the bars of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.queries import bottleneck
from engine.queries.bottleneck import Figures, Measure, Pair

LEVELS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One step in the table. `level` is 0 where nothing is measured, else 1 to 5 by its share of the largest value."""

    pair: Pair
    value: float | None
    level: int
    share: float
    other_share: float | None


def rows(figures: Figures, other: Figures | None, measure: Measure) -> tuple[tuple[Row, ...], float]:
    """The steps of the first selection, then what only the second has; and the largest value of the first."""
    pairs = (
        bottleneck.compare(figures, other)
        if other is not None
        else tuple(Pair(step, None) for step in figures.steps)
    )
    values = [
        (pair, *(None if step is None else step.value(measure) for step in (pair.one, pair.other)))
        for pair in pairs
    ]
    top = max((value or 0 for _pair, value, _other in values), default=0)
    widest = max((one or 0 for _pair, *both in values for one in both), default=0)
    return tuple(
        Row(
            pair,
            value,
            level(value or 0, top),
            (value or 0) / widest if widest else 0,
            None if other_value is None or not widest else other_value / widest,
        )
        for pair, value, other_value in values
    ), top


def level(value: float, top: float) -> int:
    """How hot a value is beside the largest one: 1 up to a fifth of it, 5 above four fifths, 0 for nothing."""
    if value <= 0 or top <= 0:
        return 0
    return min(LEVELS, 1 + int(LEVELS * value / top - 1e-9))


def ordered(rows: Sequence[Row], column: Callable[[Row], float | None], *, falling: bool) -> tuple[Row, ...]:
    """The rows by a column, those it tells nothing of last."""
    told = [(value, row) for row in rows if (value := column(row)) is not None]
    told.sort(key=lambda one: one[0], reverse=falling)
    return (*(row for _value, row in told), *(row for row in rows if column(row) is None))
