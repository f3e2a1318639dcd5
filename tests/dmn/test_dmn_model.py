"""Requirement graphs, types, knowledge models, explanation and record."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from engine.dmn import DecisionFault, condition, explain, parse, to_json
from engine.errors import NotFound
from engine.feel import Date

REQUIRES_B = '<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'
CASE = {"einreise": "2019-03-01", "antrag": "2026-11-02", "sprachniveau": "B1"}


def test_requirement_graph_decides_what_is_required_first(bleiberecht, environment):
    evaluation = bleiberecht.evaluate("vorpruefung", CASE, environment)

    assert evaluation.value == "SOLL"
    assert [rule.id for rule in evaluation.rules] == ["regel_soll"]
    assert evaluation.required[0].decision == "aufenthalt"
    assert bleiberecht.inputs("vorpruefung") == ("antrag", "einreise", "sprachniveau")
    assert bleiberecht.decisions["vorpruefung"].inputs == ("sprachniveau",)


def test_text_of_a_caller_becomes_the_declared_type(bleiberecht, environment):
    as_text = bleiberecht.evaluate("vorpruefung", CASE, environment)

    as_dates = bleiberecht.evaluate(
        "vorpruefung", CASE | {"einreise": Date(2019, 3, 1), "antrag": Date(2026, 11, 2)}, environment
    )

    assert as_text == as_dates


def test_unknown_decision_is_not_found(bleiberecht, environment):
    with pytest.raises(NotFound, match="vorpruefung"):
        bleiberecht.evaluate("fehlt", {}, environment)


def test_explanation_tells_rule_values_conditions_and_norm(bleiberecht, environment):
    evaluation = bleiberecht.evaluate("vorpruefung", CASE | {"antrag": "2024-01-02"}, environment)

    sentences = explain(evaluation)

    assert sentences == (
        "Antrag: 02.01.2024.",
        "Einreise: 01.03.2019.",
        "Ergebnis von „Dauer des Aufenthalts“: 4 Jahre 10 Monate.",
        "„Vorprüfung § 25b“, Regel 1 – § 25b Abs. 1 Satz 2 Nr. 1 AufenthG: "
        "Aufenthalt weniger als 6 Jahre – erfüllt: 4 Jahre 10 Monate.",
        "Ergebnis von „Vorprüfung § 25b“: nicht erfüllt.",
        "Nicht angewandt: Regel 2 – Aufenthalt mindestens 6 Jahre – nicht erfüllt: 4 Jahre 10 Monate.",
    )


def test_explanation_of_an_undetermined_decision_names_what_is_missing(bleiberecht, environment):
    evaluation = bleiberecht.evaluate(
        "vorpruefung", {key: value for key, value in CASE.items() if key != "sprachniveau"}, environment
    )

    sentences = explain(evaluation)

    assert (
        "„Vorprüfung § 25b“ ist nicht bestimmbar, weil „Sprachniveau“ fehlt oder nicht lesbar ist."
        in sentences
    )


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (">= 18", "mindestens 18"),
        ("<= 1500.50", "höchstens 1.500,50"),
        ('< date("2020-01-31")', "vor 31.01.2020"),
        ('>= duration("P6Y")', "mindestens 6 Jahre"),
        ("[1..5)", "von 1 bis unter 5"),
        ('"A2", "B1"', "„A2“ oder „B1“"),
        ('not("ja")', "nicht „ja“"),
        ("true", "ja"),
        ("? >= 5 and ? < 7", "von 5 bis unter 7"),
        ('? != "B1"', "etwas anderes als „B1“"),
        ("not(< 5)", "nicht weniger als 5"),
        ("< 3, > 5", "unter 3 oder über 5"),
        ("[grenze..5]", "[grenze..5]"),
        ("1 +", "1 +"),  # no expression at all
        ("> grenze", "> grenze"),  # what only the data knows stays as written
    ],
)
def test_condition_in_words(test, words):
    assert condition(test) == words


def test_record_is_json_and_complete(bleiberecht, environment):
    evaluation = bleiberecht.evaluate("vorpruefung", CASE, environment)

    record = json.loads(json.dumps(to_json(evaluation)))

    assert record["value"] == "SOLL"
    assert record["rules"][0]["cells"][0] == {
        "label": "Aufenthalt",
        "value": "P7Y8M",
        "test": '>= duration("P6Y")',
        "required": "mindestens 6 Jahre",
        "said": "7 Jahre 8 Monate",
    }
    assert record["required"][0]["inputs"][0]["value"] == "2026-11-02"
    assert record["undetermined"] == []


def test_knowledge_model_and_invocation(define, environment):
    source = define(
        f'<decision id="d" name="D">{REQUIRES_B}'
        "<invocation><literalExpression><text>doppelt</text></literalExpression>"
        '<binding><parameter name="n"/><literalExpression><text>x + 1</text></literalExpression></binding>'
        '</invocation></decision><businessKnowledgeModel id="b" name="doppelt"><encapsulatedLogic>'
        '<formalParameter name="n" typeRef="number"/>'
        "<literalExpression><text>2 * n</text></literalExpression></encapsulatedLogic>"
        "</businessKnowledgeModel>"
    )
    model = parse(source, "t.dmn")

    evaluation = model.evaluate("d", {"x": Decimal(20)}, environment)

    assert evaluation.value == 42
    assert model.decisions["d"].inputs == ("x",)


def test_endless_recursion_of_a_knowledge_model_ends(define, environment):
    source = define(
        f'<decision id="d" name="D">{REQUIRES_B}'
        "<literalExpression><text>f(1)</text></literalExpression></decision>"
        '<businessKnowledgeModel id="b" name="f"><encapsulatedLogic><formalParameter name="n"/>'
        "<literalExpression><text>f(n + 1)</text></literalExpression></encapsulatedLogic>"
        "</businessKnowledgeModel>"
    )
    model = parse(source, "t.dmn")

    with pytest.raises(DecisionFault, match="tief"):
        model.evaluate("d", {}, environment)


def test_item_definition_types_the_members_of_an_input(define, environment):
    source = define(
        '<itemDefinition name="tPerson"><itemComponent name="geboren"><typeRef>date</typeRef></itemComponent>'
        '</itemDefinition><decision id="d" name="D"><informationRequirement><requiredInput href="#p"/>'
        "</informationRequirement><literalExpression><text>person.geboren.year</text></literalExpression>"
        '</decision><inputData id="p" name="P"><variable name="person" typeRef="tPerson"/></inputData>'
    )
    model = parse(source, "t.dmn")

    evaluation = model.evaluate("d", {"person": {"geboren": "1990-05-17"}}, environment)

    assert evaluation.value == 1990


def test_decision_service_is_a_function_of_its_inputs(define, environment):
    source = define(
        '<decision id="d" name="D">'
        '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
        "<literalExpression><text>pruefung(6, false)</text></literalExpression></decision>"
        '<decisionService id="s" name="pruefung"><outputDecision href="#ergebnis"/>'
        '<inputDecision href="#identitaet"/><inputData href="#i"/></decisionService>'
        '<decision id="ergebnis" name="Ergebnis">'
        '<informationRequirement><requiredDecision href="#identitaet"/></informationRequirement>'
        '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
        "<literalExpression><text>jahre >= 6 and identitaet</text></literalExpression></decision>"
        '<decision id="identitaet" name="Identität"><variable name="identitaet"/>'
        "<literalExpression><text>true</text></literalExpression></decision>"
        '<inputData id="i" name="jahre"><variable name="jahre" typeRef="number"/></inputData>'
    )
    model = parse(source, "t.dmn")

    called = model.evaluate("d", {}, environment)
    by_id = model.evaluate("s", {"jahre": Decimal(6), "identitaet": True}, environment)

    assert called.value is False
    assert by_id.value is True
