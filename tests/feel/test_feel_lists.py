"""Lists, filters and aggregates (DMN 1.5, 10.3.2.5 and 10.3.4.4)."""

import pytest

CASES = [
    ("[[1, 2], [3]][[1, 2][1]]", "[1, 2]"),  # a filter may begin with a list
    # filters and paths
    ("[10, 20, 30][1]", "10"),  # places count from 1
    ("[10, 20, 30][-1]", "30"),
    ("[10, 20, 30][0]", "null"),
    ("[10, 20, 30][4]", "null"),
    ("[10, 20, 30][1.5]", "null"),
    ("5[1]", "5"),  # a value is a list of one
    ("null[1]", "null"),
    ("[10, 20, 30][item > 10]", "[20, 30]"),
    ("[10, 20, 30][i]", "20"),  # a place out of a variable
    ("[][i]", "null"),
    ("[][item > 1]", "[]"),
    ("[1, null, 3][item > 1]", "[3]"),  # unknown is not true
    ('[1, 2]["x"]', "[]"),
    ("[{a: 1}, {a: 2}].a", "[1, 2]"),
    ("[{a: 1}, 5, {b: 2}].a", "[1, null, null]"),
    ("[{a: 1, b: 2}, {a: 3, b: 4}][a > 1].b", "[4]"),
    ("[{a: 1}, {b: 2}][a = 1]", "[{a: 1}]"),
    ("[{item: 7}][item = 7]", "[{item: 7}]"),  # an entry `item` wins
    ("[{a b: 1}][a b = 1]", "[{a b: 1}]"),  # only the data knows the name
    ("[[1, 2], [3]][2][1]", "3"),
    ("[[{a: 1}], 5].a", "[[1], null]"),  # a list in a list
    ("{a: {b c: 1}}.a.b c", "1"),
    ("[1, 2, 3, 4][item > 1][item < 4]", "[2, 3]"),
    # find
    ("list contains([1, 2, null], null)", "true"),
    ('list contains([1, 2], "1")', "false"),
    ('list contains([@"2024-01-01T12:00:00Z"], @"2024-01-01T13:00:00+01:00")', "true"),
    ('list contains([@"12:00:00Z"], @"13:00:00+01:00")', "true"),
    ("list contains([[1..2], {a: [1]}], {a: [1.0]})", "true"),
    ("list contains(null, 1)", "null"),
    ("count([1, null])", "2"),
    ("count(5)", "1"),
    ("index of([1, 2, 1, null], 1)", "[1, 3]"),
    ("is empty([])", "true"),
    ("is empty([null])", "false"),
    # cut
    ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
    ("sublist([4, 5, 6], -2)", "[5, 6]"),
    ("sublist([4, 5, 6], 2, 5)", "null"),
    ("sublist([4, 5, 6], 2, 0)", "null"),
    ("remove([1, 2, 3], 2)", "[1, 3]"),
    ("remove([1, 2, 3], 9)", "null"),
    ("reverse([1, 2])", "[2, 1]"),
    ("partition([1, 2, 3], 2)", "[[1, 2], [3]]"),
    ("partition([1], 0)", "null"),
    # put together
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("append(list: [1], item: 2)", "[1, 2]"),
    ("append(list: [1], item: null)", "[1, null]"),
    ("append(list: [1])", "null"),
    ("append([1])", "null"),
    ("concatenate([1], [2, 3], 4)", "[1, 2, 3, 4]"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
    ("insert before([1, 3], 1e13, 2)", "null"),
    ("list replace([1, 2], 1, 9)", "[9, 2]"),
    ("list replace([1, 2, 3], function(item, neu) item < neu, 2)", "[2, 2, 3]"),
    ("list replace([1, 2], function(item) true, 2)", "null"),
    ("list replace([1, 2], function(item, neu) 1, 2)", "null"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ("distinct values([1, 2, 1.0, null, null])", "[1, 2, null]"),
    ("duplicate values([1, 2, 1, 3, 3])", "[1, 3]"),
    ("flatten([1, [2, [3, []]]])", "[1, 2, 3]"),
    ("sort([3, 1, 2])", "[1, 2, 3]"),
    ('sort([3, "a"])', "null"),
    ("sort([3, 1, 2], function(a, b) a > b)", "[3, 2, 1]"),
    ("sort([{a: 1, b: 1}, {a: 1, b: 2}], function(x, y) x.a < y.a).b", "[1, 2]"),  # stable
    ("sort([1, 2], function(a) true)", "null"),
    ("sort(list: [2, 1], precedes: function(a, b) a < b)", "[1, 2]"),
    # aggregates
    ("min([3, 1, 2])", "1"),
    ('max("a", "c", "b")', '"c"'),
    ("max([])", "null"),
    ("min(1, null)", "null"),
    ("min(list: [2, 1])", "1"),
    ("min(list: null)", "null"),
    ("sum([1, 2.5])", "3.5"),
    ("sum([])", "null"),
    ('sum([1, "2"])', "null"),
    ("sum([true])", "null"),
    ("sum(9e6144, 9e6144)", "null"),
    ("mean([1, 2, 4])", "2.333333333333333333333333333333333"),
    ("mean([])", "null"),
    ("mean([9e6144, 9e6144])", "null"),
    ("product([2, 3, 4])", "24"),
    ("product([])", "null"),
    ("product([9e6144, 9e6144])", "null"),
    ("median(8, 2, 5, 3, 4)", "4"),
    ("median([6, 1, 2, 3])", "2.5"),
    ("median([])", "null"),
    ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
    ("stddev([47])", "null"),
    ("stddev([9e6144, -9e6144])", "null"),
    ("mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"),
    ("mode([])", "[]"),
    ('mode(["a"])', "null"),
    ("all([true, null, false])", "false"),  # one false decides
    ("all([true, null])", "null"),
    ("all([])", "true"),
    ("any([false, null, true])", "true"),
    ("any(false, 5)", "null"),
    ("any([])", "false"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_list_has_value(shown, expression, expected):
    assert shown(expression, i=2) == expected
