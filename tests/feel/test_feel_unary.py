"""Unary tests, the cells of a decision table (DMN 1.5, 10.3.2.8)."""

import pytest

from engine.feel import (
    Environment,
    Evaluation,
    Range,
    SyntaxFault,
    WarningKind,
    compile_unary_tests,
    from_python,
)

CASES = [
    ("-", 5, True),  # anything
    ("", None, True),  # an empty cell too
    ("5", 5, True),
    ("5", 6, False),
    ("5", "5", None),  # another kind: unknown
    ('"a", "b"', "b", True),
    ('"a", "b"', "c", False),
    ("null", None, True),
    ('"a"', None, False),
    ("< 5", 4, True),
    (">= 5", 4, False),
    ("< 5, > 10", 11, True),
    ("< grenze", 4, True),
    ("!= 5", 4, True),
    ("= 5", 5, True),
    ("< 5", None, None),  # nobody knows
    ("< 5", "a", None),
    ("[1..5]", 5, True),
    ("[1..5)", 5, False),
    ("(1..grenze)", 3, True),
    ("[nichts..nichts]", 3, None),
    ("not(5)", 6, True),
    ("not(5, 6)", 6, False),
    ("not(< 5)", None, None),
    ("not(< 5, [7..8])", 6, True),
    ("not([1..5))", 6, True),  # the bracket of the interval does not end the negation
    ("not((1..5])", 1, True),
    ("not(]1..5[, 7)", 7, False),
    ("not(false) and true", True, True),  # an expression, not a negated test
    ("not(false) or not(true)", False, False),
    ("? > 3 and ? < grenze", 4, True),
    ("? > 3", "a", None),
    ('contains(?, "a")', "Laufweg", True),
    ("not(? > 3)", 2, True),
    ("some x in [1, 2] satisfies x = ?", 2, True),
    ("[1, 2, 3][item = ?]", 2, True),  # an answer that is no truth is compared: a list of one
    ("? + 0", 2, True),
    ('if ? > 1 then "a" else 2', 2, None),  # of another kind than the input
    ("liste", 2, True),  # any item
    ("liste", 9, False),
    ("grenze > 1", 9, True),  # a condition on other data
    ("grenze < 1", 9, False),
    ("ja", True, True),  # for a boolean input: the same value
    ("ja", False, False),
    ("false", False, True),
    ('date("2024-01-01")', "a", None),
    ("(> 1)", 2, True),
    ("offen", 2, None),  # a range without any bound
]


@pytest.mark.parametrize(("cell", "value", "expected"), CASES)
def test_cell_decides(cell, value, expected):
    variables = {"grenze": from_python(5), "liste": from_python([1, 2]), "ja": True}
    variables |= {"nichts": None, "offen": Range(None, None)}

    result = compile_unary_tests(cell).evaluate(from_python(value), variables)

    assert result.value is expected


def test_cell_tells_what_it_reads():
    cell = compile_unary_tests("? > grenze, doppelt(andere)")

    assert cell.variables == {"grenze", "andere"}
    assert cell.functions == {"doppelt"}
    assert not cell.matches_everything
    assert compile_unary_tests(" - ").matches_everything


def test_unknown_outcome_has_a_reason():
    result = compile_unary_tests(">= 18").evaluate(None, {})

    assert result.value is None
    assert result.warnings[0].kind is WarningKind.TYPE_MISMATCH


def test_costly_cell_is_unknown():
    cell = compile_unary_tests("some i in 1..90000, j in 1..90000 satisfies i < ?")

    result = cell.evaluate(from_python(0), {})

    assert result.value is None
    assert [warning.kind for warning in result.warnings] == [WarningKind.LIMIT]


def test_cells_share_one_account():
    account = Evaluation(Environment())

    assert compile_unary_tests("< 5").evaluate_within(from_python(4), {}, account) is True
    assert compile_unary_tests("< 5").evaluate_within(None, {}, account) is None
    assert len(account.warnings) == 1


DEEP = "(" * 60 + "x" + (".a" * 60 + ")") * 60
FAULTS = ["> ", "5 5", "not(5", "< 5 and > 3", "(" * 100, DEEP]


@pytest.mark.parametrize("cell", FAULTS)
def test_cell_that_is_none_is_refused(cell):
    with pytest.raises(SyntaxFault):
        compile_unary_tests(cell)
