"""Numbers and their operators (DMN 1.5, 10.3.2.14 and 10.3.4.5)."""

import decimal

import pytest

from engine.feel import Range, WarningKind, compile_expression

CASES = [
    ("0.1 + 0.2 = 0.3", "true"),  # decimal, not binary
    ("1.005 * 100", "100.5"),
    ("1 / 3", "0.3333333333333333333333333333333333"),  # 34 digits
    ("2 + 3 * 4", "14"),  # precedence
    ("10 - 4 - 3", "3"),  # from the left
    ("1 + 2 + 3 + 4 + 5", "15"),  # a long chain
    ("100 / 2 / 5 / 2 / 5", "1"),
    ("-3 ** 2", "9"),  # the sign binds more tightly
    ("3 ** 4 ** 5", "3486784401"),  # from the left
    ("2 ** -1", "0.5"),
    ("2 ** 0.5 * 2 ** 0.5 - 2 < 1e-30", "true"),
    ("- - 1", "1"),
    ('"a" + "b"', '"ab"'),
    ("1 / 0", "null"),
    ("0 ** -1", "null"),
    ("1e6000 * 1e6000", "null"),  # beyond the numbers
    ("1 + null", "null"),
    ('1 + "1"', "null"),  # no conversion
    ("true + 1", "null"),
    ('-"a"', "null"),
    ("decimal(1/3, 2)", "0.33"),
    ("decimal(2.5, 0)", "2"),  # half even
    ("decimal(1234, -2)", "1200"),  # before the point
    ("decimal(1, 7000)", "null"),
    ("decimal(1.5, 6170)", "1.5"),  # nothing to round
    ("decimal(1, 1e20)", "null"),
    ("decimal(12345, -6000)", "0"),
    ("round up(9e6144, -6144)", "null"),
    ("1 - 2 - 3 - 4 - 5", "-13"),
    ("1 - null", "null"),
    ("9e6144 - -9e6144", "null"),
    ("floor(-1.5)", "-2"),
    ("floor(1.56, 1)", "1.5"),
    ("floor(1.56, null)", "null"),
    ("ceiling(-1.5)", "-1"),
    ("round up(5.5)", "6"),
    ("round up(-5.51, 1)", "-5.6"),
    ("round down(-5.59, 1)", "-5.5"),
    ("round half up(5.5)", "6"),
    ("round half up(-5.5)", "-6"),
    ("round half down(5.5)", "5"),
    ("abs(-1)", "1"),
    ('abs(@"-P1Y")', "P1Y"),
    ('abs(@"-P1D")', "P1D"),
    ("modulo(12, 5)", "2"),
    ("modulo(-12, 5)", "3"),  # the sign of the divisor
    ("modulo(12, -5)", "-3"),
    ("modulo(10.1, 4.5)", "1.1"),
    ("modulo(1, 0)", "null"),
    ("modulo(1e6000, 3)", "null"),  # no digit of the rest is known
    ("sqrt(16)", "4"),
    ("sqrt(-1)", "null"),
    ("log(10) = exp(1)", "false"),
    ("decimal(log(10), 8)", "2.30258509"),
    ("log(0)", "null"),
    ("decimal(exp(5), 6)", "148.413159"),
    ("exp(1e9)", "null"),
    ("odd(5)", "true"),
    ("odd(-5)", "true"),
    ("odd(2.5)", "false"),
    ("even(0)", "true"),
    ("even(1e40)", "true"),
    ("even(1e6000)", "null"),
    ('number("1 000,5", " ", ",")', "1000.5"),  # German form
    ('number("1.000,5", ".", ",")', "1000.5"),
    ('number("1,5", ",", ",")', "null"),  # the separators must differ
    ('number("1;5", ";", ".")', "null"),
    ('number(from: "1500", grouping separator: null, decimal separator: null)', "1500"),
    ('number("1e3")', "1000"),
    ('number("1e9999")', "null"),
    ('number("abc")', "null"),
    ('number("")', "null"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_number_has_value(shown, expression, expected):
    assert shown(expression) == expected


def test_context_of_the_caller_stays_as_it_is(run):
    with decimal.localcontext(prec=5) as context:
        result = run("1 / 3 + a", a=1)

        assert len(result.value.as_tuple().digits) == 34
        assert context.prec == 5
        assert not context.flags[decimal.Inexact]


ZERO_DIVISIONS = [
    ("x / 0", "Durch null"),  # said in words
    ("x + 9e6144 + 9e6144", "Zahlenbereichs"),
]


@pytest.mark.parametrize(("expression", "message"), ZERO_DIVISIONS)
def test_impossible_result_is_null_with_a_reason(run, expression, message):
    result = run(expression, x=1)

    assert result.value is None
    assert result.warnings[0].kind is WarningKind.INVALID_ARGUMENT
    assert message in result.warnings[0].message


def test_number_of_the_host_with_too_many_digits_is_not_rounded_silently():
    huge = decimal.Decimal("1" * 50 + ".5")

    result = compile_expression("floor(x)").evaluate({"x": huge})

    assert result.value is None
    assert "zu viele Stellen" in result.warnings[0].message


def test_range_is_a_value(run):
    assert run("[1..3)").value == Range(1, 3, True, False)
