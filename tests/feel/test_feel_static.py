"""The static check: what can never work is remarked at its place, what may work is not."""

import pytest

from engine.feel import (
    ContextType,
    FunctionType,
    ListType,
    SimpleType,
    SyntaxFault,
    WarningKind,
    check_expression,
    check_unary_tests,
    compile_expression,
)
from tests.feel import feelin

NUMBER, STRING, DATE, BOOLEAN = map(SimpleType, ("number", "string", "date", "boolean"))
VARIABLES = {
    "alter": NUMBER,
    "name": STRING,
    "seit": DATE,
    "ja": BOOLEAN,
    "x": None,
    "Antrag gestellt am": DATE,
    "person": ContextType((("alter", NUMBER), ("namen", ListType(STRING)))),
    "kinder": ListType(ContextType((("alter", NUMBER),))),
    "zahlen": ListType(NUMBER),
    "f": FunctionType((NUMBER,), STRING),
}
VARIABLE, MEMBER, TYPE, FUNCTION, ARGUMENT = (
    WarningKind.MISSING_VARIABLE,
    WarningKind.MISSING_MEMBER,
    WarningKind.TYPE_MISMATCH,
    WarningKind.UNKNOWN_FUNCTION,
    WarningKind.INVALID_ARGUMENT,
)

REMARKED = [
    # names
    ("altr > 16", VARIABLE, (1, 1), "Eine Variable „altr“ gibt es hier nicht."),
    ("alter > 16 and\n  fehlt", VARIABLE, (2, 3), "„fehlt“"),
    ("for i in zahlen return i + j", VARIABLE, (1, 28), "„j“"),
    ("{a: 1, b: c}", VARIABLE, (1, 11), "„c“"),
    ("function(a) b", VARIABLE, (1, 13), "„b“"),
    ("zahlen[item > grenze]", VARIABLE, (1, 15), "„grenze“"),  # numbers have no members
    ("partial", VARIABLE, (1, 1), "„partial“"),
    # functions
    ("heute()", FUNCTION, (1, 1), "Eine Funktion „heute“ gibt es nicht."),
    ("contains(name)", ARGUMENT, (1, 1), "contains(string, match)"),
    ('contains(text: name, match: "a")', ARGUMENT, (1, 1), "Namen der Argumente"),
    ("string length(alter)", ARGUMENT, (1, 1), "das Argument „string“ ist ungeeignet"),
    ('date(year: "2020", month: 1, day: 1)', ARGUMENT, (1, 1), "das Argument „year“"),
    ("f(1, 2)", ARGUMENT, (1, 1), "erwartet 1 Argumente, hier stehen 2"),
    ("(function(a) a)()", ARGUMENT, (1, 16), "erwartet 1"),
    ("alter(1)", TYPE, (1, 1), "„Zahl“ lässt sich nicht aufrufen."),
    ("{g: function(a) a, r: g(1, 2)}", ARGUMENT, (1, 23), "„g“ erwartet 1"),
    # comparisons
    ('alter > "16"', TYPE, (1, 7), "Zahl wird mit Text verglichen"),
    ('seit = "2020-01-01"', TYPE, (1, 6), "Datum wird mit Text verglichen"),
    ("name = 5", TYPE, (1, 6), "Text wird mit Zahl verglichen"),
    ("ja < true", TYPE, (1, 4), "Wahrheitswert"),
    ('seit between "a" and "b"', TYPE, (1, 6), "Text wird mit Datum verglichen"),
    ('alter in ["a", "b"]', TYPE, (1, 10), "Der Test gilt für „Text“, geprüft wird aber „Zahl“."),
    ("name in [1..3]", TYPE, (1, 9), "Der Test gilt für „Zahl“"),
    ('[1.."a"]', TYPE, (1, 1), "Zahl wird mit Text verglichen"),
    ('Antrag gestellt am > "gestern"', TYPE, (1, 20), "Datum wird mit Text"),
    ('string length(name) = "5"', TYPE, (1, 21), "Zahl wird mit Text"),
    ('person.alter = "5"', TYPE, (1, 14), "Zahl wird mit Text"),
    ('kinder[alter = "5"]', TYPE, (1, 14), "Zahl wird mit Text"),
    ('zahlen[1] = "5"', TYPE, (1, 11), "Zahl wird mit Text"),
    ('some z in zahlen satisfies z = "5"', TYPE, (1, 30), "Zahl wird mit Text"),
    # arithmetic
    ('alter + "1"', TYPE, (1, 7), "„Zahl + Text“ ist nicht definiert"),
    ("seit + 5", TYPE, (1, 6), "„Datum + Zahl“"),
    ("-name", TYPE, (1, 1), "Das Gegenteil von „Text“"),
    ('@"P1Y" + @"P1D"', TYPE, (1, 8), "„Dauer in Monaten + Dauer in Tagen“"),
    # truths
    ("alter and ja", TYPE, (1, 1), "immer Zahl, nie ein Wahrheitswert"),
    ("if name then 1 else 2", TYPE, (1, 4), "Die Bedingung von „if“ ist immer Text"),
    ("every z in zahlen satisfies z", TYPE, (1, 29), "nach „satisfies“"),
    ('zahlen["a"]', TYPE, (1, 7), "immer Text, nie wahr und keine Stelle"),
    # members and literals
    ("seit.stunde", MEMBER, (1, 5), "„Datum“ hat keine Eigenschaft „stunde“"),
    ("alter.wert", MEMBER, (1, 6), "„Zahl“ hat keine Eigenschaft"),
    ('@"gestern"', ARGUMENT, (1, 1), "weder Datum noch Uhrzeit noch Dauer"),
    ("{a: 1, a: 2}", ARGUMENT, (1, 11), "zwei Einträge „a“"),
]


