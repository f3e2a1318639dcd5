"""Where the bars of a chart are drawn: numbers to coordinates. The drawing itself is `bausteine/diagramme.html`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.queries.supervision import AgeCount, WeekCount

_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; `kind` says how it is filled, `value` what it stands for."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale with its number."""

    at: float
    value: int


@dataclass(frozen=True, slots=True)
class Group:
    """What stands at one place of the axis: its bars, and where its label and figure are written."""

    number: int
    at: float
    end: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of this size: the scale and the groups in their order."""

    width: int
    height: int
    lines: tuple[Line, ...]
    groups: tuple[Group, ...]


def scale(highest: int, parts: int = 4) -> tuple[int, ...]:
    """Round numbers from 0 to at least `highest`, about so many steps."""
    step, power = 1, 1
    while step * parts < highest:
        at = _STEPS.index(step // power)
        if at + 1 < len(_STEPS):
            step = _STEPS[at + 1] * power
        else:
            power *= 10
            step = power
    return tuple(step * number for number in range(-(-max(highest, 1) // step) + 1))


def weeks(counts: Sequence[WeekCount]) -> Chart:
    """Two columns per week: what came, and what was done with the late part on top."""
    width, height, left, top, bottom = 760, 260, 44, 12, 40
    marks = scale(max((max(one.received, one.completed) for one in counts), default=0))
    room, base = height - top - bottom, height - bottom

    def y(value: int) -> float:
        return round(base - room * value / marks[-1], 1)

    slot = (width - left) / max(len(counts), 1)
    bar = round(slot * 0.34, 1)
    groups = []
    for number, one in enumerate(counts):
        start = left + slot * number
        first, second = round(start + slot * 0.14, 1), round(start + slot * 0.52, 1)
        in_time = one.completed - one.late
        bars = (
            Bar("received", first, y(one.received), bar, round(base - y(one.received), 1), one.received),
            Bar("done", second, y(in_time), bar, round(base - y(in_time), 1), in_time),
            Bar("late", second, y(one.completed), bar, round(y(in_time) - y(one.completed), 1), one.late),
        )
        groups.append(
            Group(number, round(start + slot / 2, 1), base, tuple(one for one in bars if one.value))
        )
    return Chart(width, height, tuple(Line(y(mark), mark) for mark in marks), tuple(groups))


def ages(counts: Sequence[AgeCount]) -> Chart:
    """One bar per class of age: overdue ones first, then the others."""
    width, left, right, row, top = 760, 150, 130, 34, 8
    marks = scale(max((one.open for one in counts), default=0))
    room = width - left - right

    def span(value: int) -> float:
        return round(room * value / marks[-1], 1)

    groups = []
    for number, one in enumerate(counts):
        y = top + row * number
        late = span(one.overdue)
        bars = (
            Bar("late", left, y, late, row - 12, one.overdue),
            Bar("done", left + late, y, round(span(one.open) - late, 1), row - 12, one.open - one.overdue),
        )
        end = round(left + span(one.open) + 8, 1)
        groups.append(Group(number, y + (row - 12) / 2 + 5, end, tuple(one for one in bars if one.value)))
    height = top + row * len(counts)
    return Chart(width, height, tuple(Line(left + span(mark), mark) for mark in marks), tuple(groups))
