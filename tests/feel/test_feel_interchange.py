"""Values from and to Python and JSON, and their canonical text."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from engine.feel import (
    Date,
    DateTime,
    DaysTimeDuration,
    Environment,
    Function,
    Range,
    Time,
    YearsMonthsDuration,
    coerce,
    compare,
    compile_expression,
    from_python,
    read_duration,
    text,
    to_json,
    to_python,
)

BERLIN = ZoneInfo("Europe/Berlin")

FROM_PYTHON = [
    (1, Decimal(1)),
    (0.1, Decimal("0.1")),  # the shortest form, not the binary value
    (Decimal("1.50"), Decimal("1.50")),
    (True, True),  # a boolean is no number
    (None, None),
    ("a", "a"),
    ((1, [2]), [Decimal(1), [Decimal(2)]]),
    ({"a": 1}, {"a": Decimal(1)}),
    (date(2024, 2, 29), Date(2024, 2, 29)),
    (time(10, 30), Time(10, 30, 0)),
    (time(10, 30, tzinfo=UTC), Time(10, 30, 0, 0, 0)),
    (datetime(2024, 2, 29, 10, 30, 0, 5), DateTime(Date(2024, 2, 29), Time(10, 30, 0, 5000))),  # noqa: DTZ001 - local
    (datetime(2024, 2, 29, tzinfo=UTC), DateTime(Date(2024, 2, 29), Time(0, 0, 0, 0, 0))),
    (
        datetime(2024, 2, 29, tzinfo=BERLIN),
        DateTime(Date(2024, 2, 29), Time(0, 0, 0, 0, None, "Europe/Berlin")),
    ),
    (
        datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=BERLIN),  # the second 02:30 of that night
        DateTime(Date(2024, 10, 27), Time(2, 30, 0, 0, 3600, "Europe/Berlin")),
    ),
    (
        datetime(2024, 2, 29, tzinfo=timezone(timedelta(hours=-5))),
        DateTime(Date(2024, 2, 29), Time(0, 0, 0, 0, -18000)),
    ),
    (timedelta(days=1, seconds=1), DaysTimeDuration(86_401 * 10**9)),
    (YearsMonthsDuration(5), YearsMonthsDuration(5)),  # values of its own pass
]


@pytest.mark.parametrize(("obj", "expected"), FROM_PYTHON)
def test_python_object_becomes_value(obj, expected):
    made = from_python(obj)

    assert made == expected
    assert type(made) is type(expected)


@pytest.mark.parametrize("obj", [row[0] for row in FROM_PYTHON[8:17]])
def test_temporal_value_comes_back(obj):
    back = to_python(from_python(obj))

    assert back == obj
    assert getattr(back, "fold", 0) == getattr(obj, "fold", 0)


REFUSED = [
    (Fraction(1, 2), TypeError),
    ({1: 2}, TypeError),  # keys are strings
    (object(), TypeError),
    ([set()], TypeError),
    (float("nan"), ValueError),
    (float("inf"), ValueError),
    (Decimal("1e9999"), ValueError),
]


@pytest.mark.parametrize(("obj", "error"), REFUSED)
def test_object_without_value_is_refused(obj, error):
    with pytest.raises(error, match="Expected to make"):
        from_python(obj)


TO_JSON = [
    ("1", 1),
    ("1.0", 1),  # whole numbers are ints
    ("1.5", 1.5),
    ("1e300", 1e300),
    ("1e3000", "1E3000"),  # beyond floats
    ('"a"', "a"),
    ("[true, null]", [True, None]),
    ('{a: @"2024-02-29"}', {"a": "2024-02-29"}),
    ('@"P1Y"', "P1Y"),
    ("[1..2]", "[1..2]"),
    ("abs", "function(n)"),
]


@pytest.mark.parametrize(("expression", "expected"), TO_JSON)
def test_value_becomes_json(run, expression, expected):
    made = to_json(run(expression).value)

    assert made == expected
    assert json.loads(json.dumps(made)) == expected


def test_python_keeps_what_it_cannot_express():
    far = Date(20000, 1, 1)

    assert to_python(far) == far
    assert to_python({"a": [YearsMonthsDuration(1)]}) == {"a": [YearsMonthsDuration(1)]}
    assert to_python(Decimal("1.5")) == Decimal("1.5")


TEXTS = [
    (Decimal("1e-50"), "1E-50"),
    (Decimal("123.4500"), "123.45"),
    (Decimal("100"), "100"),
    (Decimal("Infinity"), "Infinity"),  # never made here, but not a crash either
    (Range(None, "b", False, True), '(null.."b"]'),
    (Function(("a", "b"), lambda arguments, _: None), "function(a, b)"),
    (DaysTimeDuration(1), "PT0.000000001S"),
    (Time(0, 0, 0, 0, 3_661), "00:00:00+01:01:01"),
]


@pytest.mark.parametrize(("value", "expected"), TEXTS)
def test_value_has_canonical_text(value, expected):
    assert text(value) == expected


def test_impossible_values_cannot_be_made():
    with pytest.raises(ValueError, match="no month"):
        Date(2024, 13, 1)
    with pytest.raises(ValueError, match="18 hours"):
        Time(0, 0, 0, 0, 20 * 3600)


def test_environment_needs_an_aware_time():
    with pytest.raises(ValueError, match="aware"):
        Environment(now=datetime(2024, 1, 1))  # noqa: DTZ001 - what the test is about


def test_unknown_zone_gives_no_time():
    environment = Environment(now=datetime(2024, 1, 1, tzinfo=UTC), zone="Mond")

    result = compile_expression("now()").evaluate({}, environment)

    assert result.value is None
    assert "Zeitzone" in result.warnings[0].message


def test_model_types_are_known_to_instance_of():
    from engine.feel import ContextType, ListType, SimpleType

    person = ContextType((("name", SimpleType("string")),))
    environment = Environment(types={"Person": person, "Personen": ListType(person)})

    def holds(expression: str) -> object:
        return compile_expression(expression).evaluate({}, environment).value

    assert holds('{name: "Ada"} instance of Person') is True
    assert holds('[{name: "Ada"}] instance of Personen') is True
    assert holds("[{name: 5}] instance of list<Person>") is False
    assert holds("[1..2] instance of range<number>") is True


def test_types_print_as_they_are_written():
    from engine.feel import ContextType, FunctionType, ListType, RangeType, SimpleType

    number = SimpleType("number")

    assert str(ListType(RangeType(number))) == "list<range<number>>"
    assert str(ContextType((("a", number),))) == "context<a: number>"
    assert str(FunctionType((number,), number)) == "function<number> -> number"


def test_values_have_an_order_for_the_host():
    assert compare(Decimal(1), Decimal(2)) == -1
    assert compare("b", "a") == 1
    assert compare(read_duration("P1Y"), read_duration("P12M")) == 0
    assert coerce([Decimal(1)], from_type("number")) == 1


def from_type(name):
    from engine.feel import SimpleType

    return SimpleType(name)
