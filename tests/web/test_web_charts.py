"""Where bars are drawn: the scale is round and high enough, bars stand on the base line and end where they say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.queries.supervision import AgeCount, WeekCount
from web import charts


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        # nothing to draw still has a scale
        (0, (0, 1)),
        (1, (0, 1)),
        (4, (0, 1, 2, 3, 4)),
        (5, (0, 2, 4, 6)),
        (15, (0, 5, 10, 15)),
        (41, (0, 20, 40, 60)),
        (686, (0, 200, 400, 600, 800)),
        (10_000_000, (0, 5_000_000, 10_000_000)),
    ],
)
def test_a_scale_is_round_and_reaches_the_highest_value(highest: int, marks: tuple[int, ...]) -> None:
    assert charts.scale(highest) == marks


def test_columns_stand_on_the_base_line_with_what_was_late_on_top() -> None:
    monday = date(2026, 9, 7)
    counts = [WeekCount(monday, 8, 6, 2), WeekCount(monday + timedelta(weeks=1), 0, 0, 0)]

    chart = charts.weeks(counts)

    base = chart.lines[0].at
    received, done, late = chart.groups[0].bars
    assert [bar.value for bar in (received, done, late)] == [8, 4, 2]
    assert received.y + received.height == pytest.approx(base)
    assert done.y + done.height == pytest.approx(base)
    assert late.y + late.height == pytest.approx(done.y)
    assert received.height == pytest.approx(2 * done.height) == pytest.approx(4 * late.height)
    assert chart.lines[-1].at == pytest.approx(received.y)
    assert chart.groups[1].bars == ()
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.groups[0].bars)


def test_the_bar_of_an_age_begins_with_what_is_overdue() -> None:
    counts = [AgeCount(0, 0, 7, 10, 4), AgeCount(1, 8, None, 0, 0)]

    chart = charts.ages(counts)

    late, rest = chart.groups[0].bars
    assert (late.value, rest.value) == (4, 6)
    assert late.x + late.width == pytest.approx(rest.x)
    assert chart.groups[0].end == pytest.approx(rest.x + rest.width + 8)
    assert chart.groups[1].bars == ()
