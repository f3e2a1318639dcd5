"""Laws that hold for all dates, durations and truths."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import Date, YearsMonthsDuration, compile_expression, from_python, read_date, text
from engine.feel.values.calendar import days_in_month, iso_week, weekday

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")

few = settings(max_examples=40, deadline=None, database=None, derandomize=True)

ordinals = st.integers(-365_000_000_000, 365_000_000_000)
days = ordinals.map(Date.from_ordinal)
months = st.integers(-5_000, 5_000)
truths = st.sampled_from([True, False, None])


@few
@given(st.dates())
def test_calendar_agrees_with_python(day):
    ours = from_python(day)

    assert ours.ordinal == (day - date(1970, 1, 1)).days
    assert weekday(ours.ordinal) == day.isoweekday()
    assert iso_week(ours.ordinal) == day.isocalendar().week


@few
@given(ordinals)
def test_ordinal_comes_back(ordinal):
    assert Date.from_ordinal(ordinal).ordinal == ordinal


@few
@given(days)
def test_text_of_a_date_comes_back(day):
    assert read_date(text(day)) == day


@few
@given(days, months)
def test_adding_months_keeps_the_day_or_takes_the_last(day, count):
    moved = day.plus_months(count)

    assert moved.day == min(day.day, days_in_month(moved.year, moved.month))
    assert (moved.year - day.year) * 12 + moved.month - day.month == count


@few
@given(days, months)
def test_whole_months_between_never_reach_past_the_end(day, count):
    end = day.plus_months(count)
    between = compile_expression("years and months duration(a, b)").evaluate({"a": day, "b": end}).value

    assert isinstance(between, YearsMonthsDuration)
    assert abs(between.total_months) <= abs(count)
    assert abs(between.total_months) >= abs(count) - 1


@few
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-40_000, 40_000))
def test_days_add_and_subtract(day, count):
    variables = {"a": from_python(day), "d": from_python(timedelta(days=count))}

    assert compile_expression("(a + d) - a = d").evaluate(variables).value is True
    assert compile_expression("a + d - d = a").evaluate(variables).value is True


LAWS = ("a and b", "b and a", "a or b", "not(not(a) or not(b))", "some x in [a, b] satisfies x")


def _tables(a, b):
    variables = {"a": a, "b": b}
    return {
        expression: compile_expression(expression).evaluate(variables).value
        for expression in (
            "a and b",
            "b and a",
            "a or b",
            "not(not(a) or not(b))",
            "some x in [a, b] satisfies x",
        )
    }


@few
@given(truths, truths)
def test_three_valued_logic_obeys_its_laws(a, b):
    outcome = _tables(a, b)

    assert outcome["a and b"] is outcome["b and a"]
    assert outcome["a and b"] is outcome["not(not(a) or not(b))"]
    assert outcome["a or b"] is outcome["some x in [a, b] satisfies x"]


@few
@given(st.lists(st.integers(-5, 5)))
def test_sorting_and_counting_agree(numbers):
    variables = {"l": from_python(numbers)}

    assert compile_expression("sort(l)").evaluate(variables).value == sorted(from_python(numbers))
    assert compile_expression("count(distinct values(l))").evaluate(variables).value == len(set(numbers))


@few
@given(st.text(max_size=40))
def test_any_text_compiles_or_is_refused(source):
    from engine.feel import SyntaxFault

    try:
        compile_expression(source).evaluate({})
    except SyntaxFault as fault:
        assert fault.position.line >= 1


@few
@given(st.text(max_size=20))
def test_string_literal_comes_back(value):
    import json

    literal = json.dumps(value, ensure_ascii=False)
    if "\\b" in literal or "\\f" in literal or "\\u" in literal:
        return

    assert compile_expression(literal).evaluate({}).value == value
