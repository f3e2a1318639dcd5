"""Legal deadlines: a table with the norm per row, and an independent count day by day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import (
    Calendar,
    Counting,
    DaysOff,
    Law,
    Period,
    completion_of_age,
    compute_deadline,
    is_working_day,
)
from engine.deadlines.deadline import length_name
from engine.errors import ModelError

AFTER, FROM = Counting.AFTER_EVENT, Counting.FROM_DAY


@pytest.mark.parametrize(
    ("event", "period", "counting", "unshifted", "end"),
    [
        # § 188 (1): days; the day of the event does not count (§ 187 (1))
        ("2026-12-01", "P14D", AFTER, "2026-12-15", "2026-12-15"),
        (
            "2026-12-11",
            "P14D",
            AFTER,
            "2026-12-25",
            "2026-12-28",
        ),  # § 31 (3) VwVfG: holiday, Saturday, Sunday
        ("2026-11-27", "P1D", AFTER, "2026-11-28", "2026-11-30"),  # a Saturday
        # § 188 (1), § 187 (2): the first day counts
        ("2026-12-01", "P14D", FROM, "2026-12-14", "2026-12-14"),
        ("2026-12-01", "P1D", FROM, "2026-12-01", "2026-12-01"),
        # § 188 (2): weeks end on the weekday of the event
        ("2026-11-02", "P4W", AFTER, "2026-11-30", "2026-11-30"),
        ("2026-11-02", "P1W", FROM, "2026-11-08", "2026-11-09"),  # a Sunday
        # § 188 (2): months end on the day with the number of the event
        ("2026-11-27", "P1M", AFTER, "2026-12-27", "2026-12-28"),  # a Sunday
        ("2026-12-25", "P1M", AFTER, "2027-01-25", "2027-01-25"),
        ("2026-09-30", "P1M", AFTER, "2026-10-30", "2026-10-30"),  # not the last day: only the number counts
        # § 188 (3): the month lacks the day
        ("2027-01-31", "P1M", AFTER, "2027-02-28", "2027-03-01"),  # a Sunday
        ("2028-01-30", "P1M", AFTER, "2028-02-29", "2028-02-29"),  # leap year
        ("2026-08-31", "P1M", AFTER, "2026-09-30", "2026-09-30"),
        ("2028-02-29", "P1Y", AFTER, "2029-02-28", "2029-02-28"),
        # § 188 (2), § 187 (2): the day before the day with the number of the start
        ("2025-12-30", "P18M", FROM, "2027-06-29", "2027-06-29"),
        ("2027-01-01", "P1M", FROM, "2027-01-31", "2027-02-01"),  # a Sunday
        ("2027-03-01", "P12M", FROM, "2028-02-29", "2028-02-29"),  # the last of a leap February
        ("2027-01-31", "P1M", FROM, "2027-02-28", "2027-03-01"),  # § 188 (3): 30 February is lacking
        ("2027-01-29", "P1M", FROM, "2027-02-28", "2027-03-01"),  # 28 February: there
        # years
        ("2026-03-02", "P3Y", AFTER, "2029-03-02", "2029-03-02"),
        ("2026-03-02", "P1Y6M", AFTER, "2027-09-02", "2027-09-02"),
    ],
)
def test_deadline(event, period, counting, unshifted, end):
    deadline = compute_deadline(date.fromisoformat(event), Period.parse(period), counting=counting)

    assert (deadline.end_unshifted.isoformat(), deadline.end.isoformat()) == (unshifted, end)
    assert deadline.shifted is (unshifted != end)


@pytest.mark.parametrize(
    ("land", "end"),
    [
        ("NW", "2026-11-02"),  # 1 November 2026 is a Sunday anyway
        ("BY", "2026-11-02"),
    ],
)
def test_sunday_in_every_land(land, end):
    deadline = compute_deadline(date(2026, 10, 1), Period(months=1), calendar=Calendar.of(land))

    assert deadline.end.isoformat() == end


@pytest.mark.parametrize(
    ("land", "end"),
    [
        ("NW", date(2027, 5, 28)),  # Fronleichnam is a holiday at the place
        ("NI", date(2027, 5, 27)),  # and is none there
    ],
)
def test_the_holidays_of_the_place_count(land, end):
    assert compute_deadline(date(2027, 4, 27), Period(months=1), calendar=Calendar.of(land)).end == end


def test_a_span_that_is_no_deadline_is_not_shifted():
    # § 31 (4) VwVfG; validity of a permit
    deadline = compute_deadline(date(2026, 11, 27), Period(months=1), days_off=DaysOff.KEEP)

    assert deadline.end == deadline.end_unshifted == date(2026, 12, 27)


@pytest.mark.parametrize(
    ("birth", "years", "last"),
    [
        (
            "1999-11-29",
            27,
            "2026-11-28",
        ),  # a Saturday, and not shifted: no deadline but a condition of the law
        ("2000-02-29", 18, "2018-02-28"),
        ("2008-02-29", 16, "2024-02-28"),
        ("2008-03-01", 16, "2024-02-29"),  # the day before 1 March of a leap year
        ("2008-01-01", 18, "2025-12-31"),
    ],
)
def test_completion_of_age(birth, years, last):
    completed = completion_of_age(date.fromisoformat(birth), years)

    assert completed.end.isoformat() == last
    assert f"{years}. Lebensjahr vollendet" in completed.derivation


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (
            Law.BGB,
            "Beginn 31.01.2027 (§ 187 Abs. 1 BGB) → Monatsfrist endet 28.02.2027, Sonntag "
            "(§ 188 Abs. 2 und 3 BGB) → 01.03.2027, Montag (§ 193 BGB)",
        ),
        (
            Law.VWVFG,
            "Beginn 31.01.2027 (§ 31 Abs. 1 VwVfG, § 187 Abs. 1 BGB) → Monatsfrist endet 28.02.2027, Sonntag "
            "(§ 31 Abs. 1 VwVfG, § 188 Abs. 2 und 3 BGB) → 01.03.2027, Montag (§ 31 Abs. 3 S. 1 VwVfG)",
        ),
        (
            Law.SGB_X,
            "Beginn 31.01.2027 (§ 26 Abs. 1 SGB X, § 187 Abs. 1 BGB) → Monatsfrist endet 28.02.2027, Sonntag "
            "(§ 26 Abs. 1 SGB X, § 188 Abs. 2 und 3 BGB) → 01.03.2027, Montag (§ 26 Abs. 3 S. 1 SGB X)",
        ),
    ],
)
def test_derivation_cites_the_law_of_the_procedure(law, expected):
    assert compute_deadline(date(2027, 1, 31), Period(months=1), law).derivation == expected


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("P1M", "Monatsfrist endet"),
        ("P1Y", "Jahresfrist endet"),
        ("P12M", "Frist von 12 Monaten endet"),
        ("P3M", "Frist von 3 Monaten endet"),
        ("P3Y", "Frist von 3 Jahren endet"),
        ("P1Y6M", "Frist von 18 Monaten endet"),
        ("P1W", "Wochenfrist endet"),
        ("P2W", "Frist von 2 Wochen endet"),
        ("P14D", "Frist von 14 Tagen endet"),
        ("P7D", "Frist von 7 Tagen endet"),
        ("P1D", "Frist von einem Tag endet"),
        ("P1W1D", "Frist von 8 Tagen endet"),
    ],
)
def test_the_period_in_words(period, words):
    assert words in compute_deadline(date(2026, 11, 23), Period.parse(period)).derivation


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("P1Y", "1 Jahr"),
        ("P36M", "36 Monate"),
        ("P3Y", "3 Jahre"),
        ("P1M", "1 Monat"),
        ("P18M", "18 Monate"),
        ("P1D", "1 Tag"),
        ("P2W", "2 Wochen"),
    ],
)
def test_the_length_in_words(period, words):
    assert length_name(Period.parse(period)) == words


def test_days_cite_paragraph_one_and_weeks_paragraph_two():
    days = compute_deadline(date(2026, 11, 23), Period(days=14), Law.BGB)
    weeks = compute_deadline(date(2026, 11, 23), Period(weeks=2), Law.BGB)

    assert days.end == weeks.end
    assert "§ 188 Abs. 1 BGB" in days.derivation
    assert "§ 188 Abs. 2 BGB" in weeks.derivation


@pytest.mark.parametrize("period", ["P0D", "-P1M", "P1M14D", "PT12H", "P1DT1H"])
def test_refuses_a_period_the_law_gives_no_end(period):
    with pytest.raises(ModelError, match="188 BGB") as caught:
        compute_deadline(date(2026, 11, 23), Period.parse(period))

    assert caught.value.findings[0].rule == "legal-period"


@pytest.mark.parametrize("period", [Period(years=9000), Period(days=9_000_000)])
def test_refuses_an_end_outside_the_calendar(period):
    with pytest.raises(ModelError, match="outside the calendar"):
        compute_deadline(date(2026, 11, 23), period)


# -- against an independent count

days = st.dates(date(2000, 1, 1), date(2049, 12, 31))


def naive_day(start: date, months: int) -> date:
    """Walk month by month, then take the number or the last day there is."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


