"""Strings and patterns (DMN 1.5, 10.3.4.3)."""

import pytest

CASES = [
    ('substring("foobar", 3)', '"obar"'),
    ('substring("foobar", 3, 3)', '"oba"'),
    ('substring("foobar", -2, 1)', '"a"'),  # from the end
    ('substring("foobar", 0)', "null"),
    ('substring("foobar", 7)', "null"),
    ('substring("foobar", 1, 0)', "null"),
    ('substring("foobar", 1, 1e20)', '"foobar"'),
    ('substring("\\U01F40Efoo", 2)', '"foo"'),  # characters, not code units
    ('string length("äöü")', "3"),
    ('upper case("straße")', '"STRASSE"'),
    ('lower case("ÄB")', '"äb"'),
    ('substring before("foobar", "bar")', '"foo"'),
    ('substring before("foobar", "x")', '""'),
    ('substring before("foobar", "")', '""'),
    ('substring after("foobar", "ob")', '"ar"'),
    ('substring after("foobar", "x")', '""'),
    ('substring after("foobar", "")', '"foobar"'),
    ('contains("foobar", "ob")', "true"),
    ('starts with("foobar", "fo")', "true"),
    ('ends with("foobar", "r")', "true"),
    ('string join(["a", null, "b"], ", ")', '"a, b"'),  # null is left out
    ('string join(["a", "b"])', '"ab"'),
    ('string join(["a"], null)', '"a"'),
    ('string join("a", ",")', '"a"'),  # a single value is a list of one
    ('string join(["a", "b"], "-", "<", ">")', '"<a-b>"'),  # Camunda
    ('string join(["a", 1], ",")', "null"),
    ("string(1.10)", '"1.1"'),
    ("string(true)", '"true"'),
    ("string(null)", "null"),
    ('string(["a", 1, null])', '"[\\"a\\", 1, null]"'),
    ('string({a: @"2024-01-01"})', '"{a: 2024-01-01}"'),
    ('string("a")', '"a"'),
    ('trim("  a b ")', '"a b"'),
    ('is blank("  ")', "true"),
    ('is blank("a")', "false"),
    ('to base64("äh")', '"w6Ro"'),
    # patterns
    ('matches("foobar", "^fo*b")', "true"),
    ('matches("foobar", "o.b")', "true"),  # any part
    ('matches("FOO", "foo", "i")', "true"),
    ('matches("a\\nb", "a.b")', "false"),
    ('matches("a\\nb", "a.b", "s")', "true"),
    ('matches("a\\nb", "^b$", "m")', "true"),
    ('matches("helloworld", "hello world", "x")', "true"),
    ('matches("hello world", "hello[ ]world", "x")', "true"),  # not inside a class
    ('matches("a\\\\ b", "a\\\\\\\\ [ ]b", "x")', "true"),
    ('matches("a.b", "a.b", "q")', "true"),
    ('matches("axb", "a.b", "q")', "false"),
    ('matches("a", "a", "z")', "null"),  # no such flag
    ('matches("a", "[")', "null"),
    ('matches("aa", "(a)\\1")', "true"),
    ('matches("a", "[a-z-[b]]")', "true"),
    ('matches("Straße", "^\\w+$")', "true"),  # Unicode
    ('matches("ä_1", "^[\\w]+$")', "false"),  # XPath: the underscore is punctuation
    ('matches("ä1", "^[\\w]+$")', "true"),
    ('matches("٣", "^\\d$")', "true"),
    ('matches("a b", "a[\\s]b")', "true"),
    ('matches("a", "^\\i$")', "true"),
    ('matches("a", "[\\I]")', "false"),
    ('matches("1", "[\\I]")', "true"),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
    ('replace("abc", "b", "$0$0")', '"abbc"'),
    ('replace("abc", "(b)", "$12")', '"ab2c"'),  # group 1, then a 2
    ('replace("abc", "b", "\\\\$")', '"a$c"'),
    ('replace("abc", "b", "$")', "null"),
    ('replace("abc", "b", "$1")', '"ac"'),  # no such group
    ('replace("a.c", ".", "$", "q")', '"a$c"'),
    ('replace("abc", "x*", "-")', "null"),  # matches nothing at all
    ('split("a;b;;c", ";")', '["a", "b", "", "c"]'),
    ('split("John Doe", "\\s")', '["John", "Doe"]'),
    ('split("ab", "x*")', '["ab"]'),
    ('extract("A1 und B22", "[A-Z][0-9]+")', '["A1", "B22"]'),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_string_has_value(shown, expression, expected):
    assert shown(expression) == expected
