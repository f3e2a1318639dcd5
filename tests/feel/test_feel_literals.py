"""Literals, names and comments (DMN 1.5, 10.3.1.2)."""

import pytest

from engine.feel import SyntaxFault, compile_expression, from_python

CASES = [
    ("1.50", "1.5"),  # trailing zeros say nothing
    (".5", "0.5"),  # no digit before the dot
    ("1.2e3", "1200"),  # an exponent
    ("-0", "0"),  # there is one zero
    ("1e40", "1E40"),  # long numbers keep an exponent
    ("12345678901234567890123456789012345", "12345678901234567890123456789012340"),  # 34 digits, half even
    ('"a\\tb"', '"a\\tb"'),  # simple escapes
    ('"\\u00e4"', '"ä"'),  # four hex digits
    ('"\\U01F40E"', '"🐎"'),  # six hex digits
    ('"\\ud83d\\udca9"', '"💩"'),  # a surrogate pair is one character
    ('"\\ud83d"', '"\ufffd"'),  # half a pair is none
    ('"\\U110000"', '"\ufffd"'),  # beyond Unicode
    ('"\\d+"', '"\\\\d+"'),  # an unknown escape stays: patterns need no doubling
    ("true", "true"),
    ("null", "null"),
    ('@"2024-02-29"', "2024-02-29"),  # a date
    ('@"10:30:00@Europe/Berlin"', "10:30:00@Europe/Berlin"),  # a time with a zone
    ('@"2024-02-29T23:59:59.5+02:00"', "2024-02-29T23:59:59.5+02:00"),  # a date and time
    ('@"P1Y6M"', "P1Y6M"),
    ('@"-P1DT0.25S"', "-P1DT0.25S"),
    ('@"2023-02-29"', "null"),  # no such day
    ("1 /* eins */ + 1 // und eins", "2"),  # comments
    ("[1, [2], {}]", "[1, [2], {}]"),
    ('{a: 1, "b c": 2, d-e: 3}', '{a: 1, b c: 2, "d-e": 3}'),  # keys: name, string, name with a sign
    ("[1..5)", "[1..5)"),
    ("]1..5]", "(1..5]"),  # the other spelling of open
    ("[1..5[", "[1..5)"),
    ("(< 10)", "(< 10)"),  # a comparison as a range
    ('(>= "b")', '(>= "b")'),
    ("function(a, b) a", "function(a, b)"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_literal_has_value(shown, expression, expected):
    assert shown(expression) == expected


NAMES = [
    ("first name", ["first name"]),  # spaces
    ("first   name", ["first name"]),  # any number of them
    ("Antrag gestellt am", ["Antrag", "Antrag gestellt am"]),  # the longest wins
    ("a-b", ["a", "b", "a-b"]),  # a sign inside
    ("Person's age", ["Person's age"]),  # an apostrophe
    ("date and time", ["date and time"]),  # as a variable
    ("`if x`", ["if x"]),  # backticks take anything
    ("straße", ["straße"]),  # letters of any script
    ("🐎", ["🐎"]),
    ("in Arbeit", ["in Arbeit"]),  # begins with a keyword
    ("Größe 2", ["2. Größe", "Größe 2"]),  # a name that no text can form needs backticks
]


@pytest.mark.parametrize(("expression", "names"), NAMES)
def test_longest_known_name_is_read(expression, names):
    compiled = compile_expression(expression, names)

    assert compiled.variables == {names[-1]}
    assert compiled.evaluate({names[-1]: "ja"}).value == "ja"


def test_impossible_name_is_reached_by_backticks():
    values = {"§ 25b": "Bleiberecht", "#": "Raute"}

    assert compile_expression("`§ 25b`", values).evaluate(values).value == "Bleiberecht"


def test_spaces_around_a_sign_make_it_an_operator():
    values = {"a": from_python(5), "b": from_python(3), "a-b": "Name"}

    assert compile_expression("a - b", values).evaluate(values).value == 2
    assert compile_expression("a-b", values).evaluate(values).value == "Name"


def test_date_and_time_is_a_conjunction_where_the_model_has_both_names():
    values = {"date": True, "time": False}

    result = compile_expression("date and time", values).evaluate(values)

    assert result.value is False


FAULTS = [
    ("", (1, 1), "zu Ende"),  # nothing at all
    ("1 +", (1, 4), "zu Ende"),  # an operand is missing
    ("(1", (1, 3), "„)“"),
    ("[1, 2", (1, 6), "„]“"),
    ("[1, ]", (1, 6), "Wert"),  # a comma too many
    ("f(1, )", (1, 6), "Wert"),
    ("{a: 1, }", (1, 8), "Name"),
    ("{a: 1", (1, 6), "„}“"),
    ("{a 1}", (1, 5), "„:“"),
    ("{1: 2}", (1, 2), "Name"),  # a number is no key
    ('"abc', (1, 1), "Anführungszeichen"),
    ("/* abc", (1, 1), "Kommentar"),
    ("„ja“", (1, 1), "Anführungszeichen"),  # typographic quotes
    ("a && b", (1, 3), "and"),  # as in other languages
    ("a ≥ b", (1, 3), ">="),
    ("a # b", (1, 3), "#"),
    ("alter und x", (1, 7), "Operator"),  # German for „and“
    ("a\n  > > 1", (2, 5), "hier steht „>“"),  # the line counts
    ("if a then b", (1, 12), "else"),
    ("for i in [1] i", (1, 14), "return"),
    ("for 1 in [1] return 1", (1, 5), "Name"),
    ("some i in [1] return 1", (1, 15), "satisfies"),
    ("1 2", (1, 3), "Operator"),
    ("a.", (1, 3), "Eintrags"),
    ("x instance of 1", (1, 15), "Typ"),
    ("x instance number", (1, 12), "„of“"),
    ("(1, 2)", (1, 1), "nur ein Ausdruck"),
    ("[1..2", (1, 6), "Ende des Bereichs"),
    ("f(a: 1, 2)", (1, 9), "Name"),  # named and positional do not mix
    ("@5", (1, 2), "Text nach"),
    ("1e7000", (1, 1), "zu groß"),
    ("and", (1, 1), "Wert"),
    ("function(a b", (1, 13), "„:“"),
]


@pytest.mark.parametrize(("expression", "position", "reason"), FAULTS)
def test_fault_names_place_and_reason(expression, position, reason):
    with pytest.raises(SyntaxFault) as caught:
        compile_expression(expression)

    assert caught.value.position == position
    assert reason in caught.value.reason
    assert caught.value.message == f"Zeile {position[0]}, Spalte {position[1]}: {caught.value.reason}"


def test_excerpt_points_at_the_place():
    with pytest.raises(SyntaxFault) as caught:
        compile_expression("1 +\n2 > > 3")

    assert caught.value.excerpt == "2 > > 3\n    ^"


def test_excerpt_of_a_long_line_shows_the_part_around_the_place():
    with pytest.raises(SyntaxFault) as caught:
        compile_expression("1 + " * 100 + "#")

    line, caret = caught.value.excerpt.split("\n")
    assert line[len(caret) - 1] == "#"
    assert len(line) <= 100


def test_compiled_expression_is_kept_for_the_next_caller():
    assert compile_expression("a + 1", ["a"]) is compile_expression("a + 1", ["a"])
    assert compile_expression("a + 1", ["a"]) is not compile_expression("a + 1", ["b"])
