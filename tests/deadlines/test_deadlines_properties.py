"""What holds for every question: monotone, never on a day off, never early, elapsed hours, an account that balances."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.deadlines import (
    RULES,
    Calendar,
    Cause,
    Closure,
    Counting,
    DaysOff,
    Delivery,
    Land,
    Law,
    Pause,
    Pausing,
    Period,
    Question,
    SetBy,
    calculate,
)
from engine.errors import Invalid

DAY = timedelta(days=1)
#: the first answer of a Land loads its holidays, which says nothing about the answer
unhurried = settings(deadline=None)
days = st.dates(date(2000, 1, 1), date(2049, 12, 31))
periods = st.one_of(
    st.integers(1, 400).map(lambda count: Period(days=count)),
    st.integers(1, 60).map(lambda count: Period(weeks=count)),
    st.integers(1, 130).map(lambda count: Period(months=count)),
)
lands = st.sampled_from(list(Land)).map(Calendar)
laws = st.sampled_from(list(Law))
fictions = st.sampled_from([Delivery.POST, Delivery.ELECTRONIC, Delivery.REGISTERED, Delivery.PUBLIC])


@unhurried
@given(days, periods, lands, laws)
def test_a_shifted_end_is_a_working_day_and_nothing_between_is(event, period, calendar, law):
    found = calculate(Question(event=event, period=period, calendar=calendar, law=law))

    assert calendar.day_off(found.end) is None
    assert found.end >= found.end_unshifted > event
    between = range((found.end - found.end_unshifted).days)
    assert all(calendar.day_off(found.end_unshifted + number * DAY) for number in between)


@unhurried
@given(days, periods, lands)
def test_an_end_that_stays_is_where_the_period_ends(event, period, calendar):
    moved = calculate(Question(event=event, period=period, calendar=calendar))
    kept = calculate(Question(event=event, period=period, calendar=calendar, days_off=DaysOff.KEEP))

    assert kept.end == kept.end_unshifted == moved.end_unshifted


@unhurried
@given(days, days, periods, fictions)
def test_a_later_letter_never_ends_earlier_also_over_the_change_of_law(first, second, period, channel):
    earlier, later = sorted((first, second))

    ends = [
        calculate(Question(event=day, period=period, delivery=channel)).end_unshifted
        for day in (earlier, later)
    ]

    assert ends[0] <= ends[1]


@unhurried
@given(days, st.integers(1, 60), lands)
def test_the_other_reading_is_never_earlier_and_only_there_for_a_day_off(event, months, calendar):
    found = calculate(
        Question(event=event, period=Period(months=months), delivery=Delivery.POST, calendar=calendar)
    )
    announced = found.steps[1].date

    assert (found.other is not None) is (calendar.day_off(announced) is not None)
    assert found.other is None or (found.other.end >= found.end and found.dispute == found.other.dispute)


@unhurried
@given(days, st.integers(1, 60), lands)
def test_working_days_are_counted_one_by_one(event, count, calendar):
    found = calculate(Question(event=event, working_days=count, calendar=calendar))

    passed = [event + number * DAY for number in range(1, (found.end - event).days + 1)]
    assert sum(calendar.day_off(day) is None for day in passed) == count
    assert calendar.day_off(found.end) is None


@unhurried
@given(days, st.integers(1, 40), st.integers(0, 30), st.integers(0, 20))
def test_a_closure_delays_what_was_agreed_and_never_a_deadline(event, count, begins, lasts):
    closure = Closure(event + begins * DAY, event + (begins + lasts) * DAY, "Betriebsferien")
    shut, open_ = Calendar(closures=(closure,)), Calendar()

    def end(calendar, set_by):
        return calculate(
            Question(event=event, period=Period(days=count), calendar=calendar, set_by=set_by)
        ).end

    assert end(shut, SetBy.LAW) == end(open_, SetBy.LAW)
    assert end(shut, SetBy.AUTHORITY) == end(open_, SetBy.AUTHORITY)
    assert end(shut, SetBy.AGREEMENT) >= end(open_, SetBy.AGREEMENT)
    assert shut.closed(end(shut, SetBy.AGREEMENT)) is None


@unhurried
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001  made aware below
    st.integers(1, 500),
    st.sampled_from([Law.VWVFG, Law.SGB_X, Law.BGB, Law.SGG]),
)
def test_hours_are_elapsed_time_over_every_clock_change(moment, hours, law):
    begun = moment.replace(tzinfo=UTC)

    found = calculate(Question(event_at=begun, hours=hours, law=law))

    assert found.end_at - begun == timedelta(hours=hours)
    assert found.other is None or timedelta(0) < found.other.end_at - found.end_at <= timedelta(hours=1)


@unhurried
@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(1, 200), lands)  # noqa: DTZ001
def test_hours_in_court_leave_days_off_out(moment, hours, calendar):
    begun = moment.replace(minute=0, second=0, microsecond=0, tzinfo=UTC)

    found = calculate(Question(event_at=begun, hours=hours, law=Law.VWGO, calendar=calendar))
    plain = calculate(Question(event_at=begun, hours=hours, calendar=calendar))

    assert found.end_at >= plain.end_at


pauses = st.lists(
    st.tuples(
        st.integers(-10, 60), st.integers(0, 25), st.sampled_from(list(Cause)), st.sampled_from(list(Pausing))
    ),
    max_size=5,
)


@unhurried
@given(days, periods, pauses, st.sampled_from(list(Counting)))
def test_the_account_balances(event, period, stops, counting):
    asked = Question(
        event=event,
        period=period,
        set_by=SetBy.AGREEMENT,
        counting=counting,
        pauses=tuple(
            Pause(event + first * DAY, event + (first + lasts) * DAY, cause, "Grund", pausing)
            for first, lasts, cause, pausing in stops
        ),
    )

    found = calculate(asked)

    account = found.account
    first = event if counting is Counting.FROM_DAY else event + DAY
    assert account.total == (found.end - first).days + 1
    assert min(account.counted, account.delay, account.lost, account.shifted, account.extended) >= 0
    assert sum(account.of(cause) for cause in Cause) == account.delay
    if not stops or period.total_days:
        plain = calculate(Question(event=event, period=period, set_by=SetBy.AGREEMENT, counting=counting))
        assert account.counted == plain.account.counted


@unhurried
@given(days, st.integers(1, 100), pauses)
def test_a_suspension_delays_the_end_by_its_days(event, count, stops):
    suspensions = tuple(
        Pause(event + first * DAY, event + (first + lasts) * DAY, cause, "Grund")
        for first, lasts, cause, _ in stops
    )

    def found(with_pauses):
        return calculate(
            Question(event=event, period=Period(days=count), set_by=SetBy.AGREEMENT, pauses=with_pauses)
        )

    assert found(suspensions).end_unshifted - found(()).end_unshifted == timedelta(
        days=found(suspensions).account.delay
    )


def maybe(values):
    return st.one_of(st.none(), values)


some_days = st.dates(date(1890, 1, 1), date(2210, 1, 1))
some_pauses = st.builds(
    Pause, some_days, maybe(some_days), st.sampled_from(list(Cause)), st.sampled_from(["", "Grund"])
)
questions = st.builds(
    Question,
    event=maybe(some_days),
    event_at=maybe(st.datetimes(datetime(1890, 1, 1), datetime(2210, 1, 1), timezones=maybe(st.timezones()))),  # noqa: DTZ001
    period=maybe(st.builds(Period, months=st.integers(0, 30), days=st.integers(0, 400))),
    working_days=maybe(st.integers(-1, 50)),
    hours=maybe(st.integers(-1, 100)),
    appointment=maybe(some_days),
    rule=maybe(st.sampled_from([*RULES, "gibt_es_nicht"])),
    years=maybe(st.integers(-1, 160)),
    law=maybe(laws),
    set_by=maybe(st.sampled_from(list(SetBy))),
    delivery=maybe(st.sampled_from(list(Delivery))),
    notified=maybe(some_days),
    received=maybe(some_days),
    calendar=lands,
    extended_to=maybe(some_days),
    extended_on=maybe(some_days),
    pauses=st.lists(some_pauses, max_size=2).map(tuple),
)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(questions)
def test_a_question_is_answered_or_refused_with_a_sentence_per_field_and_never_breaks(question):
    try:
        found = calculate(question)
    except Invalid as refused:
        assert refused.fields.keys() <= set(Question.__slots__)
        assert all(sentence.endswith((".", "Betracht")) for sentence in refused.fields.values())
    else:
        assert found.steps
        assert found.to_json()["derivation"]
        assert found.day is None or found.steps[-1].date >= date(1900, 1, 1)


few = st.fixed_dictionaries(
    {
        "event": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "delivery": maybe(st.sampled_from(list(Delivery))),
    },
)


@unhurried
@given(few, st.sampled_from(list(RULES)))
def test_a_rule_is_answered_for_every_day_or_says_why_not(asked, rule):
    found_or_refused = None
    try:
        found_or_refused = calculate(Question(rule=rule, **asked)).day
    except Invalid as refused:
        found_or_refused = refused.fields

    assert found_or_refused
