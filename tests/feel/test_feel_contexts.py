"""Contexts, types and Camunda's extension functions."""

import pytest

CASES = [
    (
        'to json({a: 1, b: [true, null, "ä"], c: @"2024-01-01", d: 0.5})',
        r'"{\"a\":1,\"b\":[true,null,\"ä\"],\"c\":\"2024-01-01\",\"d\":0.5}"',
    ),
    ("to json(null)", '"null"'),
    (r'from json("{\"a\": [1, 0.1, null, true]}")', "{a: [1, 0.1, null, true]}"),
    ('from json("2")', "2"),
    ('from json("NaN")', "null"),
    ('from json("1e999999")', "null"),
    ('from json("{")', "null"),
    ('from json(string join(for i in 1..5000 return "["))', "null"),
    ("{a: 1, b: a + 1}.b", "2"),  # an entry sees those before it
    ("{a: 1}.b", "null"),
    ("null.b", "null"),
    ("(5).b", "null"),
    ("{a: {b: 1}, c: a.b}.c", "1"),
    ('get value({a: 1}, "a")', "1"),
    ('get value({a: 1}, "b")', "null"),
    ('get value({a: {b: 1}}, ["a", "b"])', "1"),
    ('get value({a: 1}, ["a", "b"])', "null"),
    ('get value(null, "a")', "null"),
    ("get entries({a: 1, b: null})", '[{key: "a", value: 1}, {key: "b", value: null}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ("context(get entries({a: 1, b: 2}))", "{a: 1, b: 2}"),
    ('context([{key: "a"}])', "null"),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
    ('context put({}, ["a", "b"], 2)', "{a: {b: 2}}"),
    ('context put({a: 1}, ["a", "b"], 2)', "null"),
    ("context put({}, [], 2)", "null"),
    ("context put({}, [null], 2)", "null"),
    ("{k: [1, 2], r: context put({}, k, 2)}.r", "null"),  # keys are strings
    ("{`a b`: 1}.`a b`", "1"),  # a key in backticks
    ("{a 1: 1, b: a 1}.b", "1"),  # a number in a name
    ("{a: 1}.a 1", "null"),
    ("context merge([{a: 1, b: 1}, {b: 2}])", "{a: 1, b: 2}"),
    ("context merge([1])", "null"),
    # asking for what may not be there
    ("is defined(x)", "false"),
    ("is defined(1)", "true"),
    ("is defined(null)", "false"),
    ("is defined({a: 1}.b)", "false"),
    ("get or else(x, 5)", "5"),
    ("get or else(null, x)", "null"),
    ('get or else("da", "nicht da")', '"da"'),
    ("assert(1, 1 > 0)", "1"),
    ("assert(1, 1 < 0)", "null"),
    # types
    ("1 instance of number", "true"),
    ("1 instance of any", "true"),
    ("null instance of Any", "false"),
    ("null instance of Null", "true"),
    ('@"P1Y" instance of years and months duration', "true"),
    ('@"2024-01-01T00:00:00" instance of date and time', "true"),
    ("[1, null] instance of list<number>", "true"),
    ('[1, "a"] instance of list<number>', "false"),
    ("[1..2] instance of range<number>", "true"),
    ('["a".."b"] instance of range<number>', "false"),
    ("{a: 1} instance of context<a: number>", "true"),
    ("{a: 1} instance of context<b: number>", "false"),
    ("{a: 1, b: 2} instance of context<a: number, b: number>", "true"),
    ("{a: 1} instance of context<>", "true"),
    ("(function() 1) instance of function<> -> Any", "true"),
    ("(function(a, b) a) instance of function<number, number> -> number", "true"),
    ("abs instance of function<number> -> number", "true"),
    ("(function(a, b) a) instance of function<number> -> number", "false"),
    ("1 instance of Person", "null"),  # no such type
    ("[1] instance of list<Person>", "null"),
    ("[1..2] instance of range<Person>", "null"),
    ("{a: 1} instance of context<a: Person.Name>", "null"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_context_has_value(shown, expression, expected):
    assert shown(expression) == expected
