"""Warnings: every null that was not asked for says why, where and about what."""

import pytest

from engine.feel import Environment, Evaluation, Function, Rejected, WarningKind, compile_expression

# The two that count from a text and from a fraction are in no table that feelin is asked: it counts for ever.
CASES = [
    ("1 + fehlt", WarningKind.MISSING_VARIABLE, "fehlt", (1, 5)),
    ("a.fehlt", WarningKind.MISSING_MEMBER, "fehlt", (1, 2)),
    ('@"2024-01-01".stunde', WarningKind.MISSING_MEMBER, "stunde", (1, 14)),
    ('1 + "a"', WarningKind.TYPE_MISMATCH, None, (1, 3)),
    ('-"a"', WarningKind.TYPE_MISMATCH, None, (1, 1)),
    ('1 < "a"', WarningKind.TYPE_MISMATCH, None, (1, 3)),
    ("true and 5", WarningKind.TYPE_MISMATCH, None, (1, 6)),
    ("if 5 then 1 else 2", WarningKind.TYPE_MISMATCH, None, (1, 1)),
    ("[1][5]", WarningKind.INVALID_ARGUMENT, None, (1, 4)),
    ('[1]["a"]', WarningKind.TYPE_MISMATCH, None, (1, 4)),
    ("for i in null return i", WarningKind.TYPE_MISMATCH, "i", (1, 1)),
    ('for i in "a".."c" return i', WarningKind.TYPE_MISMATCH, "i", (1, 1)),
    ("for i in 1.5..3 return i", WarningKind.INVALID_ARGUMENT, "i", (1, 1)),  # whole numbers alone
    ("some i in [1] satisfies 5", WarningKind.TYPE_MISMATCH, None, (1, 1)),
    ("fehlt(1)", WarningKind.UNKNOWN_FUNCTION, "fehlt", (1, 1)),
    ("a(1)", WarningKind.TYPE_MISMATCH, None, (1, 1)),
    ("(function(x) x)(1, 2)", WarningKind.INVALID_ARGUMENT, None, (1, 16)),
    ("[1..x]", WarningKind.MISSING_VARIABLE, "x", (1, 5)),
    ('[1.."a"]', WarningKind.TYPE_MISMATCH, None, (1, 1)),
    ('date("gestern")', WarningKind.INVALID_ARGUMENT, "date", (1, 1)),
    ("string length(5)", WarningKind.INVALID_ARGUMENT, "string length", (1, 1)),
    ("string length(null)", WarningKind.INVALID_ARGUMENT, "string length", (1, 1)),
    ("string length()", WarningKind.INVALID_ARGUMENT, "string length", (1, 1)),
    ("contains(text: 1, match: 2)", WarningKind.INVALID_ARGUMENT, "contains", (1, 1)),
    ('contains(match: "a")', WarningKind.INVALID_ARGUMENT, "contains", (1, 1)),
    ('@"gestern"', WarningKind.INVALID_ARGUMENT, None, (1, 1)),
    ("1 instance of Person", WarningKind.UNKNOWN_TYPE, "Person", (1, 3)),
    ('assert(1, false, "Alter fehlt.")', WarningKind.ASSERTION, "assert", (1, 1)),
    ("{a: 1, a: 2}", WarningKind.INVALID_ARGUMENT, "a", (1, 11)),
    ("a and null", WarningKind.TYPE_MISMATCH, None, (1, 3)),
    ("true and null", WarningKind.NULL_OPERAND, None, (1, 10)),
    ("fehlt or false", WarningKind.MISSING_VARIABLE, "fehlt", (1, 1)),
    ("some i in [null] satisfies i", WarningKind.NULL_OPERAND, None, (1, 28)),
    ("not(null)", WarningKind.INVALID_ARGUMENT, "not", (1, 1)),
    ('not("ja")', WarningKind.INVALID_ARGUMENT, "not", (1, 1)),
    ("all([true, null])", WarningKind.INVALID_ARGUMENT, "all", (1, 1)),
    ("any(0)", WarningKind.INVALID_ARGUMENT, "any", (1, 1)),
    ("today()", WarningKind.INVALID_ARGUMENT, "today", (1, 1)),  # no clock here
    ("abgelehnt()", WarningKind.INVALID_ARGUMENT, "abgelehnt", (1, 1)),
    ("(function(x) external {})", WarningKind.UNKNOWN_FUNCTION, None, (1, 2)),
    ("1 +\n  fehlt", WarningKind.MISSING_VARIABLE, "fehlt", (2, 3)),
]


