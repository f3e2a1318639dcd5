"""Expressions meant to hurt: each is refused or ends as null, after a bounded number of steps.

The bound is on steps, sizes and depth, so these tests need no clock.
"""

import pytest

from engine.feel import (
    Environment,
    LimitReached,
    Limits,
    SyntaxFault,
    WarningKind,
    compile_expression,
    from_python,
    text,
)
from tests.feel.hostile import TWENTY, End, grown


@pytest.mark.parametrize("name", TWENTY)
def test_each_of_the_twenty_ends_as_it_should(name):
    expression, end = TWENTY[name]

    assert _end(expression) is end


def _end(expression):
    try:
        compiled = compile_expression(expression)
    except SyntaxFault:
        return End.REFUSED
    result = compiled.evaluate({})
    if result.value is not None:
        return End.HARMLESS
    kinds = {warning.kind for warning in result.warnings}
    return End.LIMIT if WarningKind.LIMIT in kinds else End.WARNED if kinds else None


REFUSED = [
    "(" * 5000 + "1" + ")" * 5000,  # deep parentheses
    "[" * 5000 + "]" * 5000,
    "-" * 5000 + "1",
    "if true then " * 300 + "1" + " else 2" * 300,
    "not(" * 500 + "true" + ")" * 500,
    "list<" * 100,
    "1 instance of " + "list<" * 100 + "number" + ">" * 100,
    "+".join(["1"] * 200_000),  # a sum of 200,000 terms: too long
    "1" + " = 1" * 3000,  # chains that nest to the left
    "x" + ".a" * 5000,
    "x" + "[1]" * 4000,
    "x" + "()" * 5000,
    "(" * 60 + "x" + (".a" * 60 + ")") * 60,  # chains within parentheses: a tree too deep to compile
    "1e999999999",
    "/*" * 8000,
    "a " * 8000,
    '"' + "\\\\" * 8000,
]


@pytest.mark.parametrize("expression", REFUSED, ids=range(len(REFUSED)))
def test_hostile_text_is_refused(expression):
    with pytest.raises(SyntaxFault):
        compile_expression(expression)


STOPPED = [
    "{f: function(n) f(n + 1), r: f(1)}.r",  # endless recursion
    "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r",  # exponential recursion
    "for i in 1..1000000000 return i",
    "some i in 1..1000000000 satisfies i < 0",
    "for i in 1..1000, j in 1..1000, k in 1..1000 return i",
    "for i in 1..90000 return 1.0000001 ** (i + 0.5)",  # slow arithmetic
    "for i in 1..90000 return exp(i / 1000)",
    'for i in 1..90000 return @"2020-01-01" + @"P1D"',
    grown('"aaaaaaaaaa"', "# + #"),  # doubling strings
    grown("[1]", "[#, #]"),  # doubling lists
    grown("[1]", "concatenate(#, #)"),
    grown("{x: 1}", "{x: #, y: #}"),
    grown("[1]", "flatten([#, #])"),
    "for i in 1..1000 return partial",
    "for i in 1..2000 return [if i = 1 then 1 else partial[-1]]",  # deeply nested data
    'string join(for i in 1..9999 return "' + "a" * 1000 + '")',
    'string(for i in 1..9999 return "' + "a" * 8000 + '")',
    'replace("' + "a" * 7000 + '", "a", "' + "b" * 7000 + '")',
    "for i in 1..9000 return count(for j in 1..9000 return j)",
    "sort(for i in 1..90000 return -i, function(a, b) a < b)",
    "{a: for i in 1..9000 return i, b: for i in 1..9000 return list contains(a, -1)}",
    "{a: for i in 1..9000 return i, b: for i in 1..9000 return -1 in a}",
    "{a: for i in 1..9000 return i, b: for i in 1..9000 return a = a}",
    'for i in 1..9000 return matches("' + "a" * 5000 + '" + string(i), "(a?){50}b")',
    "[1][for i in 1..1e9 return i]",
]


@pytest.mark.parametrize("expression", STOPPED, ids=range(len(STOPPED)))
def test_costly_expression_is_null_with_a_warning(expression):
    # A tenth of what is allowed, because this is a test of the counting, not of the patience.
    tight = Environment(limits=Limits(steps=25_000))

    result = compile_expression(expression).evaluate({}, tight)

    assert result.value is None
    assert [warning.kind for warning in result.warnings] == [WarningKind.LIMIT]


BOUNDED = [
    ("2 ** 999999999999", "null"),
    ("9 ** 9 ** 9 ** 9", "4.393285036964643298297747826570724E695"),
    ('date("999999999-12-31") + duration("P999999999999999Y")', "null"),
    ('duration("P999999999999999999D") * 1e20', "null"),
    ('matches("' + "a" * 5000 + '!", "^(a+)+$")', "false"),  # catastrophic for a backtracking engine
    ('matches("a", "((a{100}){100}){100}")', "null"),  # an expression that would not fit in memory
    ('matches("a", "' + "(a)" * 400 + '")', "null"),
    ('time("00:00:00@../../../etc/passwd")', "null"),  # a path for a zone
    ('"".__class__.__mro__', "null"),  # Python is out of reach
    ('__import__("os").popen("id")', "null"),
    ("{a: 1}.keys()", "null"),
    ("(function() 1).invoke", "null"),
    ("[1..2].operator", "null"),
    ("abs.name", "null"),
]


@pytest.mark.parametrize(("expression", "expected"), BOUNDED)
def test_hostile_expression_has_a_harmless_value(expression, expected):
    assert text(compile_expression(expression).evaluate({}).value) == expected


def test_long_but_flat_expression_is_evaluated():
    expression = compile_expression("+".join(["x"] * 3000))

    assert expression.evaluate({"x": from_python(1)}).value == 3000


def test_text_too_long_to_search_is_null():
    expression = compile_expression('matches(t, "a")')

    result = expression.evaluate({"t": "x" * 200_001})

    assert result.value is None
    assert "länger als" in result.warnings[0].message


def test_default_limit_is_stated_in_the_warning():
    result = compile_expression("for i in 1..90000 return i").evaluate({})

    assert result.value is None
    assert result.warnings[0].message == "Die Auswertung braucht mehr als 250000 Schritte."


def test_data_that_nests_too_deeply_is_refused():
    result = compile_expression("for i in 1..200 return [if i = 1 then 1 else partial[-1]]").evaluate({})

    assert result.value is None
    assert "Ebenen tief" in result.warnings[0].message


def test_limits_can_be_set():
    tight = Environment(limits=Limits(steps=50, depth=3, list_size=10, string_size=10))

    assert compile_expression("for i in 1..11 return i").evaluate({}, tight).value is None
    assert compile_expression('"123456" + s').evaluate({"s": "12345"}, tight).value is None
    assert compile_expression("for i in 1..3 return i").evaluate({}, tight).value == [1, 2, 3]


def test_recursion_through_the_host_is_stopped():
    expression = compile_expression("f(n + 1)")

    def again(arguments, evaluation):
        variables = {"n": arguments[0], "f": function}
        return expression.evaluate_within(variables, evaluation)

    from engine.feel import Function

    function = Function(("n",), again)

    result = expression.evaluate({"n": from_python(1), "f": function})

    assert result.value is None
    assert [warning.kind for warning in result.warnings] == [WarningKind.LIMIT]


def test_account_that_is_used_up_raises_for_whoever_opened_it():
    from engine.feel import Evaluation

    account = Evaluation(Environment(limits=Limits(steps=10)))

    with pytest.raises(LimitReached):
        compile_expression("for i in 1..100 return i").evaluate_within({}, account)
