"""Relations of points and ranges (DMN 1.5, 10.3.4.6)."""

import pytest

CASES = [
    ("before(1, 10)", "true"),
    ("before(10, 1)", "false"),
    ("before(1, [1..10])", "false"),
    ("before(1, (1..10])", "true"),
    ("before([1..10), 10)", "true"),
    ("before([1..10], [10..20])", "false"),
    ("before([1..10], (> 10))", "true"),
    ("before([1..10], (< 10))", "false"),  # no start to be before
    ("after(10, [1..5])", "true"),
    ("after((5..10], [1..5])", "true"),
    ("meets([1..5], [5..10])", "true"),
    ("meets([1..5), [5..10])", "false"),
    ("meets([1..5], (< 10))", "false"),
    ("met by([5..10], [1..5])", "true"),
    ("overlaps([1..5], [5..8])", "true"),
    ("overlaps([1..5), [5..8])", "false"),
    ("overlaps([1..5], (> 3))", "true"),
    ("overlaps before([1..5], [3..8])", "true"),
    ("overlaps before([3..8], [1..5])", "false"),
    ("overlaps after([3..8], [1..5])", "true"),
    ("overlaps after([1..5], [3..8])", "false"),
    ("finishes(10, [1..10])", "true"),
    ("finishes(10, [1..10))", "false"),
    ("finishes([5..10], [1..10])", "true"),
    ("finishes((>= 5), (> 1))", "true"),  # both have no end
    ("finished by([1..10], 10)", "true"),
    ("finished by([1..10], [5..10])", "true"),
    ("includes([1..10], 5)", "true"),
    ("includes([1..10], [1..10))", "true"),
    ("includes([1..10), [1..10])", "false"),
    ("includes((< 10), [1..5])", "true"),
    ("during(5, [1..10])", "true"),
    ("during([4..6], [1..10])", "true"),
    ("starts(1, [1..10])", "true"),
    ("starts(1, (1..10])", "false"),
    ("starts([1..5], [1..10])", "true"),
    ("started by([1..10], 1)", "true"),
    ("started by([1..10], [1..5])", "true"),
    ("coincides(5, 5)", "true"),
    ("coincides([1..5], [1..5])", "true"),
    ("coincides([1..5], [1..5))", "false"),
    ('before(@"2024-01-01", @"2024-02-01")', "true"),
    ('before(1, "a")', "null"),
    ("before(1, null)", "null"),
    ("before((!= 1), 2)", "null"),  # two pieces, no ends
    ("[1..5].start", "1"),
    ("(1..5].start included", "false"),
    ("(< 5).end", "5"),
    ("(< 5).start", "null"),
    ("(>= 5).start included", "true"),
    ("[1..5].mitte", "null"),
    ('[1.."a"]', "null"),  # bounds of different kinds
    ("[null..null]", "null"),
    ("(null..5] = (<= 5)", "false"),  # written differently, another value
    ("3 in [null..5]", "true"),
    ('range("[18..21)")', "[18..21)"),
    ('range("]18..21[")', "(18..21)"),
    ('range("[\\"a\\"..\\"c\\"]")', '["a".."c"]'),
    ('range("[@\\"2024-01-01\\"..@\\"2024-12-31\\"]")', "[2024-01-01..2024-12-31]"),
    ('range("[date(\\"2024-01-01\\")..date(\\"2024-12-31\\")]")', "[2024-01-01..2024-12-31]"),
    ('range("[\\"a)\\"..\\"b)\\"]")', '["a)".."b)"]'),
    ('range("[1..]")', "[1..null)"),
    ('range("(null..1]")', "(null..1]"),
    ('range("[..]")', "null"),
    ('range("[2..1]")', "null"),
    ('range("[1.2.3..5]")', "null"),
    ('range("[name(\\"x\\")..5]")', "null"),
    ('range("[@\\"x\\"..5]")', "null"),
    ('range("1..5")', "null"),
    ('range("[1..\\"a\\"]")', "null"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_range_relation(shown, expression, expected):
    assert shown(expression) == expected