def _refuse(_arguments, _evaluation):
    raise Rejected("So nicht")


@pytest.mark.parametrize(("expression", "kind", "name", "position"), CASES)
def test_null_has_a_reason(expression, kind, name, position):
    environment = Environment(functions={"abgelehnt": Function((), _refuse, "abgelehnt")})

    result = compile_expression(expression).evaluate({"a": {}}, environment)

    first = result.warnings[0]
    assert (first.kind, first.name, first.position) == (kind, name, position)
    assert str(first) == f"Zeile {position[0]}, Spalte {position[1]}: {first.message}"
    assert first.message.endswith(".")


QUIET = [
    "fehlt = null",  # the question itself
    "null and false",  # the rest decides
    "true or 5",
    "any([null, true])",
    "some i in [null, true] satisfies i",
    "null != fehlt.x",
    "is defined(fehlt)",
    "get or else(fehlt, 1)",
    "[][fehlt]",  # never looked at
    "[{a: 1}, {}][a = null]",
    "1 > 2",
    "null = 1",
    "{a: null}.a",  # null by the data's own word
    "sum([])",
]


@pytest.mark.parametrize("expression", QUIET)
def test_null_that_was_asked_for_is_no_warning(run, expression):
    assert run(expression).warnings == ()


def test_operand_that_said_why_it_is_null_is_not_named_twice(run):
    result = run("true and fehlt and 1 < null")

    assert [warning.kind for warning in result.warnings] == [
        WarningKind.MISSING_VARIABLE,
        WarningKind.TYPE_MISMATCH,
    ]


def test_same_warning_comes_once(run):
    result = run("for i in 1..100 return fehlt")

    assert len(result.warnings) == 1


def test_only_the_first_warnings_are_kept(run):
    result = run("[" + ", ".join(f"f{i}" for i in range(100)) + "]")

    assert len(result.warnings) == 50
    assert result.warnings[0].name == "f0"


def test_warning_without_a_place_is_its_message():
    result = compile_expression("for i in 1..1e9 return i").evaluate({})

    assert str(result.warnings[0]) == "Eine Liste hätte mehr als 100000 Einträge."


def test_names_in_a_filter_are_kept_apart():
    expression = compile_expression("liste[art = gesucht and item.x = y]", ["gesucht"])

    assert expression.variables == {"liste", "gesucht"}
    assert expression.filter_names == {"art", "y"}


LOCAL_NAMES = [
    ("for i in liste return i + x", {"liste", "x"}),
    ("some i in liste satisfies i = partial", {"liste", "partial"}),  # only `for` has a partial
    ("{a: 1, b: a + c}", {"c"}),
    ("function(a) a + b", {"b"}),
    ("f(a)", {"a"}),  # a called name is a function
    ("a.b.c", {"a"}),
]


@pytest.mark.parametrize(("expression", "expected"), LOCAL_NAMES)
def test_only_names_from_outside_are_variables(expression, expected):
    assert compile_expression(expression).variables == expected


def test_called_names_are_functions():
    assert compile_expression("f(count(a))").functions == {"f", "count"}


def test_evaluations_share_one_account():
    account = Evaluation(Environment())
    expression = compile_expression("1 + fehlt")

    first = expression.evaluate_within({}, account)
    second = expression.evaluate_within({"fehlt": None}, account)

    assert first is second is None
    assert [warning.kind for warning in account.warnings] == [
        WarningKind.MISSING_VARIABLE,
        WarningKind.TYPE_MISMATCH,
    ]
    assert account.steps_left < account.limits.steps