@given(days, st.integers(1, 80))
def test_days_agree_with_counting_on_the_calendar(event, count):
    counted, day = 0, event
    while counted < count:
        day += timedelta(days=1)
        counted += 1

    assert compute_deadline(event, Period(days=count)).end_unshifted == day


@given(days, st.integers(1, 60))
def test_months_agree_with_walking_them(event, count):
    assert compute_deadline(event, Period(months=count)).end_unshifted == naive_day(event, count)


@given(days, st.integers(1, 60))
def test_a_counted_first_day_ends_a_day_earlier_unless_the_month_lacks_it(event, count):
    later = compute_deadline(event, Period(months=count)).end_unshifted
    earlier = compute_deadline(event, Period(months=count), counting=FROM).end_unshifted

    assert later - earlier <= timedelta(days=1)
    assert (later == earlier) is (later.day < event.day)


@given(
    days, st.sampled_from(["P1D", "P14D", "P2W", "P1M", "P3M", "P1Y"]), st.sampled_from(["NW", "BY", "SN"])
)
def test_never_ends_on_a_day_off_and_never_early(event, period, land):
    deadline = compute_deadline(event, Period.parse(period), calendar=Calendar.of(land))
    between = range((deadline.end - deadline.end_unshifted).days)

    assert is_working_day(deadline.end, land)
    assert not any(is_working_day(deadline.end_unshifted + timedelta(days=n), land) for n in between)


@given(days, days, st.sampled_from(["P14D", "P1M", "P6M", "P1Y"]))
def test_a_later_event_never_ends_earlier(first, second, period):
    earlier, later = sorted((first, second))

    assert (
        compute_deadline(earlier, Period.parse(period)).end
        <= compute_deadline(later, Period.parse(period)).end
    )
