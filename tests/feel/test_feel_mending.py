"""Mending a text that is no FEEL: only where one reading of it is possible."""

from __future__ import annotations

import pytest

from engine.feel import compile_expression, compile_unary_tests, mended, mended_tests, renamed


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        # marks of German, of word processors and of other languages
        ("status = „offen“", 'status = "offen"'),
        ('status = “offen” and art = „y"', 'status = "offen" and art = "y"'),
        ("status = «offen»", 'status = "offen"'),
        ("status = 'offen'", 'status = "offen"'),
        # signs of other languages
        ("a == 1", "a = 1"),
        ("a === 1 && b !== 2", "a = 1 and b != 2"),
        ("a||b", "a or b"),
        ("a <> 1", "a != 1"),
        ("a ≥ 3 and b ≤ 4 and c ≠ 5", "a >= 3 and b <= 4 and c != 5"),
        # a German number
        ("betrag > 1,5", "betrag > 1.5"),
        ("a > 1,5\nand b == „x“", 'a > 1.5\nand b = "x"'),
        # the end of a text at the end of the expression, before its brackets
        ('status = "offen', 'status = "offen"'),
        ('contains(a, "x y)', 'contains(a, "x y")'),
    ],
)
def test_what_can_be_read_in_one_way_is_mended(text, feel):
    assert mended(text) == feel
    compile_expression(feel)


@pytest.mark.parametrize(
    "text",
    [
        "",
        # nothing is wrong: a list with a comma
        "max(1,5)",
        # thousands, or a decimal number; one of them with a point too many
        "betrag > 1,000",
        "betrag > 1.000,50",
        # a comma in a list that is not ended
        "[1,5",
        # where the text ends is not known
        'a = "x and b > 2',
        'if a = "x then 1 else 2',
        "a = „b",
        "a = 'it's'",
        # the marks would lie within a text
        "name = 'O\"x'",
        # one & is no sign that is known, and „!“ has more than one place
        "f(a) & g",
        "not(a) && !b",
        "a =",
    ],
)
def test_what_can_be_read_in_several_ways_is_left(text):
    assert mended(text) is None


def test_a_text_with_more_faults_than_anybody_makes_is_left():
    assert mended(" and ".join(f"a{n} == 1" for n in range(100))) is None


@pytest.mark.parametrize(
    ("text", "name", "known", "feel"),
    [
        ("zuständig = 1", "zuständig", {"zustaendig", "b"}, "zustaendig = 1"),
        ("Antrag_Am > tag", "Antrag_Am", {"antrag_am"}, "antrag_am > tag"),
        # members and the keys of contexts are not variables
        ("a.größe = größe + {größe: 2}.b", "größe", {"groesse"}, "a.größe = groesse + {größe: 2}.b"),
        # two are alike, or none is; a letter too few may be another word
        ("größe = 1", "größe", {"groesse", "Groesse"}, None),
        ("grosse = 1", "grosse", {"groesse"}, None),
        ("pass_vorhande", "pass_vorhande", {"pass_vorhanden"}, None),
        # it is not read there, or the text is no FEEL
        ('"größe"', "größe", {"groesse"}, None),
        ("größe ==", "größe", {"groesse"}, None),
        ("größe = „", "größe", {"groesse"}, None),
    ],
)  # fmt: skip
def test_a_name_becomes_the_one_that_differs_by_umlauts_and_capitals_alone(text, name, known, feel):
    assert renamed(text, name, known) == feel


@pytest.mark.parametrize(
    ("text", "feel"),
    [
        ("„ja“, „nein“", '"ja", "nein"'),
        ("not('ja')", 'not("ja")'),
        ("≥ 18", ">= 18"),
        ("<> 5", "!= 5"),
        ('"ja', '"ja"'),
    ],
)
def test_a_cell_is_mended_as_the_tests_it_holds(text, feel):
    assert mended_tests(text) == feel
    compile_unary_tests(feel)


@pytest.mark.parametrize(
    "text",
    [
        # nothing is wrong: two tests, any value
        "> 3,5",
        "-",
        # a range, or a list of three
        "[3,5..7,5]",
        # no test has an „and“ of its own
        ">= 18 && < 20",
        '"ja, "nein"',
    ],
)
def test_a_cell_that_can_be_read_in_several_ways_is_left_as_it_is(text):
    assert mended_tests(text) is None
