"""Types of items, functions and expressions: what is not of its type is null (DMN 1.5, 7.3.3 and 10.3.2.9.4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import Origin, parse
from engine.feel import Date

D = Decimal
TYPES = """
<itemDefinition name="tStufe"><typeRef>string</typeRef>
  <allowedValues><text>"A2","B1"</text></allowedValues></itemDefinition>
<itemDefinition name="tStufen" isCollection="true"><typeRef>string</typeRef>
  <allowedValues><text>"A2","B1"</text></allowedValues></itemDefinition>
<itemDefinition name="tZwei" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>
<itemDefinition name="tAlter"><typeRef>number</typeRef>
  <typeConstraint><text>[0..150]</text></typeConstraint></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="kinder" isCollection="true"><typeRef>tPerson</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tRechnung">
  <functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>
</itemDefinition>
<itemDefinition name="tPunkte" isCollection="true">
  <itemComponent name="x"><typeRef>number</typeRef></itemComponent></itemDefinition>
"""


def literal(text: str, type_ref: str = "") -> str:
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f"<literalExpression{typed}><text>{text}</text></literalExpression>"


def decision(body: str, type_ref: str = "Any", *requirements: str) -> str:
    variable = f'<variable name="d" typeRef="{type_ref}"/>'
    return f'<decision id="d" name="d">{variable}{"".join(requirements)}{body}</decision>'


@pytest.mark.parametrize(
    ("type_ref", "text", "value"),
    [
        ("number", '"a"', None),
        ("number", "[5]", D(5)),  # a list of one is its item
        ("number", "[5, 6]", None),
        ("tStufen", '"B1"', ["B1"]),  # one is a list of one
        ("tStufen", '["B1", "C1"]', None),  # each item is one of the allowed
        ("tZwei", "[1, 2]", [D(1), D(2)]),
        ("tZwei", "[1, 2, 3]", None),  # the list as a whole
        ("tZwei", '[1, "a"]', None),
        ("tAlter", "200", None),
        ("tAlter", "20", D(20)),
        ("tStufe", '"C1"', None),
        (
            "tPerson",
            '{name: "A", kinder: [{name: "B", kinder: []}], mehr: 1}',
            {"name": "A", "kinder": [{"name": "B", "kinder": []}], "mehr": D(1)},
        ),
        ("tPerson", '{name: "A"}', None),  # a component is missing
        ("tPerson", '{name: "A", kinder: [{name: 1}]}', None),
        ("tPunkte", "[{x: 1}]", [{"x": D(1)}]),
        ("tPunkte", '[{x: "a"}]', None),
        ("dateTime", 'date("2026-01-02") + duration("P1D") = null', None),
        ("string", "null", None),
    ],
)  # fmt: skip
def test_result_of_a_decision_is_of_its_type(define, environment, type_ref, text, value):
    for source in (decision(literal(text), type_ref), decision(literal(text, type_ref))):
        model = parse(define(TYPES + source), "t.dmn")

        assert model.evaluate("d", {}, environment).value == value


def test_function_is_of_its_type_by_its_parameters(define, environment):
    texts = {"function(n) n + 1": True, "function(n, m) n + 1": False, "1": False}
    for text, is_one in texts.items():
        model = parse(define(TYPES + decision(literal(text), "tRechnung")), "t.dmn")

        assert (model.evaluate("d", {}, environment).value is not None) is is_one


def knowledge(text: str, *, variable: str = "Any", logic: str = "", body: str = "") -> str:
    typed = f' typeRef="{logic}"' if logic else ""
    return (
        f'<businessKnowledgeModel id="b" name="b"><variable name="b" typeRef="{variable}"/>'
        f'<encapsulatedLogic{typed}><formalParameter name="n" typeRef="number"/>{literal(text, body)}'
        "</encapsulatedLogic></businessKnowledgeModel>"
    )


@pytest.mark.parametrize(
    ("source", "call", "value"),
    [
        (knowledge("n"), "b(1)", D(1)),
        (knowledge("n"), "b([1])", D(1)),
        (knowledge("n"), 'b("x")', None),  # a parameter of another type
        (knowledge("n"), "b(1, 2)", None),  # too many
        (knowledge("n", variable="string"), "b(1)", None),  # the result, as older files type it
        (knowledge("n", variable="tRechnung"), "b(1)", D(1)),  # the function
        (knowledge('"x"', variable="tRechnung"), "b(1)", None),
        (knowledge('"x"', logic="tRechnung"), "b(1)", None),
        (knowledge("n", body="string"), "b(1)", None),  # the expression inside
    ],
)
def test_knowledge_model_checks_what_goes_in_and_out(define, environment, source, call, value):
    required = '<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'
    model = parse(define(TYPES + decision(literal(call), "Any", required) + source), "t.dmn")

    assert model.evaluate("d", {}, environment).value == value


def test_knowledge_model_answers_by_its_id(define, environment):
    model = parse(define(TYPES + knowledge("n + 1")), "t.dmn")

    assert model.evaluate("b", {"n": D(1)}, environment).value == D(2)
    assert model.evaluate("b", {"n": "x"}, environment).warnings


@pytest.mark.parametrize(
    ("variable", "call", "value"),
    [
        ("Any", 's(1, "x")', {"a": D(1), "c": "x"}),
        ("Any", 's("x", "x")', None),  # an input of another type
        ("Any", "s(1, 2)", None),  # an input decision of another type
        ("Any", "s(1)", None),
        ("number", 's(1, "x")', None),  # a result of another type
        ("Any", 's(n: 1, e: "x").c', "x"),  # by name
    ],
)
def test_decision_service_checks_what_goes_in_and_out(define, environment, variable, call, value):
    required = '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
    source = define(
        decision(literal(call), "Any", required)
        + f'<decisionService id="s" name="s"><variable name="s" typeRef="{variable}"/><outputDecision href="#a"/>'
        '<outputDecision href="#c"/><encapsulatedDecision href="#h"/><inputDecision href="#e"/><inputData href="#n"/>'
        "</decisionService>"
        '<inputData id="n" name="n"><variable name="n" typeRef="number"/></inputData>'
        '<decision id="e" name="e"><variable name="e" typeRef="string"/><literalExpression><text>"nie"</text>'
        "</literalExpression></decision>"
        '<decision id="h" name="h"><informationRequirement><requiredInput href="#n"/></informationRequirement>'
        f"{literal('n')}</decision>"
        '<decision id="a" name="a"><informationRequirement><requiredDecision href="#h"/></informationRequirement>'
        f"{literal('h')}</decision>"
        '<decision id="c" name="c"><informationRequirement><requiredDecision href="#e"/></informationRequirement>'
        f"{literal('e')}</decision>"
    )

    assert parse(source, "t.dmn").evaluate("d", {}, environment).value == value


def test_output_values_are_ranked_by_what_their_type_allows(define, environment):
    rows = "".join(
        f"<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>{one}</text></outputEntry></rule>"
        for one in ('"B1"', '"A2"')
    )
    source = define(
        TYPES
        + '<decision id="d" name="d"><decisionTable hitPolicy="PRIORITY"><input><inputExpression><text>x</text>'
        f'</inputExpression></input><output typeRef="tStufe"/>{rows}</decisionTable></decision>'
    )

    assert parse(source, "t.dmn").evaluate("d", {"x": D(1)}, environment).value == "A2"


def test_knowledge_model_calls_another_and_what_cannot_work_is_a_warning(define, environment):
    required = '<knowledgeRequirement><requiredKnowledge href="#{}"/></knowledgeRequirement>'
    source = define(
        decision(literal("[c(1), upper case(5)]"), "Any", required.format("c"))
        + knowledge("n + 1")
        + '<businessKnowledgeModel id="c" name="c"><encapsulatedLogic><formalParameter name="m"/>'
        f"{literal('b(m) * 2')}</encapsulatedLogic>{required.format('b')}</businessKnowledgeModel>"
    )
    model = parse(source, "t.dmn")

    assert [one.rule for one in model.findings] == ["feel-type"]
    assert model.evaluate("d", {}, environment).value == [D(4), None]


def test_two_things_of_one_name_are_a_warning(define):
    source = define(decision(literal("1")) + '<inputData id="i" name="d"><variable name="d"/></inputData>')

    assert [one.rule for one in parse(source, "t.dmn").findings] == ["duplicate-name"]


def test_caller_may_leave_out_what_is_not_known(define, environment):
    source = define(
        TYPES
        + decision(
            literal("p"), "Any", '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
        )
        + '<inputData id="i" name="p"><variable name="p" typeRef="tPerson"/></inputData>'
    )

    found = parse(source, "t.dmn").evaluate("d", {"p": {"name": "A"}}, environment)

    assert found.value == {"name": "A", "kinder": None}


def test_text_is_no_number_where_the_values_are_of_the_model(define, environment):
    source = define(
        decision(
            literal("n"), "Any", '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
        )
        + '<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>'
    )
    model = parse(source, "t.dmn")

    assert model.evaluate("d", {"n": "5"}, environment).value == D(5)
    assert model.evaluate("d", {"n": "5"}, environment, Origin.MODEL).value is None


def test_typed_expression_inside_another_reads_what_it_reads(define, environment):
    body = f'<list typeRef="tZwei">{literal("x")}{literal("x + 1", "string")}</list>'
    model = parse(
        define(TYPES + decision(f"<context><contextEntry>{body}</contextEntry></context>")), "t.dmn"
    )

    assert model.decisions["d"].inputs == ("x",)
    assert model.evaluate("d", {"x": D(1)}, environment).value == [D(1), None]


def test_columns_of_a_relation_are_typed(define, environment):
    rows = f"<row>{literal('1')}{literal('2')}</row>"
    body = (
        f'<relation><column name="a" typeRef="number"/><column name="b" typeRef="string"/>{rows}</relation>'
    )

    assert parse(define(decision(body)), "t.dmn").evaluate("d", {}, environment).value == [
        {"a": D(1), "b": None}
    ]


def test_type_of_the_year_of_every_version_of_the_standard(environment):
    spaces = (
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20240513/MODEL/",
    )
    for space in spaces:
        source = (
            f'<definitions xmlns="{space}" id="t" name="T" namespace="t"><decision id="d" name="d">'
            f"{literal('@&quot;2026-01-02&quot;')}</decision></definitions>"
        )

        assert parse(source.encode(), "t.dmn").evaluate("d", {}, environment).value == Date(2026, 1, 2)


def test_service_without_output_is_refused(define):
    from engine.errors import ModelError

    with pytest.raises(ModelError) as caught:
        parse(define(decision(literal("1")) + '<decisionService id="s" name="s"/>'), "t.dmn")

    assert caught.value.findings[0].rule == "service-output"
