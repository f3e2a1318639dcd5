"""Laws that hold for all numbers, dates, durations and truths."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from fractions import Fraction

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    Date,
    YearsMonthsDuration,
    compile_expression,
    compile_unary_tests,
    from_python,
    read_date,
    text,
)
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


numbers = st.one_of(
    st.integers(-(10**12), 10**12).map(Decimal),
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(allow_nan=False, allow_infinity=False, places=20, min_value=-1, max_value=1),
)


def _value(expression, **variables):
    return compile_expression(expression).evaluate(variables).value


DECIMAL_LAWS = [
    "a + b = b + a",
    "a * b = b * a",
    "a - b = -(b - a)",
    "a - a = 0",
    "a + 0 = a",
    "a * 1 = a",
    "-(-a) = a",
    "abs(a) = abs(-a)",
    "(a < b) = (b > a)",
    "(a <= b) = not(a > b)",
    "floor(a) <= a and a <= ceiling(a)",
    "ceiling(a) - floor(a) <= 1",
    "abs(round down(a)) <= abs(a)",
    "abs(round up(a)) >= abs(a)",
    "abs(round half up(a) - a) <= 0.5",
    "abs(round half down(a) - a) <= 0.5",
    "abs(decimal(a, 0) - a) <= 0.5",
    "floor(a) = -ceiling(-a)",
    "number(string(a)) = a",
    "if b = 0 then true else modulo(a, b) = 0 or (modulo(a, b) < 0) = (b < 0)",
    "min(a, b) <= max(a, b)",
    "sum(a, b) = a + b",
    "a in [min(a, b)..max(a, b)]",
    "(a between b and b) = (a = b)",
]


@few
@given(numbers, numbers)
@pytest.mark.parametrize("law", DECIMAL_LAWS)
def test_numbers_obey_their_laws(law, a, b):
    assert _value(law, a=a, b=b) is True


@few
@given(numbers, numbers)
def test_arithmetic_is_that_of_decimal_with_34_digits(a, b):
    context = Context(prec=34)

    assert _value("a + b", a=a, b=b) == context.add(a, b)
    assert _value("a * b", a=a, b=b) == context.multiply(a, b)
    assert _value("a / b", a=a, b=b) == (context.divide(a, b) if b else None)
    if b:
        rest = Fraction(a) - Fraction(b) * math.floor(Fraction(a) / Fraction(b))
        assert _value("modulo(a, b)", a=a, b=b) == context.divide(
            Decimal(rest.numerator), Decimal(rest.denominator)
        )


early = st.dates(date(1600, 1, 1), date(2400, 12, 31))


@few
@given(early, st.integers(-200, 200), st.integers(0, 11))
def test_months_are_added_as_dateutil_adds_them(day, years, more):
    months = years * 12 + more

    moved = _value("a + d", a=from_python(day), d=YearsMonthsDuration(months))

    assert moved == from_python(day + relativedelta(months=months))


@few
@given(early, early)
def test_months_between_are_those_of_dateutil(start, end):
    """dateutil counts from the end backwards where the second day is earlier, as FEEL does."""
    between = _value("years and months duration(a, b)", a=from_python(start), b=from_python(end))
    delta = relativedelta(end, start)
    months = delta.years * 12 + delta.months

    # A last day of February, to which dateutil shortens a month, completes no month in FEEL.
    assert between.total_months in (months, months - 1, months + 1)
    if start.day <= 28 and end.day <= 28:
        assert between.total_months == months


@few
@given(early, st.integers(-(10**5), 10**5), st.integers(0, 86_399))
def test_days_and_seconds_are_added_as_python_adds_them(day, days_more, seconds):
    start = datetime.combine(day, time(12))
    moved = _value("a + d", a=from_python(start), d=from_python(timedelta(days=days_more, seconds=seconds)))

    assert moved == from_python(start + timedelta(days=days_more, seconds=seconds))


tested = st.one_of(st.integers(-3, 8).map(Decimal), st.sampled_from(["a", "b", None, True, False]))
bounds = st.integers(-2, 7)


def _relation(sign, bound):
    def naive(value):
        if not isinstance(value, Decimal):
            return None
        return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[sign]

    return f"{sign} {bound}", naive


def _same(constant):
    def naive(value):
        if value is None:
            return False
        return value == constant if type(value) is type(constant) else None

    return (f'"{constant}"' if isinstance(constant, str) else str(constant)), naive


def _interval(opening, low, width, closing):
    high = low + width

    def naive(value):
        if not isinstance(value, Decimal):
            return None
        above = value >= low if opening == "[" else value > low
        return above and (value <= high if closing == "]" else value < high)

    return f"{opening}{low}..{high}{closing}", naive


unary = st.one_of(
    st.builds(_relation, st.sampled_from(["<", "<=", ">", ">="]), bounds),
    st.builds(_same, st.one_of(bounds.map(Decimal), st.sampled_from(["a", "b"]))),
    st.builds(_interval, st.sampled_from("[(]"), bounds, st.integers(0, 4), st.sampled_from("])[")),
)


@settings(few, max_examples=300)
@given(st.lists(unary, min_size=1, max_size=4), tested, st.booleans())
def test_cells_are_what_a_naive_reader_makes_of_them(parts, value, negated):
    text_of_cell = ", ".join(part for part, _ in parts)
    answers = [naive(value) for _, naive in parts]
    expected = True if True in answers else None if None in answers else False
    if negated:
        text_of_cell = f"not({text_of_cell})"
        expected = None if expected is None else not expected

    assert compile_unary_tests(text_of_cell).evaluate(value, {}).value is expected
