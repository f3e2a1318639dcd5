"""The analysis of random tables against trying out every kind of value there is."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.dmn import Problem, analysis, parse
from engine.feel import Date

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")

many = settings(
    max_examples=150, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # they hold nothing
)  # fmt: skip
D = Decimal

#: one value out of every stretch that the cells below can tell from the others
SAMPLES = {
    "zahl": [D(n) / 2 for n in range(-2, 13)],
    "wort": ["a", "b", "c", "etwas anderes", "A"],
    "ja": [True, False],
    "tag": [Date(2025, 12, 31), *(Date(2026, 1, day) for day in range(1, 6)), Date(2030, 1, 1)],
}
CELLS = {
    "zahl": [
        "-", "-", "1", "< 2", ">= 2", "[1..3]", "(1..3)", "]1..3[", "not(2)", "1, 4", "not([1..2], 5)",
        "? > 1 and ? < 4", "? != 3", "[4..2]", "<= 3", "> 3",
    ],
    "wort": [
        "-", "-", '"a"', '"a","b"', 'not("a")', 'not("a","b")', '? = "c" or ? = "b"', 'list contains(["a","c"], ?)',
    ],
    "ja": ["-", "true", "false", "not(true)", "? = true"],
    "tag": [
        "-", '<= date("2026-01-02")', '@"2026-01-03"', '[date("2026-01-01")..date("2026-01-02")]', '> @"2026-01-02"',
    ],
}  # fmt: skip


@st.composite
def tables(draw):
    columns = draw(st.lists(st.sampled_from(sorted(SAMPLES)), min_size=1, max_size=3, unique=True))
    cells = st.tuples(*(st.sampled_from(CELLS[column]) for column in columns), st.sampled_from("123"))
    return (
        draw(st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY"])),
        columns,
        draw(st.lists(cells, min_size=1, max_size=6)),
    )


def holds(cell, value):
    tests = feel.compile_unary_tests(cell)
    return tests.matches_everything or tests.evaluate(value, {}).value is True


@many
@given(tables())
def test_remarks_are_what_trying_out_finds(table_source, monkeypatch, made):
    policy, columns, rules = made
    monkeypatch.setattr(analysis, "MOST", 1000)
    source = table_source(policy, columns, ["r: 3,1,2" if policy == "PRIORITY" else "r"], rules)
    table = parse(source, "t.dmn").decisions["d"].logic

    remarks = analysis.analyse(table)

    points = list(product(*(SAMPLES[column] for column in columns)))
    matching = [
        frozenset(n for n, rule in enumerate(rules, 1) if all(map(holds, rule[:-1], point)))
        for point in points
    ]
    found = {problem: [one for one in remarks if one.problem is problem] for problem in Problem}
    assert not found[Problem.UNCLEAR]
    assert not found[Problem.UNFINISHED]
    assert bool(found[Problem.GAP]) is (frozenset() in matching)
    never = {n for n in range(1, len(rules) + 1) if not any(n in match for match in matching)}
    assert {one.rules[0] for one in found[Problem.NEVER]} == never
    _check_pairs(policy, rules, matching, found)
    if policy in ("FIRST", "PRIORITY"):
        assert {one.rules[0] for one in found[Problem.UNREACHABLE]} == {
            n
            for n in set(range(1, len(rules) + 1)) - never
            if all(
                any(_goes_before(policy, rules, other, n) for other in match)
                for match in matching
                if n in match
            )
        }
    for remark in remarks:
        _check_example(remark, columns, rules)


def _check_pairs(policy, rules, matching, found):
    if policy not in ("UNIQUE", "ANY"):
        return
    together = {(one, two) for match in matching for one in match for two in match if one < two}
    if policy == "ANY":
        together = {(one, two) for one, two in together if rules[one - 1][-1] != rules[two - 1][-1]}
    kinds = (Problem.OVERLAP, Problem.CONTRADICTION, *((Problem.DUPLICATE,) if policy == "UNIQUE" else ()))
    assert {one.rules for kind in kinds for one in found[kind]} == together


def _goes_before(policy, rules, one, two):
    if policy == "FIRST":
        return one < two
    return "312".index(rules[one - 1][-1]) < "312".index(rules[two - 1][-1])


def _check_example(remark, columns, rules):
    """In an example, whatever the inputs it leaves out are, the remark holds."""
    if remark.problem not in (Problem.GAP, Problem.OVERLAP, Problem.CONTRADICTION, Problem.DUPLICATE):
        return
    shown = {one.expression: one.value for one in remark.example}
    for point in product(*([shown[column]] if column in shown else SAMPLES[column] for column in columns)):
        match = {n for n, rule in enumerate(rules, 1) if all(map(holds, rule[:-1], point))}
        assert match.issuperset(remark.rules)
        assert (not match) is (remark.problem is Problem.GAP)
