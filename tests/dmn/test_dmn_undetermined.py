"""What is missing and would have decided makes a decision undetermined, never "not matched"."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import Missing, parse
from engine.feel import Date, Time

D = Decimal


@pytest.mark.parametrize(
    ("policy", "rules", "variables", "value", "undetermined"),
    [
        # The missing input decides: FEEL's `null = "B1"` is false, which would read as "nein".
        ("FIRST", [('"B1"', "-", '"ja"'), ("-", "-", '"nein"')], {"b": D(1)}, None, ("a",)),
        # The same with null instead of nothing.
        ("FIRST", [('"B1"', "-", '"ja"'), ("-", "-", '"nein"')], {"a": None, "b": D(1)}, None, ("a",)),
        # The other input settles it alone.
        ("FIRST", [("-", "> 5", '"ja"'), ('"B1"', "-", '"nein"')], {"b": D(9)}, "ja", ()),
        # The unknown rule says the same as the one that matches.
        ("FIRST", [('"B1"', "-", '"ja"'), ("-", "-", '"ja"')], {"b": D(1)}, "ja", ()),
        # The known input refuses the rule, whatever the missing one is.
        ("UNIQUE", [('"B1"', "> 5", '"ja"'), ("-", "<= 5", '"nein"')], {"b": D(1)}, "nein", ()),
        # Only unknown rules: nobody may say that none matched.
        ("UNIQUE", [('"B1"', "> 5", '"ja"')], {"b": D(9)}, None, ("a",)),
        # Negation of something missing is not true.
        ("UNIQUE", [('not("B1")', "-", '"ja"')], {"b": D(9)}, None, ("a",)),
        # The author says what holds without the input.
        ("UNIQUE", [("null", "-", '"fehlt"'), ('"B1"', "-", '"ja"')], {"b": D(9)}, "fehlt", ()),
        ("FIRST", [('"B1"', "-", '"ja"'), ("null", "-", '"fehlt"')], {"b": D(9)}, "fehlt", ()),
        # … but only where his rule matches.
        ("UNIQUE", [("null", "> 9", '"fehlt"'), ('"B1"', "<= 9", '"ja"')], {"b": D(9)}, None, ("a",)),
        ("FIRST", [("null", "-", '"fehlt"'), ('"B1"', "-", '"ja"')], {"b": D(9)}, "fehlt", ()),
        # Both missing, both decide.
        ("UNIQUE", [('"B1"', "> 5", '"ja"')], {}, None, ("a", "b")),
        # A cell compares with something missing.
        ("UNIQUE", [("-", "> grenze", '"ja"')], {"a": "B1", "b": D(9)}, None, ("grenze",)),
        # A list that might be longer is not known.
        ("COLLECT", [('"B1"', "-", '"x"'), ("-", "> 5", '"y"')], {"b": D(9)}, None, ("a",)),
        # The smallest cannot become smaller by the unknown rule, so it stands.
        ("COLLECT+MIN", [('"B1"', "-", "9"), ("-", "> 5", "3")], {"b": D(9)}, D(3), ()),
        ("COLLECT+MIN", [('"B1"', "-", "1"), ("-", "> 5", "3")], {"b": D(9)}, None, ("a",)),
    ],
)
def test_missing_input(table_source, environment, policy, rules, variables, value, undetermined):
    model = parse(table_source(policy, ["a", "b"], ["r"], rules), "t.dmn")

    evaluation = model.evaluate("d", variables, environment)

    assert evaluation.value == value
    assert evaluation.undetermined == undetermined
    assert evaluation.is_determined is (undetermined == ())


@pytest.mark.parametrize(
    ("rules", "variables", "value"),
    [
        ([('"B1"', "-", '"ja"'), ("-", "-", '"nein"')], {"b": D(1)}, "nein"),  # null is not "B1"
        ([("< 5", "-", '"ja"'), ("-", "> 5", '"nein"')], {"b": D(9)}, "nein"),  # null has no order
        ([("< 5", "-", '"ja"')], {"b": D(9)}, None),  # no rule
        ([("null", "-", '"fehlt"'), ("-", "-", '"da"')], {"b": D(9)}, "fehlt"),
        ([("-", "-", "weg + 1")], {"b": D(9)}, None),  # a result that reads something missing
    ],
)
def test_by_the_letter_null_is_a_value_like_any_other(table_source, environment, rules, variables, value):
    model = parse(table_source("FIRST", ["a", "b"], ["r"], rules), "t.dmn")

    evaluation = model.evaluate("d", variables, environment, missing=Missing.AS_NULL)

    assert evaluation.value == value
    assert evaluation.undetermined == ()


def test_functions_and_services_take_missing_inputs_as_their_caller_does(define, environment):
    table = (
        '<decisionTable hitPolicy="FIRST"><input><inputExpression><text>n</text></inputExpression></input><output/>'
        "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>2</text></outputEntry></rule></decisionTable>"
    )
    source = define(
        '<decision id="d" name="D"><knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'
        '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
        "<literalExpression><text>[b(null), s(null)]</text></literalExpression></decision>"
        f'<businessKnowledgeModel id="b" name="b"><encapsulatedLogic><formalParameter name="n"/>{table}'
        '</encapsulatedLogic></businessKnowledgeModel><inputData id="n" name="n"/>'
        '<decisionService id="s" name="s"><outputDecision href="#e"/><inputData href="#n"/></decisionService>'
        '<decision id="e" name="e"><informationRequirement><requiredInput href="#n"/></informationRequirement>'
        f"{table}</decision>"
    )
    model = parse(source, "t.dmn")

    assert model.evaluate("d", {}, environment).value == [None, None]
    assert model.evaluate("d", {}, environment, missing=Missing.AS_NULL).value == [D(2), D(2)]
    assert model.evaluate("s", {}, environment, missing=Missing.AS_NULL).value == D(2)
    assert model.evaluate("b", {}, environment, missing=Missing.AS_NULL).value == D(2)


def test_rule_that_would_contradict_another_decides(table_source, environment):
    model = parse(table_source("ANY", ["a", "b"], ["r"], [("> 5", "-", "1"), ("-", "> 5", "2")]), "t.dmn")

    assert model.evaluate("d", {"b": D(9)}, environment).undetermined == ("a",)


def test_time_with_a_zone_is_no_time_of_the_index(table_source, environment):
    rules = [('< time("12:00:00")', "1"), ('>= time("12:00:00")', "2"), ('time("12:00:00Z")', "3")]
    model = parse(table_source("COLLECT", ["a"], ["r"], rules), "t.dmn")

    assert model.evaluate("d", {"a": Time(8, 0, 0)}, environment).undetermined == ("A",)
    assert model.evaluate("d", {"a": Time(8, 0, 0)}, environment, missing=Missing.AS_NULL).value == [D(1)]
    assert model.evaluate("d", {"a": Time(12, 0, 0, 0, 0)}, environment, missing=Missing.AS_NULL).value == [
        D(3)
    ]


def test_first_match_among_evaluated_cells_ends_the_search(table_source, environment):
    rules = [("? * 2 > 100", "1"), ("? * 2 > 10", "2"), ("weg > 1", "3")]
    model = parse(table_source("FIRST", ["a"], ["r"], rules), "t.dmn")

    evaluation = model.evaluate("d", {"a": D(9)}, environment)

    assert evaluation.value == D(2)
    assert evaluation.warnings == ()


def test_rules_that_change_nothing_alone_may_do_so_together(table_source, environment):
    rules = [("< 5", "2"), ("< 9", "2")]
    model = parse(table_source("COLLECT+SUM", ["a"], ["r"], rules, defaults={"r": "2"}), "t.dmn")

    assert model.evaluate("d", {}, environment).undetermined == ("a",)


def test_result_that_reads_something_missing_is_undetermined(table_source, environment):
    model = parse(table_source("FIRST", ["a"], ["r"], [("> 5", "betrag * 2"), ("-", "0")]), "t.dmn")

    assert model.evaluate("d", {"a": D(9)}, environment).undetermined == ("betrag",)
    assert model.evaluate("d", {"a": D(1)}, environment).value == D(0)


def test_open_rule_whose_result_cannot_be_told_yet_decides(table_source, environment):
    model = parse(table_source("FIRST", ["a"], ["r"], [("> 5", "a * 2"), ("-", "null")]), "t.dmn")

    assert model.evaluate("d", {}, environment).undetermined == ("a",)


def test_fault_of_a_rule_that_may_not_match_is_no_fault_yet(table_source, environment):
    rules = [('"B1"', 'if a = "B1" then "ja" else "weg"'), ("-", '"nein"')]
    model = parse(table_source("FIRST", ["a"], ['r: "ja","nein"'], rules), "t.dmn")

    evaluation = model.evaluate("d", {}, environment)

    assert evaluation.undetermined == ("a",)


@pytest.mark.parametrize(
    ("column", "variables", "undetermined"),
    [
        ("person.alter", {"person": {"name": "A"}}, ("person.alter",)),  # a member is missing
        ("person.alter", {}, ("person.alter",)),  # all of it is
        ("a + b", {"a": D(1)}, ("b",)),  # one of two
    ],
)
def test_name_of_what_is_missing(table_source, environment, column, variables, undetermined):
    model = parse(table_source("UNIQUE", [column], ["r"], [("> 1", '"ja"')]), "t.dmn")

    evaluation = model.evaluate("d", variables, environment)

    assert evaluation.undetermined == undetermined


def test_value_of_the_wrong_type_counts_as_missing_and_says_why(table_source, environment):
    model = parse(table_source("UNIQUE", ["a"], ["r"], [("> 1", '"ja"')], types={"a": "number"}), "t.dmn")

    evaluation = model.evaluate("d", {"a": "viel"}, environment)

    assert evaluation.undetermined == ("a",)
    assert "Zahl" in evaluation.warnings[0].message


def test_value_outside_the_allowed_ones_counts_as_missing_and_says_why(table_source, environment):
    model = parse(table_source("UNIQUE", ['a: "x","y"'], ["r"], [('"x"', '"ja"'), ('"y"', '"ja"')]), "t.dmn")

    evaluation = model.evaluate("d", {"a": "z"}, environment)

    assert evaluation.undetermined == ("a",)
    assert "erlaubten Werte" in evaluation.warnings[0].message


def test_required_decision_that_is_undetermined_is_replaced_by_its_cause(bleiberecht, environment):
    variables = {"antrag": Date(2026, 11, 1), "sprachniveau": "B1"}

    evaluation = bleiberecht.evaluate("vorpruefung", variables, environment)

    assert evaluation.value is None
    assert evaluation.undetermined == ("einreise",)
    assert evaluation.required[0].undetermined == ("einreise",)
