"""Times of residence: overlaps, gaps, absences, and the day on which a required time is full."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import (
    Longer,
    Span,
    Tolerance,
    age_on,
    completion_of_age,
    continuity,
    full_on,
    merge,
    whole_months,
    within,
    without,
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(first: str, last: str | None = None) -> Span:
    return Span(day(first), None if last is None else day(last))


@pytest.mark.parametrize(
    ("spans", "merged"),
    [
        ([], []),
        # adjacent days are one span
        ([span("2024-01-01", "2024-01-31"), span("2024-02-01")], [span("2024-01-01")]),
        # overlapping ones too, whatever their order
        (
            [span("2024-03-01", "2024-05-01"), span("2024-01-01", "2024-03-15")],
            [span("2024-01-01", "2024-05-01")],
        ),
        # one inside another adds nothing
        ([span("2024-01-01"), span("2024-02-01", "2024-02-03")], [span("2024-01-01")]),
        # a day between is a gap
        (
            [span("2024-01-01", "2024-01-30"), span("2024-02-01")],
            [span("2024-01-01", "2024-01-30"), span("2024-02-01")],
        ),
        # a span that ends before it begins is none
        ([span("2024-02-01", "2024-01-01")], []),
    ],
)
def test_spans_are_joined(spans, merged):
    assert list(merge(spans)) == merged


@pytest.mark.parametrize(
    ("removed", "rest"),
    [
        ([], [span("2024-01-01", "2024-12-31")]),
        (
            [span("2024-06-01", "2024-06-30")],
            [span("2024-01-01", "2024-05-31"), span("2024-07-01", "2024-12-31")],
        ),
        ([span("2023-06-01", "2024-01-01")], [span("2024-01-02", "2024-12-31")]),
        ([span("2024-12-31")], [span("2024-01-01", "2024-12-30")]),
        ([span("2023-01-01")], []),
    ],
)
def test_days_are_taken_away(removed, rest):
    assert list(without([span("2024-01-01", "2024-12-31")], removed)) == rest


@pytest.mark.parametrize(
    ("spans", "months", "full"),
    [
        # the day that corresponds to the first one (§ 188 (2) BGB)
        ([span("2026-04-01")], 12, "2027-04-01"),
        # a day the month lacks is its last one (§ 188 (3) BGB)
        ([span("2024-02-29")], 12, "2025-02-28"),
        ([span("2024-02-29")], 48, "2028-02-29"),
        ([span("2024-08-31")], 6, "2025-02-28"),
        # a gap puts it off by its days: two years lost, six years from 2018-03-01
        ([span("2018-03-01", "2020-02-29"), span("2022-03-01")], 72, "2026-03-01"),
        # full before the gap
        ([span("2018-03-01", "2020-02-29"), span("2022-03-01")], 12, "2019-03-01"),
        # overlaps do not count twice
        ([span("2018-03-01"), span("2019-03-01")], 24, "2020-03-01"),
        # it ends the day before
        ([span("2026-04-01", "2027-03-31")], 12, None),
        ([span("2026-04-01", "2027-04-01")], 12, "2027-04-01"),
        ([], 12, None),
        # beyond the calendar
        ([span("9998-01-01")], 24, None),
    ],
)
def test_a_required_time_is_full(spans, months, full):
    assert full_on(spans, months) == (None if full is None else day(full))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        # twenty months from the 22nd are full with the end of the 21st
        ("2025-03-23", "2026-11-22", (20, 0)),
        ("2025-03-24", "2026-11-22", (19, 30)),
        ("2024-11-22", "2026-11-22", (24, 1)),
    ],
)
def test_months_inside_a_window(first, last, months):
    assert whole_months(within([span(first)], day("2024-11-22"), day(last))) == months


def test_days_of_several_spans_make_months_of_thirty_days():
    spans = [span("2024-01-01", "2024-02-20"), span("2024-06-01", "2024-07-15")]

    # 1 month 20 days and 1 month 15 days (§ 191 BGB)
    assert whole_months(spans) == (3, 5)


STAY = [span("2019-06-01", "2024-06-30"), span("2024-09-06")]
AWAY = [span("2024-07-01", "2024-09-05")]
ONCE_3_MONTHS = Tolerance(months=3, times=1)


def test_a_short_absence_does_not_interrupt_and_does_not_count():
    found = continuity(STAY, AWAY, day("2026-11-22"), ONCE_3_MONTHS)

    assert found.certain == tuple(STAY)
    assert found.possible == (span("2019-06-01"),)
    assert found.harmless == tuple(AWAY)
    assert found.restart is None


def test_a_short_absence_counts_where_the_law_says_so():
    found = continuity(STAY, AWAY, day("2026-11-22"), Tolerance(months=6, counts=True))

    assert found.certain == (span("2019-06-01"),)


@pytest.mark.parametrize(
    ("away", "harmless"),
    [
        # three months from 01.07. are over with 30.09.
        (span("2024-07-01", "2024-09-30"), True),
        (span("2024-07-01", "2024-10-01"), False),
        # 30 November plus three months is the last of February
        (span("2023-11-30", "2024-02-28"), True),
        (span("2023-11-30", "2024-02-29"), False),
    ],
)
def test_the_limit_of_a_harmless_absence(away, harmless):
    found = continuity([span("2019-06-01")], [away], day("2026-11-22"), ONCE_3_MONTHS)

    assert (found.restart is None) is harmless
    assert bool(found.harmless) is harmless


def test_a_long_absence_starts_anew_or_leaves_two_readings():
    away = [span("2025-02-01", "2025-10-05")]

    anew = continuity([span("2012-01-01")], away, day("2026-11-22"), Tolerance(months=6))
    open_ = continuity(
        [span("2012-01-01")], away, day("2026-11-22"), Tolerance(months=6, longer=Longer.UNCERTAIN)
    )

    assert anew.certain == anew.possible == (span("2025-10-06"),)
    assert anew.restart == away[0]
    assert open_.certain == (span("2025-10-06"),)
    assert open_.possible == (span("2012-01-01", "2025-01-31"), span("2025-10-06"))
    assert open_.open_gaps == tuple(away)


def test_a_second_short_absence_is_open():
    away = [span("2021-01-01", "2021-01-31"), span("2023-01-01", "2023-01-31")]

    found = continuity([span("2019-06-01")], away, day("2026-11-22"), ONCE_3_MONTHS)

    # the later one is the harmless one, before the earlier one time is uncertain
    assert found.harmless == (away[1],)
    assert found.open_gaps == (away[0],)
    assert found.certain[0].first == day("2021-02-01")
    assert found.possible[0].first == day("2019-06-01")


def test_a_gap_nobody_explains_is_open():
    spans = [span("2018-03-01", "2020-02-29"), span("2022-03-01")]

    found = continuity(spans, [], day("2026-11-22"), Tolerance())

    assert found.certain == (span("2022-03-01"),)
    assert found.possible == tuple(spans)
    assert found.open_gaps == (span("2020-03-01", "2022-02-28"),)


def test_whoever_is_not_there_on_the_day_has_no_stay():
    assert continuity([span("2018-03-01", "2020-02-29")], [], day("2026-11-22"), Tolerance()).possible == ()


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("1999-11-29", "2026-11-28", 26),
        # completed with the end of the day before: on the birthday one is 27
        ("1999-11-29", "2026-11-29", 27),
        # born on 29 February: 28 February is the last day of the year of life
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2024-02-29", 16),
        ("2008-02-29", "2008-02-28", None),
    ],
)
def test_age(birth, on, age):
    assert age_on(day(birth), day(on)) == age


days = st.dates(date(1990, 1, 1), date(2030, 1, 1))
some_spans = st.lists(
    st.tuples(days, st.integers(0, 900)).map(lambda one: Span(one[0], one[0] + timedelta(days=one[1]))),
    max_size=6,
)


def _days(spans):
    return {
        one.first + timedelta(days=offset)
        for one in spans
        for offset in range((one.end - one.first).days + 1)
    }


@given(some_spans, some_spans)
def test_spans_are_sets_of_days(left, right):
    assert _days(merge(left)) == _days(left)
    assert _days(without(left, right)) == _days(left) - _days(right)


@given(days, st.integers(1, 100))
def test_age_agrees_with_the_completed_year_of_life(birth, years):
    last = completion_of_age(birth, years).end

    assert age_on(birth, last) == years - 1
    assert age_on(birth, last + timedelta(days=1)) == years


@given(some_spans, some_spans, days)
def test_certain_time_is_possible_time(spans, away, on):
    found = continuity(spans, away, on, Tolerance(months=3, times=1, counts=True, longer=Longer.UNCERTAIN))

    assert _days(found.certain) <= _days(found.possible)
    assert (on in _days(found.certain)) == (on in _days(spans) - _days(away))
