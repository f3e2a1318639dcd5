"""Random tables against an evaluator that knows no index: it asks every cell of every rule."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.dmn import DecisionFault, Missing, parse
from engine.feel import Date

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")

many = settings(
    max_examples=250, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # they hold nothing
)  # fmt: skip
FAULT = object()
D = Decimal

#: by column: values an input may have, and cells
DOMAINS = {
    "zahl": [D(n) for n in range(-1, 6)] + [D("2.5")],
    "wort": ["a", "b", "c", "x"],
    "ja": [True, False],
    "tag": [Date(2026, 1, day) for day in (1, 2, 3, 31)],
}
CELLS = {
    "zahl": [
        "-", "1", "< 2", ">= 2", "[1..3]", "(1..3)", "]1..3[", "not(2)", "1, 4", "not([1..2], 5)", "? > 1 and ? < 4",
        "? != 3", "grenze", "< grenze", "? * 2 > 5", "[4..2]", "-1",
    ],
    "wort": [
        "-", '"a"', '"a","b"', 'not("a")', 'not("a","b")', '? = "c" or ? = "b"', 'list contains(["a","x"], ?)', '> "b"',
    ],
    "ja": ["-", "true", "false", "not(true)", "? = true"],
    "tag": [
        "-", '<= date("2026-01-02")', '@"2026-01-31"', '[date("2026-01-01")..date("2026-01-02")]', '> @"2026-01-02"',
    ],
}  # fmt: skip
OUTPUTS = ["1", "2", "3"]
POLICIES = (
    "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "COLLECT+SUM", "COLLECT+MIN",
    "COLLECT+MAX", "COLLECT+COUNT",
)  # fmt: skip


@st.composite
def tables(draw):
    columns = draw(st.lists(st.sampled_from(sorted(DOMAINS)), min_size=1, max_size=4, unique=True))
    cells = st.tuples(*(st.sampled_from(CELLS[column]) for column in columns), st.sampled_from(OUTPUTS))
    rules = draw(st.lists(cells, min_size=1, max_size=7))
    values = {column: draw(st.sampled_from([*DOMAINS[column], None])) for column in columns}
    return draw(st.sampled_from(POLICIES)), columns, rules, values, draw(st.booleans())


def naive(policy, columns, rules, values, default):  # noqa: PLR0911 - one line for each hit policy
    """What the table says, FAULT where it may not say it, by the sentences of DMN 1.5, 8.2.10 and 8.2.11."""
    hits = [D(rule[-1]) for rule in rules if all(map(_passes, rule[:-1], (values[name] for name in columns)))]
    ranked = sorted(hits, key=[D(3), D(1), D(2)].index)
    if not hits:
        return default if default is not None else (D(0) if policy == "COLLECT+COUNT" else None)
    match policy:
        case "UNIQUE":
            return hits[0] if len(hits) == 1 else FAULT
        case "ANY":
            return hits[0] if len(set(hits)) == 1 else FAULT
        case "FIRST":
            return hits[0]
        case "PRIORITY":
            return ranked[0]
        case "OUTPUT ORDER":
            return ranked
        case "COLLECT+SUM":
            return sum(hits)
        case "COLLECT+MIN":
            return min(hits)
        case "COLLECT+MAX":
            return max(hits)
        case "COLLECT+COUNT":
            return D(len(hits))
    return hits


def _passes(cell, value):
    tests = feel.compile_unary_tests(cell, {"grenze"})
    return tests.matches_everything or tests.evaluate(value, {"grenze": D(2)}).value is True


@many
@given(tables())
def test_table_says_what_its_cells_say(table_source, environment, made):
    policy, columns, rules, values, has_default = made
    source = table_source(
        policy, columns, ["r: 3,1,2" if _ranks(policy) else "r"], rules, defaults=_default(has_default)
    )
    model = parse(source, "t.dmn")
    given_ = {**values, "grenze": D(2)}

    def outcome(variables):
        try:
            found = model.evaluate("d", variables, environment)
        except DecisionFault:
            return FAULT, ()
        return found.value, found.undetermined

    _check_letter(model, environment, made)
    missing = [name for name in columns if values[name] is None]
    value, undetermined = outcome(given_)
    completed = [
        naive(
            policy,
            columns,
            rules,
            values | dict(zip(missing, one, strict=True)),
            D(2) if has_default else None,
        )
        for one in product(*(DOMAINS[name] for name in missing))
    ]
    if not missing:
        assert undetermined == ()
        assert value is completed[0] or value == completed[0]
    elif value is FAULT:
        # what certainly contradicts itself does so whatever the missing values are
        assert all(one is FAULT for one in completed)
    elif not undetermined:
        # what was decided without them stands for each of them
        assert all(one is FAULT or one == value for one in completed)
    else:
        assert value is None
        assert set(undetermined) <= set(missing)


def _check_letter(model, environment, made):
    """By the letter of the standard null is a value like any other, and the cells alone decide."""
    policy, columns, rules, values, has_default = made
    wanted = naive(policy, columns, rules, values, D(2) if has_default else None)
    try:
        found = model.evaluate("d", {**values, "grenze": D(2)}, environment, missing=Missing.AS_NULL)
    except DecisionFault:
        assert wanted is FAULT
    else:
        assert found.value == wanted
        assert found.undetermined == ()


def _ranks(policy):
    return policy in ("PRIORITY", "OUTPUT ORDER")


def _default(wanted):
    return {"r": "2"} if wanted else {}
