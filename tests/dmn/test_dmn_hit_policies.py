"""Each hit policy on the smallest table that tells it from the others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import DecisionFault, parse

D = Decimal

# Rules: both match for x = 5, only the second for x = 20, none for x = 0.
TWO = [("[1..10]", '"a"'), (">= 5", '"b"')]
NUMBERS = [("[1..10]", "10"), (">= 5", "7"), (">= 5", "7")]


@pytest.mark.parametrize(
    ("policy", "outputs", "rules", "x", "expected"),
    [
        ("UNIQUE", ["r"], TWO, 20, "b"),  # one rule
        ("UNIQUE", ["r"], TWO, 0, None),  # no rule, no default
        ("ANY", ["r"], [("> 1", '"a"'), ("> 2", '"a"')], 5, "a"),  # two rules of one mind
        ("FIRST", ["r"], TWO, 5, "a"),  # the upper one
        ("FIRST", ["r"], TWO, 20, "b"),  # the upper one does not match
        ("PRIORITY", ['r: "b","a"'], TWO, 5, "b"),  # the higher value, though its rule stands lower
        ("RULE ORDER", ["r"], TWO, 5, ["a", "b"]),  # as the rules stand
        ("OUTPUT ORDER", ['r: "b","a"'], TWO, 5, ["b", "a"]),  # as the values rank
        ("COLLECT", ["r"], TWO, 5, ["a", "b"]),  # all
        ("COLLECT", ["r"], TWO, 0, None),  # nothing to collect
        ("COLLECT+SUM", ["r"], NUMBERS, 5, D(24)),
        ("COLLECT+MIN", ["r"], NUMBERS, 5, D(7)),
        ("COLLECT+MAX", ["r"], NUMBERS, 5, D(10)),
        ("COLLECT+COUNT", ["r"], NUMBERS, 5, D(3)),
        ("COLLECT+SUM", ["r"], NUMBERS, 0, None),  # nothing to add
        ("COLLECT+COUNT", ["r"], NUMBERS, 0, D(0)),  # none is a number too
    ],
)
def test_policy_chooses_and_combines(table_source, environment, policy, outputs, rules, x, expected):
    model = parse(table_source(policy, ["x"], outputs, rules), "t.dmn")

    evaluation = model.evaluate("d", {"x": D(x)}, environment)

    assert evaluation.value == expected
    assert evaluation.undetermined == ()


@pytest.mark.parametrize(
    ("policy", "fired"),
    [
        ("UNIQUE", (2,)),
        ("FIRST", (2,)),
        ("COLLECT", (2, 3)),  # every rule that had a part
        ("RULE ORDER", (2, 3)),
    ],
)
def test_only_rules_that_decided_are_recorded(table_source, environment, policy, fired):
    rules = [("> 100", '"a"'), ("> 5", '"b"')] + ([] if policy == "UNIQUE" else [("> 6", '"c"')])
    model = parse(table_source(policy, ["x"], ["r"], rules), "t.dmn")

    evaluation = model.evaluate("d", {"x": D(9)}, environment)

    assert tuple(rule.index for rule in evaluation.rules) == fired
    assert evaluation.rules[0].id == "r2"
    assert evaluation.rules[0].outputs == {"r": "b"}
    assert evaluation.rules[0].cells[0].test == "> 5"


def test_several_outputs_make_a_context_ranked_from_left_to_right(table_source, environment):
    outputs = ['urteil: "ja","nein"', 'stufe: "hoch","tief"']
    rules = [("> 1", '"ja"', '"tief"'), ("> 2", '"ja"', '"hoch"'), ("> 3", '"nein"', '"hoch"')]
    model = parse(table_source("PRIORITY", ["x"], outputs, rules), "t.dmn")

    evaluation = model.evaluate("d", {"x": D(9)}, environment)

    assert evaluation.value == {"urteil": "ja", "stufe": "hoch"}
    assert model.decisions["d"].outputs == ("urteil", "stufe")


def test_default_output_answers_when_no_rule_matches(table_source, environment):
    model = parse(table_source("UNIQUE", ["x"], ["r"], TWO, defaults={"r": '"sonst"'}), "t.dmn")

    evaluation = model.evaluate("d", {"x": D(0)}, environment)

    assert evaluation.value == "sonst"
    assert evaluation.rules == ()


@pytest.mark.parametrize(
    ("policy", "outputs", "rules", "named"),
    [
        ("UNIQUE", ["r"], TWO, ("r1", "r2")),  # two at once
        ("ANY", ["r"], TWO, ("r1", "r2")),  # two at once, of different minds
        (
            "FIRST",
            ['r: "b","c"'],
            [("-", 'if x > 1 then "a" else "b"')],
            ("r1",),
        ),  # says what the column does not allow
    ],
)
def test_contradiction_is_a_fault_that_names_the_rules(
    table_source, environment, policy, outputs, rules, named
):
    model = parse(table_source(policy, ["x"], outputs, rules), "t.dmn")

    with pytest.raises(DecisionFault) as caught:
        model.evaluate("d", {"x": D(5)}, environment)

    assert caught.value.rules == named
    assert caught.value.decision == "d"
    assert caught.value.findings[0].element == "d"
    assert "Regel" in caught.value.findings[0].reason


def test_why_there_is_no_sum_is_said(table_source, environment):
    source = table_source("COLLECT+SUM", ["x"], ["r"], [("> 1", '"a"'), ("-", "2")])

    evaluation = parse(source, "t.dmn").evaluate("d", {"x": D(3)}, environment)

    assert evaluation.value is None
    assert evaluation.warnings