def _placed(position):
    return (position.line, position.column)


@pytest.mark.parametrize(("text", "kind", "position", "message"), REMARKED)
def test_what_can_never_work_is_remarked(text, kind, position, message):
    (found, *_) = check_expression(text, VARIABLES, complete=True)

    assert (found.kind, _placed(found.position)) == (kind, position)
    assert message in found.message
    assert found.message.endswith(".")


ACCEPTED = [
    'alter >= 16 and name = "a"',
    "fehlt = null",  # the question is whether it is there
    "is defined(fehlt)",
    "get or else(fehlt, 1)",
    'x > 1 or x = "a"',  # nobody knows what x is
    'kinder[vorname = "a"]',  # an item may have more members
    "x[a > b]",
    "[1] = 1",  # a list of one is its item
    'name[1] = "a"',
    "count(alter)",
    "day of year(seit)",
    'seit < @"2020-01-01T10:00:00"',
    "if ja then 1 else null",
    "for i in 1..3 return i + count(partial)",
    "for d in seit..seit return d.year",
    "for k in kinder return k.alter + 1",
    "{a: 1, b: a + 1, c: function(n) c(n - b)}.b",
    "sort(zahlen, function(a, b) a < b)",
    'f(alter) = "a"',
    "host(1)",
    "max(seit, seit) = seit",
    "alter in (< 5, [6..7], 8)",
    "zahlen[1] + 1",
    "zahlen[-1] > 3",
    'person.namen[1] = "a"',
    "person.weiteres = 3",
    "null < 3",
    "x.y.z(3)",
    "ja",
    "(if ja then alter else name) = 5",
    'Antrag gestellt am + duration("P1M") > seit',
    'seit - seit > @"P1D"',
    "abs",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_may_work_is_not_remarked(text):
    assert check_expression(text, VARIABLES, functions={"host"}, complete=True) == ()


def test_no_name_is_unknown_where_the_data_is_not_known():
    assert check_expression("fehlt > 1", {}) == ()
    assert check_expression('fehlt > 1 and 1 = "a"', {})[0].kind is TYPE


def test_text_that_is_none_is_a_fault():
    with pytest.raises(SyntaxFault):
        check_expression("1 +", {})


TESTS = [
    ('"a"', NUMBER, "Der Test gilt für „Text“, geprüft wird aber „Zahl“."),
    ("< 5", STRING, "Der Test gilt für „Zahl“, geprüft wird aber „Text“."),
    ('5, "a"', NUMBER, "„Text“"),
    ("not(5)", STRING, "„Zahl“"),
    ("[1..5]", DATE, "„Zahl“"),
    ('"2020-01-01"', DATE, "Der Test gilt für „Text“, geprüft wird aber „Datum“."),
    ('? > "a"', NUMBER, "Zahl wird mit Text verglichen"),
    ("fehlt", NUMBER, "„fehlt“"),
    ("true", NUMBER, ""),
    ('"a", "b"', STRING, ""),
    ("-", NUMBER, ""),
    ("> 5", None, ""),
    ("ja", NUMBER, ""),  # a condition about another variable
    ("? in zahlen", NUMBER, ""),
    ("alter + 1", NUMBER, ""),
    ('starts with(?, "a")', STRING, ""),
    ('< @"2020-01-01"', SimpleType("date and time"), ""),
    ('"a"', SimpleType("Any"), ""),
]


@pytest.mark.parametrize(("text", "tested", "message"), TESTS)
def test_cell_is_checked_against_its_input(text, tested, message):
    found = check_unary_tests(text, VARIABLES, tested=tested, complete=True)

    assert [message in one.message for one in found] == ([True] if message else [])


# The short way out: what stands beside decides, so the odd operand is never looked at.
DECIDED = {"1 or true", "false and 5", "true or 5", "false and 123", "true or 123"}


def test_whatever_is_remarked_is_warned_of_when_it_runs():
    texts = set(feelin.expressions()) - DECIDED

    silent = [text for text in texts if _remarks(text) and not _warnings(text)]

    assert silent == []


def _warnings(text):
    return compile_expression(text).evaluate({}).warnings


def _remarks(text):
    try:
        return check_expression(text, {})
    except SyntaxFault:
        return ()
