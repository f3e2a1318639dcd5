"""Regular expressions of XPath 3.1: its grammar, its flags, and that both machines agree."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import Environment, Limits, WarningKind, compile_expression
from engine.feel.regex import InvalidPattern, compile_pattern
from engine.feel.regex.backtrack import Machine, Program
from engine.feel.regex.charsets import CATEGORIES, CharSet, block, category
from engine.feel.regex.syntax import parse


def _free(_steps: int) -> None:
    """What costs nothing here."""


def _found(text: str, pattern: str, flags: str = "") -> list[str]:
    return [text[match.start : match.end] for match in compile_pattern(pattern, flags).find(text, _free)]


MATCHES = [
    # normal characters, branches, groups
    ("abc", "b", "", True),
    ("abc", "^b", "", False),
    ("abc", "^abc$", "", True),
    ("abc", "a|x", "", True),
    ("", "", "", True),
    ("ac", "a(b|)c", "", True),
    ("abab", "^(?:ab)+$", "", True),
    ("a\nb", "^b", "", False),  # without `m` only the ends of the text
    # the dot does not match either sign that ends a line
    ("a\nb", "a.b", "", False),
    ("a\rb", "a.b", "", False),
    ("a\rb", "a.b", "s", True),
    ("a\u2028b", "a.b", "", True),
    # repetitions
    ("aaa", "^a{3}$", "", True),
    ("aaa", "^a{4,}$", "", False),
    ("aaa", "^a{2,3}$", "", True),
    ("", "^a{0}$", "", True),
    # classes
    ("-", "^[-a]$", "", True),
    ("-", "^[a-]$", "", True),
    ("^", "^[a^]$", "", True),
    ("]", r"^[\]]$", "", True),
    ("b", "[^a]", "", True),
    ("", "[^a]", "", False),  # never a character that is not there
    ("b", "^[a-z-[aeiou]]$", "", True),
    ("e", "^[a-z-[aeiou]]$", "", False),
    ("e", "^[a-z-[a-z-[aeiou]]]$", "", True),  # subtracting what was subtracted from
    ("Z", "^[^a-z-[XYZ]]$", "", False),
    ("5", r"^[\w-[\d]]$", "", False),
    ("ä", r"^[\w-[\d]]$", "", True),
    ("ß", r"^[\p{L}-[\p{IsBasicLatin}]]+$", "", True),
    # escapes
    ("Ä", r"^\p{Lu}$", "", True),
    ("ä", r"^\P{Lu}$", "", True),
    ("5", r"^\p{N}\p{Nd}?$", "", True),
    ("\u0378", r"^\p{Cn}$", "", True),  # unassigned
    ("\u0378", r"\w", "", False),
    ("٣", r"^\d$", "", True),  # a digit of Arabic
    ("\u00a0", r"\s", "", False),  # the four spaces of XML alone
    ("a:b-c.d_1", r"^\i\c*$", "", True),
    ("1a", r"^\i", "", False),
    ("é", r"^\p{IsLatin-1Supplement}$", "", True),
    ("$", r"^\$$", "", True),
    ("a-b", r"a\-b", "", True),
    ("\t\r\n", r"^\t\r\n$", "", True),
    # flag i
    ("ÄÖÜ", "äöü", "i", True),
    ("\u212a", "k", "i", True),  # the sign for Kelvin
    ("ſ", "S", "i", True),  # the long s
    ("q", "[^Q]", "i", False),
    ("b", "[A-Z-[OI]]", "i", True),
    ("o", "[A-Z-[OI]]", "i", False),
    ("a", r"^\p{Lu}$", "i", False),  # categories do not care for the flag
    # flag m
    ("a\nb", "^b$", "m", True),
    ("a\n", "^$", "m", False),  # a newline that ends the text begins no line
    ("\n", "^$", "m", True),
    ("a\rb", "^b", "m", False),
    # flag x
    ("hello world", "hello[ ]world", "x", True),
    ("helloworld", "hello world", "x", True),
    ("a  b", "a { 0 , 1 } [ ] { 2 } b", "x", True),
    ("a", r"\p{ I s B a s i c L a t i n }", "x", True),
    ("ab", "a # b", "x", False),  # no comments
    # flag q
    ("x[y-z]", "x[y-z]", "q", True),
    ("X[Y-Z]", "x[y-z]", "qi", True),
    ("a.b", "a.b", "q", True),
    ("axb", "a.b", "q", False),
    ("a b", "a b", "qx", True),
    (r"\1", r"\1", "q", True),
    # back references
    ("abab", r"^(ab)\1$", "", True),
    ("abac", r"^(ab)\1$", "", False),
    ("aA", r"(a)\1", "i", True),
    ("aA", r"(a)\1", "", False),
    ("b", r"^(?:(a)|b)\1$", "", True),  # a group that took no part
    ("a1", r"^(a)1$", "", True),
    ("aa0", r"^(a)\10$", "", True),  # group 1 and a zero
    ("abcabc", r"^(.+)\1$", "", True),
    ("x=y=x", r"^(\w)=(\w)=\1$", "", True),
    ("a\na\n", r"^(a)$\n^\1$", "m", True),
    ("aaa", r"^(a*?)\1a$", "", True),
    ("", r"^(a*)*\1$", "", True),  # turns that match nothing end
    ("aab", r"^(?:(a)|b){2,3}\1$", "", False),
    ("aaba", r"^(?:(a)|b){2,3}\1$", "", True),
]


@pytest.mark.parametrize(("text", "pattern", "flags", "expected"), MATCHES)
def test_text_matches(text, pattern, flags, expected):
    assert compile_pattern(pattern, flags).matches(text, _free) is expected


INVALID = [
    "(",
    ")",
    "a)",
    "[",
    "[]",
    "[^]",
    "[a",
    "[b-a]",
    "[a-c-e]",
    "[0-9-.]",
    "[[]",
    r"[a-\d]",
    "a**",
    "a+*",
    "*a",
    "?",
    "a{",
    "a{x}",
    "a{2,1}",
    "a{1001}",
    "{1}",
    "a}",
    "^*",
    "]",
    "\\",
    r"\1",
    r"(a)\2",
    r"(a\1)",
    r"([a]\1)",
    r"[\1]",
    r"(a)[\1]",
    r"\0",
    r"\a",
    r"\b",
    r"\x41",
    r"\p{Foo}",
    r"\p{IsNowhere}",
    r"\pL",
    r"\p{ Lu }",
    r"\p{Lu",
    "(?=a)",
    "(?!a)",
    "(?<n>a)",
    "(?i)a",
    "(" * 100 + ")" * 100,
    "[a-z-" * 100 + "[a" + "]" * 101,
    "a" * 1001,
]


@pytest.mark.parametrize("pattern", INVALID)
def test_what_is_no_expression_of_xpath_is_refused(pattern):
    with pytest.raises(InvalidPattern) as caught:
        compile_pattern(pattern, "")

    assert str(caught.value)


@pytest.mark.parametrize("flags", ["p", " ", "X", "g", "ii g"])
def test_unknown_flag_is_refused(flags):
    with pytest.raises(InvalidPattern, match="Kennzeichen"):
        compile_pattern("a", flags)


FOUND = [
    ("aXbX", "X", "", ["X", "X"]),
    ("aaa", "a*?", "", ["", "", "", ""]),
    ("2024-01-31", r"\d+", "", ["2024", "01", "31"]),
    ("aabb", r"(.)\1", "", ["aa", "bb"]),
    ("a\nb\n", "^", "m", ["", ""]),
]


@pytest.mark.parametrize(("text", "pattern", "flags", "expected"), FOUND)
def test_matches_follow_each_other(text, pattern, flags, expected):
    assert _found(text, pattern, flags) == expected


def test_costly_back_reference_is_stopped_by_the_budget():
    expression = compile_expression(r'matches(t, "^(a*)*(a*)*\\1b$")')

    result = expression.evaluate({"t": "a" * 200}, Environment(limits=Limits(steps=25_000)))

    assert result.value is None
    assert [warning.kind for warning in result.warnings] == [WarningKind.LIMIT]


def test_reason_reaches_the_author():
    result = compile_expression(r'matches("a", "(?=a)")').evaluate({})

    assert result.warnings[0].message == (
        "matches: Der reguläre Ausdruck ist ungültig: nach „(?“ darf nur „:“ stehen."
    )


def test_half_a_character_in_the_data_is_searched_as_a_sign_of_its_own():
    assert compile_expression('matches(t, "^.$")').evaluate({"t": "\ud800"}).value is True


def test_categories_cover_every_character_once():
    single = [category(name) for name in CATEGORIES if len(name) == 2]

    counted = sum(last - first + 1 for each in single for first, last in each.ranges)

    assert counted == sys.maxunicode + 1 - 2048  # all but the surrogates


def test_blocks_do_not_overlap_categories_by_name():
    assert block("BasicLatin").ranges == ((0, 127),)
    assert block("Nowhere") is None


few = settings(max_examples=150, deadline=None, database=None, derandomize=True)
codes = st.integers(0, 60)
sets = st.lists(st.tuples(codes, codes).map(sorted).map(tuple), max_size=4).map(CharSet)


@few
@given(sets, sets)
def test_sets_obey_their_laws(left, right):
    def members(given):
        return {code for code in range(70) if code in given}

    assert members(left | right) == members(left) | members(right)
    assert members(left - right) == members(left) - members(right)
    assert members(left.complement) == set(range(70)) - members(left)


atoms = st.sampled_from(
    ["a", "b", "A", ".", "[ab]", "[^a]", "[a-c-[b]]", "(a)", "(a|b)", "(?:ab)", "(b*)", "^", "$"]
)
quantities = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "*?", "+?"])
pieces = st.tuples(atoms, quantities).map(lambda pair: pair[0] if pair[0] in "^$" else "".join(pair))
patterns = st.lists(st.lists(pieces, max_size=4).map("".join), min_size=1, max_size=3).map("|".join)
texts = st.text("abcA\n\r", max_size=8)


@few
@given(patterns, texts, st.sampled_from(["", "i", "s", "m", "im"]))
def test_both_machines_find_the_same(pattern, text, flags):
    tree = parse(pattern, flags)
    machine = Machine(Program(tree.root, tree.groups), text, flags, _free)
    kept = machine.search(0)

    first = next(compile_pattern(pattern, flags).find(text, _free), None)

    assert (None if kept is None else kept[:2]) == (None if first is None else (first.start, first.end))


@few
@given(patterns, texts)
def test_expressions_without_classes_mean_what_they_mean_in_python(pattern, text):
    python = re.compile(
        pattern.replace("[a-c-[b]]", "[ac]")
        .replace(".", r"[^\n\r]")
        .replace("$", r"\Z")
        .replace("^", r"\A")
        .replace("[\\A", "[^")
    )
    match = python.search(text)
    ours = next(compile_pattern(pattern, "").find(text, _free), None)

    assert (None if match is None else match.span()) == (None if ours is None else (ours.start, ours.end))


@few
@given(st.text(r"ab()[]{}^$.*+?|\\-1dpLi, ", max_size=14), st.sampled_from(["", "i", "x", "mq"]))
def test_any_text_compiles_or_is_refused(pattern, flags):
    try:
        compile_pattern(pattern, flags).matches("ab-1", _free)
    except InvalidPattern as fault:
        assert str(fault)
