"""Boxed expressions, as other tools write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dmn import DecisionFault, explain, parse, to_json
from engine.errors import ModelError
from engine.feel import Date, DateTime, Function, Time

D = Decimal
ALLOWED = (
    '<itemDefinition name="tStufe"><typeRef>string</typeRef>'
    '<allowedValues><text>"A2","B1"</text></allowedValues></itemDefinition>'
)
LISTS = '<itemDefinition name="tListe" isCollection="true"><typeRef>number</typeRef></itemDefinition>'


def text(expression: str) -> str:
    return f"<literalExpression><text>{expression}</text></literalExpression>"


def entry(name: str, body: str, type_ref: str = "Any") -> str:
    return f'<contextEntry><variable name="{name}" typeRef="{type_ref}"/>{body}</contextEntry>'


def context(*entries: str) -> str:
    return f"<context>{''.join(entries)}</context>"


def result(body: str) -> str:
    return f"<contextEntry>{body}</contextEntry>"


def function(body: str, *parameters: str) -> str:
    formal = "".join(f'<formalParameter name="{name}" typeRef="number"/>' for name in parameters)
    return f"<functionDefinition>{formal}{body}</functionDefinition>"


def iteration(kind: str, source: str, body: str) -> str:
    part = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="i"><in>{text(source)}</in><{part}>{text(body)}</{part}></{kind}>'


def conditional(condition: str) -> str:
    parts = (("if", condition), ("then", "1"), ("else", "2"))
    return f"<conditional>{''.join(f'<{part}>{text(body)}</{part}>' for part, body in parts)}</conditional>"


def filtered(source: str, match: str) -> str:
    return f"<filter><in>{text(source)}</in><match>{text(match)}</match></filter>"


def call(callee: str, **bindings: str) -> str:
    bound = "".join(
        f'<binding><parameter name="{name}"/>{text(body)}</binding>' for name, body in bindings.items()
    )
    return f"<invocation>{text(callee)}{bound}</invocation>"


RELATION = (
    '<relation><column name="a"/><column name="b"/>'
    f"<row>{text('1')}{text('x')}</row><row>{text('2')}{text('3')}</row></relation>"
)
DOUBLE = entry("doppelt", function(text("2 * n"), "n"))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        # a context sees its earlier entries, and answers its last unnamed one
        (context(entry("a", text("x")), entry("b", text("a + 1"))), {"a": D(5), "b": D(6)}),
        (context(entry("a", text("x")), result(text("a * 2"))), D(10)),
        (context(entry("a", text('"kein"'), "number"), result(text("a = null"))), True),
        (f"<list>{text('1')}{text('x')}</list>", [D(1), D(5)]),
        (RELATION, [{"a": D(1), "b": D(5)}, {"a": D(2), "b": D(3)}]),
        # functions
        (context(DOUBLE, result(text("doppelt(x)"))), D(10)),
        (context(DOUBLE, result(call("doppelt", n="x"))), D(10)),
        (context(DOUBLE, result(call("doppelt"))), None),  # nothing bound is null
        (context(DOUBLE, result(call("doppelt", m="x"))), None),  # no such parameter
        (context(DOUBLE, result(text('doppelt("kein")'))), None),  # no such type
        (call("x", n="1"), None),  # no function at all
        # conditions: null goes to the else branch, text is no condition
        (conditional("x = 5"), D(1)),
        (conditional("null"), D(2)),
        (conditional('"ja"'), None),
        # filters read members and the item
        (filtered("[1, x, 9]", "item &gt;= x"), [D(5), D(9)]),
        (filtered("[{a: 1}, {a: 7}]", "a &gt; 5"), [{"a": D(7)}]),
        (filtered("x", "item = 5"), [D(5)]),
        (filtered("null", "true"), []),
        (filtered("[1]", "7"), None),
        # iterators in three values
        (iteration("for", "[1, 2]", "i * x"), [D(5), D(10)]),
        (iteration("for", "x", "i"), [D(5)]),  # one value is a list of one
        (iteration("for", "[1..3]", "i"), [D(1), D(2), D(3)]),
        (iteration("for", "1..x - 2", "i * 2"), [D(2), D(4), D(6)]),
        (iteration("some", "[true, 5]", "i"), None),  # what is no truth spoils it
        (iteration("every", "[1, 2]", "i &lt; x"), True),
        (iteration("every", "[1, 9]", "i &lt; x"), False),
        (iteration("some", "[1, 9]", "i &gt; x"), True),
        (iteration("some", "[1, null]", "i &gt; x"), None),
        (iteration("some", "[1]", "i"), None),
        (iteration("for", "null", "i"), None),
    ],
)
def test_boxed_expression(define, environment, body, value):
    model = parse(define(f'<decision id="d" name="D">{body}</decision>'), "t.dmn")

    evaluation = model.evaluate("d", {"x": D(5)}, environment)

    assert evaluation.value == value
    assert model.decisions["d"].inputs in ((), ("x",), ("a",), ("a", "x"))
    assert model.decisions["d"].rules == ()


def test_function_is_a_value(define, environment):
    model = parse(define(f'<decision id="d" name="D">{function(text("n + y"), "n")}</decision>'), "t.dmn")

    evaluation = model.evaluate("d", {"y": D(1)}, environment)

    assert isinstance(evaluation.value, Function)
    assert model.decisions["d"].inputs == ("y",)


def test_missing_part_makes_the_whole_undetermined_only_where_it_is_null(define, environment):
    source = define(
        f'<decision id="d" name="D">{context(entry("a", text("1")), result(text("weg + a")))}</decision>'
        f'<decision id="e" name="E">{context(entry("a", text("weg")))}</decision>'
    )
    model = parse(source, "t.dmn")

    assert model.evaluate("d", {}, environment).undetermined == ("weg",)
    assert model.evaluate("e", {}, environment).undetermined == ()


@pytest.mark.parametrize(
    ("type_ref", "given", "value"),
    [
        ("tListe", D(1), [D(1)]),  # one becomes a list of one
        ("tListe", [D(1), "x"], None),  # a list of something else
        ("number", [D(7)], D(7)),  # a list of one becomes the one
        ("number", "12.5", D("12.5")),  # JSON text of a caller
        ("number", "zwölf", None),
        ("dateTime", Date(2026, 1, 2), DateTime(Date(2026, 1, 2), Time(0, 0, 0, 0, 0))),
        ("tStufe", "B1", "B1"),
        ("tStufe", "C2", None),  # not among the allowed ones
        ("feel:string", "x", "x"),
        ("double", D(1), D(1)),  # Camunda 7's spelling
    ],
)
def test_value_of_an_input_becomes_its_type(define, environment, type_ref, given, value):
    source = define(
        f'{ALLOWED}{LISTS}<decision id="d" name="D"><informationRequirement><requiredInput href="#i"/>'
        f"</informationRequirement>{text('x')}</decision>"
        f'<inputData id="i" name="x"><variable name="x" typeRef="{type_ref}"/></inputData>'
    )
    model = parse(source, "t.dmn")

    evaluation = model.evaluate("d", {"x": given}, environment)

    assert evaluation.value == value
    assert bool(evaluation.warnings) is (value is None)
    assert to_json(evaluation)["undetermined"] == (["x"] if value is None else [])


def test_item_definitions_are_types_of_feel(define, environment):
    source = define(
        f'{LISTS}<itemDefinition name="tAlles"/>'
        '<itemDefinition name="tFunktion"><functionItem/></itemDefinition>'
        f'<decision id="d" name="D">{text("[1, 2] instance of tListe")}</decision>'
    )

    evaluation = parse(source, "t.dmn").evaluate("d", {}, environment)

    assert evaluation.value is True


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (
            '<itemDefinition name="tA"><typeRef>tB</typeRef></itemDefinition>'
            '<itemDefinition name="tB"><typeRef>tA</typeRef></itemDefinition>'
            f'<decision id="d" name="D">{text("1")}</decision>',
            "type-cycle",
        ),
        (f'<decision id="d">{text("1")}</decision>', "missing-name"),
        (f'<decision id="d" name="D">{text("1 + " * 6_000 + "1")}</decision>', "feel-size"),
        ('<decision id="d" name="D"><list><invocation/></list></decision>', "empty-expression"),
        (
            f'<decision id="d" name="D">{context(entry("a", text("1")), entry("a", text("2")))}</decision>',
            "duplicate-entry",
        ),
        (f'<decision id="d" name="D">{function(text("1"), "n", "n")}</decision>', "duplicate-parameter"),
        ('<decision id="d" name="D"><relation><column name="a"/><row/></relation></decision>', "table-shape"),
        (
            '<decision id="d" name="D"><knowledgeRequirement><requiredKnowledge href="#b"/>'
            f"</knowledgeRequirement>{text('b()')}</decision>"
            '<businessKnowledgeModel id="b" name="b"/>',
            "no-logic",
        ),
    ],
)
def test_faulty_boxed_expression(define, body, rule):
    with pytest.raises(ModelError) as caught:
        parse(define(body), "t.dmn")

    assert rule in [finding.rule for finding in caught.value.findings]


def test_model_in_another_language_is_refused(define):
    with pytest.raises(ModelError) as caught:
        parse(
            define(f'<decision id="d" name="D">{text("1")}</decision>', ' expressionLanguage="groovy"'),
            "t.dmn",
        )

    assert caught.value.findings[0].rule == "expression-language"


def test_decision_without_logic_or_text_is_null_with_warnings(define, environment):
    source = define(f'<decision id="d" name="D"/><decision id="e" name="E">{text("")}</decision>')
    model = parse(source, "t.dmn")

    assert [finding.rule for finding in model.findings] == ["no-logic", "empty-expression"]
    assert explain(model.evaluate("d", {}, environment)) == (
        "Ergebnis von „D“: keine Angabe.",
        "Hinweis zu „D“: „D“ hat keine Logik.",
    )


def test_service_of_several_outputs_passes_warnings_and_refuses_wrong_types(define, environment):
    source = define(
        '<decision id="d" name="D">'
        '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
        f"{text('[s(1), s({})]')}</decision>"
        '<decisionService id="s" name="s"><outputDecision href="#a"/><outputDecision href="#b"/>'
        '<inputData href="#i"/></decisionService>'
        f'<decision id="a" name="a">{text("n + 1")}</decision>'
        f'<decision id="b" name="b">{text("n + null")}</decision>'
        '<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>'
    )

    evaluation = parse(source, "t.dmn").evaluate("d", {}, environment)

    assert evaluation.value == [{"a": D(2), "b": None}, None]
    assert len(evaluation.warnings) == 2


def test_annotations_carry_their_heading_and_rules_without_condition_say_so(define, environment):
    source = define(
        '<decision id="d" name="D"><decisionTable>'
        '<input label="X"><inputExpression><text>x</text></inputExpression></input>'
        '<output name="r"><outputValues><text>[1..9], &gt; 100</text></outputValues></output>'
        '<annotation name="Norm"/><rule><inputEntry><text>-</text></inputEntry>'
        "<outputEntry><text>x</text></outputEntry>"
        "<annotationEntry><text>§ 25b</text></annotationEntry><annotationEntry><text/></annotationEntry>"
        "</rule></decisionTable></decision>"
    )
    model = parse(source, "t.dmn")

    assert explain(model.evaluate("d", {"x": D(5)}, environment))[:2] == (
        "„D“, Regel 1 – § 25b: ohne weitere Bedingung.",
        "Ergebnis von „D“: 5.",
    )
    with pytest.raises(DecisionFault, match="keiner der erlaubten Werte"):
        model.evaluate("d", {"x": D(10)}, environment)


def test_decision_required_twice_is_told_once(define, environment):
    def needs(*ids: str) -> str:
        return "".join(
            f'<informationRequirement><requiredDecision href="#{id_}"/></informationRequirement>'
            for id_ in ids
        )

    source = define(
        f'<decision id="d" name="D">{needs("b", "c")}{text("b + c")}</decision>'
        f'<decision id="b" name="B">{needs("c")}{text("c + 1")}</decision>'
        f'<decision id="c" name="C">{text("1")}</decision>'
    )

    sentences = explain(parse(source, "t.dmn").evaluate("d", {}, environment))

    assert [sentence for sentence in sentences if "„C“" in sentence] == ["Ergebnis von „C“: 1."]


def test_input_of_a_kind_the_cell_cannot_compare_is_named(table_source, environment):
    model = parse(table_source("UNIQUE", ["x"], ["r"], [("> 5", '"ja"')]), "t.dmn")

    evaluation = model.evaluate("d", {"x": "viel"}, environment)

    assert evaluation.undetermined == ("X",)
    assert evaluation.warnings
    assert to_json(evaluation)["warnings"]


@pytest.mark.parametrize(
    "body",
    [
        iteration("for", "liste", "count(partial) + i + y"),
        iteration("every", "liste", "i &lt; y"),
        filtered("liste", "item &lt; y"),
    ],
)
def test_an_item_of_a_list_is_no_input_of_the_decision(define, environment, body):
    model = parse(define(f'<decision id="d" name="d">{body}</decision>'), "t.dmn")

    evaluation = model.evaluate("d", {"liste": [D(1), D(2)], "y": D(3)}, environment)

    assert {one.expression for one in evaluation.inputs} == {"liste", "y"}


def test_where_an_item_is_missing_its_list_is_incomplete(define, environment):
    body = iteration("every", "liste", "i &gt; 1")
    model = parse(define(f'<decision id="d" name="d">{body}</decision>'), "t.dmn")

    evaluation = model.evaluate("d", {"liste": [D(2), None]}, environment)

    assert (evaluation.value, evaluation.undetermined) == (None, ("liste",))


def test_a_function_is_no_input_of_the_decision(define, environment):
    model = parse(
        define(
            f'<businessKnowledgeModel id="b" name="b"><encapsulatedLogic><formalParameter name="p"/>{text("p * 2")}'
            '</encapsulatedLogic></businessKnowledgeModel><decision id="d" name="d"><knowledgeRequirement>'
            f'<requiredKnowledge href="#b"/></knowledgeRequirement>{call("b", p="x")}</decision>'
        ),
        "t.dmn",
    )

    evaluation = model.evaluate("d", {"x": D(4)}, environment)

    assert [one.expression for one in evaluation.inputs] == ["x"]
    assert evaluation.value == D(8)
