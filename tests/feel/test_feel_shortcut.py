"""The short way of plain conditions says what the long way says, for every kind of value."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import Date, Environment, Evaluation, WarningKind, compile_expression
from engine.feel.compiler.shortcut import shortcut
from engine.feel.syntax.parser import parse_expression

few = settings(max_examples=400, deadline=None, database=None, derandomize=True)

values = st.sampled_from(
    [
        None,
        True,
        False,
        Decimal(16),
        Decimal("16.0"),
        Decimal(3),
        "ja",
        "",
        "16",
        Date(2024, 1, 1),
        [Decimal(16)],
        {},
    ]
)
constants = st.sampled_from(["16", "16.0", '"ja"', "true", "false", "null", "-3"])
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
names = st.sampled_from(["a", "b", "fehlt"])
leaves = st.one_of(
    names,
    st.tuples(names, signs, constants).map(" ".join),
    st.tuples(constants, signs, names).map(" ".join),
    st.tuples(names, signs, names).map(" ".join),
)
conditions = st.lists(leaves, min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from([" and ".join(parts), " or ".join(parts)])
)
nested = st.lists(conditions, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(["(" + ") and (".join(parts) + ")", "(" + ") or (".join(parts) + ")"])
)


@few
@given(st.one_of(conditions, nested), values, values)
def test_both_ways_agree(text, a, b):
    variables = {"a": a, "b": b}
    expression = compile_expression(text)
    short = shortcut(parse_expression(text, (), ()))
    account = Evaluation(Environment())

    whole = expression.evaluate(variables)
    # `partial` is read by no condition above; it only makes the text one that has no short way
    long = compile_expression(f"if true then {text} else partial").evaluate(variables)

    assert whole.value == long.value
    assert len(whole.warnings) == len(long.warnings)
    assert expression.evaluate_within(variables, account) == long.value
    if short is not None and short(variables) is not None:
        assert short(variables) is long.value
        assert long.warnings == ()


HAVE_ONE = [
    "a",
    "a >= 16",
    '"ja" = a',
    "a != true",
    'a > 1 and b = "x"',
    "a or b or c",
    '(a or b) and (c = 1 or d = "x")',
]
HAVE_NONE = ["a + 1", "a = b", '"a" < a', "a = null", "a > 1 and f(b)", 'a in ["x"]', "not(a)", "a.b = 1"]


@pytest.mark.parametrize("text", HAVE_ONE)
def test_plain_condition_has_a_short_way(text):
    assert shortcut(parse_expression(text, (), ())) is not None


@pytest.mark.parametrize("text", HAVE_NONE)
def test_anything_else_goes_the_long_way(text):
    assert shortcut(parse_expression(text, (), ())) is None


def test_missing_variable_is_still_told():
    result = compile_expression('alter >= 16 and entscheidung = "ja"').evaluate({"entscheidung": "ja"})

    assert result.value is None
    assert result.warnings[0].kind is WarningKind.MISSING_VARIABLE
