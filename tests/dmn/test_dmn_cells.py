"""A cell as a region lets pass what the cell itself lets pass, for every kind of value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import feel
from engine.dmn import condition
from engine.dmn.cells import constant_of, region_of
from engine.dmn.domain import domains_of
from engine.dmn.partition import lookup
from engine.dmn.region import KINDS, Unlike, everything, point, union
from engine.feel import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration

D = Decimal
NUMBERS = [D(n) / 2 for n in range(-4, 16)]
WORDS = ["", "A", "a", "aa", "b", "m", "z"]
DAYS = [Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 1, 2), Date(2026, 1, 3), Date(2030, 1, 1)]
TIMES = [Time(0, 0, 0), Time(8, 0, 0), Time(8, 0, 1), Time(12, 30, 0), Time(23, 59, 59)]
MOMENTS = [DateTime(day, time) for day in DAYS for time in TIMES]
MONTHS = [YearsMonthsDuration(n) for n in (0, 59, 60, 61, 72, 100)]
HOURS = [DaysTimeDuration(n * 3_600_000_000_000) for n in (0, 23, 24, 25, 48)]
TRUTHS = [True, False]


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        *(
            (cell, NUMBERS)
            for cell in (
                "1", "-1", "1, 2.5", "< 2", "<= 2", "> 2", ">= 2", "[1..3]", "(1..3)", "[1..3)", "]1..3]", "[3..1]",
                "not(1)", "not(< 2, 5)", "? > 1", "2 < ?", "? = 1 or ? = 3", "? >= 1 and ? < 3", "? != 1",
                "? between 1 and 3", "? in [1..3]", "? in (1, 5)", "not(? > 2)", "? > 1 and not(? = 3)",
                "[(< 2), 3]", "? in [(> 3), 1]", "list contains([1, 3], ?)", "[1, 3]",
                "1 + 2", "-", "", "= 1", "!= 1", "null, 1", "not(null)", "? != null", "? = null or ? > 2",
            )
        ),
        *((cell, WORDS) for cell in ('"a"', '"a","b"', 'not("a")', '> "a"', '["a".."m"]', '? = "a"', '"a" = ?')),
        *((cell, TRUTHS) for cell in ("true", "false", "not(true)", "? = true", "true, false")),
        *(
            (cell, DAYS)
            for cell in (
                'date("2026-01-02")', '<= @"2026-01-02"', '> date(2026, 1, 2)', 'not(@"2026-01-01")',
                '[date("2026-01-01")..date("2026-01-02")]', '(@"2026-01-01"..@"2026-01-03")',
            )
        ),
        *((cell, TIMES) for cell in ('< time("08:00:01")', '[@"08:00:00"..@"12:30:00")')),
        *((cell, MOMENTS) for cell in ('>= date and time("2026-01-02T08:00:00")',)),
        *((cell, MONTHS) for cell in ('>= duration("P5Y")', '[@"P5Y"..@"P6Y")', 'not(duration("P60M"))')),
        *((cell, HOURS) for cell in ('>= duration("P1D")', 'duration("PT48H")')),
    ],
)  # fmt: skip
def test_region_lets_pass_what_the_cell_lets_pass(cell, values):
    tests = feel.compile_unary_tests(cell)
    region = region_of(cell, frozenset())
    assert region is not None

    for value in values:
        kind = KINDS[type(value)]
        assert region.has(kind.key(value)) is (
            tests.matches_everything or tests.evaluate(value, {}).value is True
        )
        assert kind.value(kind.key(value)) == value
    if region.null is not None:
        assert region.null is (tests.evaluate(None, {}).value is True)


@pytest.mark.parametrize(
    "cell",
    [
        "grenze",  # another variable
        "< grenze",
        "? * 2 > 5",  # a function of the input
        "? > 1 + grenze",
        "some x in [1] satisfies x = ?",
        "< null",
        "< true",  # no order
        '1, "a"',  # two kinds
        '"a" < ?, 1',
        '@"2026-01-01T00:00:00Z"',  # a zone
        "{}",
        "1 +",  # no FEEL
        "[null..null]",
    ],
)
def test_cell_that_cannot_be_told(cell):
    assert region_of(cell, frozenset({"grenze"})) is None


def test_constant_of_an_expression():
    assert constant_of("1 + 1", frozenset()) == (D(2),)
    assert constant_of("null", frozenset()) == (None,)
    assert constant_of("x", frozenset()) is None
    assert constant_of("now()", frozenset()) is None
    assert constant_of("1 +", frozenset()) is None


def test_value_without_a_place_on_the_line_is_left_to_the_cells():
    kind = KINDS[Time]
    find = lookup(kind, {0: point(kind, kind.key(Time(8, 0, 0))), 1: everything(kind)})

    assert find(Time(8, 0, 0)) == 0b11
    assert find(Time(9, 0, 0)) == 0b10
    assert find(Time(8, 0, 0, 0, 0)) is None


def test_regions_of_two_kinds_make_none():
    with pytest.raises(Unlike):
        union([point(KINDS[str], "a"), point(KINDS[Decimal], D(1))])


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("? > 5", "über 5"),
        ("? <= 5", "bis 5"),
        ('? >= date("2026-01-02")', "ab 02.01.2026"),
        ('? < date("2026-01-02")', "vor 02.01.2026"),
        ('? in [date("2026-01-02")..date("2026-01-05")]', "von 02.01.2026 bis vor 06.01.2026"),
        ('? in [duration("P1Y")..duration("P2Y")]', "von 1 Jahr bis unter 2 Jahre 1 Monat"),
        ("? = true or ? = false", "ja oder nein"),
        ('? = "a" or ? = "b"', "„a“ oder „b“"),
        ('? > "m"', "über m"),
        ("? > 5 or ? < 9", "beliebig"),
        ("? != null", "? != null"),
    ],
)
def test_condition_on_the_input_in_words(test, words):
    assert condition(test) == words


def test_what_a_decision_reads_is_limited_by_types_and_results(define):
    from engine.dmn import parse

    def table(id_: str, policy: str, *results: str, more: str = "") -> str:
        rows = "".join(
            f"<rule><inputEntry><text>{n}</text></inputEntry><outputEntry><text>{one}</text></outputEntry></rule>"
            for n, one in enumerate(results)
        )
        return (
            f'<decision id="{id_}" name="{id_}">{more}<decisionTable hitPolicy="{policy}"><input><inputExpression>'
            f"<text>x</text></inputExpression></input><output/>{rows}</decisionTable></decision>"
        )

    needs = "".join(
        f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>'
        for one in "abcdefghi"
    )
    default = "<defaultOutputEntry><text>{}</text></defaultOutputEntry>"
    source = define(
        '<itemDefinition name="tZahl"><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues>'
        "</itemDefinition>"
        + table("d", "UNIQUE", "1", more=needs)
        + table("a", "UNIQUE", '"x"', "null", '"y"')
        + table("b", "COLLECT", "1")  # a list
        + table("c", "UNIQUE", "1", '"x"')  # two kinds
        + table("e", "UNIQUE", "x + 1")  # who knows
        + table("f", "UNIQUE", "null")
        + table("g", "UNIQUE", "[1, 2]")
        + table("h", "UNIQUE", "1").replace("<output/>", "<output>" + default.format("x") + "</output>")
        + table("i", "UNIQUE", "1").replace("<output/>", "<output>" + default.format("2") + "</output>")
        + '<decision id="d2" name="d2"><literalExpression><text>1</text></literalExpression></decision>'
        + table("d3", "UNIQUE", "1").replace(
            "<decisionTable", '<variable name="d3" typeRef="tZahl"/><decisionTable'
        ),
    ).replace(b'href="#d"', b'href="#d3"')
    decision = parse(source, "t.dmn").decisions["d"]

    found = domains_of(decision)

    assert set(found) == {"a", "d3", "i"}
    assert found["i"].has(D(2))
    assert found["a"].has("x")
    assert not found["a"].has("z")
    assert not found["d3"].has(D(6))
