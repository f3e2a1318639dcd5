"""Every faulty file gives findings with place and hint; hostile ones end at once."""

from __future__ import annotations

import pytest

from engine.dmn import parse
from engine.errors import Fix, ModelError

TABLE = '<decision id="d" name="D"><decisionTable hitPolicy="{policy}">{body}</decisionTable></decision>'
IN = '<input id="i"><inputExpression><text>x</text></inputExpression></input>'
OUT = '<output id="o" name="r"/>'
RULE = (
    '<rule id="r1"><inputEntry id="c1"><text>{test}</text></inputEntry>'
    '<outputEntry id="c2"><text>{result}</text></outputEntry></rule>'
)


def literal(text: str, id_: str = "d", more: str = "") -> str:
    return (
        f'<decision id="{id_}" name="{id_}">{more}'
        f"<literalExpression><text>{text}</text></literalExpression></decision>"
    )


def requires(id_: str, kind: str = "requiredDecision") -> str:
    return f'<informationRequirement><{kind} href="#{id_}"/></informationRequirement>'


@pytest.mark.parametrize(
    ("body", "rule", "element"),
    [
        # a cell that is no FEEL, named by its own id
        (
            TABLE.format(policy="UNIQUE", body=IN + OUT + RULE.format(test="&gt;&gt; 5", result="1")),
            "feel-syntax",
            "c1",
        ),
        (
            TABLE.format(policy="UNIQUE", body=IN + OUT + RULE.format(test="1", result="1 +")),
            "feel-syntax",
            "c2",
        ),
        # a fixed result that is not of the column's type, and one outside its values
        (
            TABLE.format(
                policy="UNIQUE",
                body=IN + '<output name="r" typeRef="string"/>' + RULE.format(test="1", result="5"),
            ),
            "output-value",
            "c2",
        ),
        (
            TABLE.format(
                policy="UNIQUE",
                body=IN
                + '<output name="r"><outputValues><text>"ja"</text></outputValues></output>'
                + RULE.format(test="1", result='"nein"'),
            ),
            "output-value",
            "c2",
        ),
        # a policy that does not exist, and one without the ranking it needs
        (TABLE.format(policy="LAST", body=IN + OUT), "hit-policy", "d"),
        (TABLE.format(policy="PRIORITY", body=IN + OUT), "hit-policy", "d"),
        # sums of two columns
        (
            TABLE.format(policy='COLLECT" aggregation="SUM', body=IN + OUT + '<output name="s"/>'),
            "hit-policy",
            "d",
        ),
        # a sum without collecting
        (TABLE.format(policy='FIRST" aggregation="SUM', body=IN + OUT), "hit-policy", "d"),
        # nothing to say, nothing to look at
        (TABLE.format(policy="UNIQUE", body=IN), "table-output", "d"),
        (
            TABLE.format(policy="UNIQUE", body='<input id="i"><inputExpression/></input>' + OUT),
            "empty-expression",
            "i",
        ),
        # two outputs without names
        (TABLE.format(policy="UNIQUE", body=IN + '<output id="o1"/><output id="o2"/>'), "output-name", "o1"),
        # a rule that is short of a cell
        (TABLE.format(policy="UNIQUE", body=IN + OUT + '<rule id="r1"/>'), "table-shape", "r1"),
        # required, but not there
        (literal("1", more=requires("weg")), "unknown-requirement", "d"),
        # two decisions that wait for each other
        (literal("1", "a", requires("b")) + literal("1", "b", requires("a")), "requirement-circle", "a"),
        # a type nobody defined
        ('<decision id="d" name="D"><variable name="D" typeRef="tWeg"/></decision>', "unknown-type", "d"),
        # another language
        (
            '<decision id="d" name="D"><literalExpression id="l" expressionLanguage="juel"><text>${x}</text>'
            "</literalExpression></decision>",
            "expression-language",
            "l",
        ),
        (
            TABLE.format(policy="UNIQUE", body=IN + OUT + RULE.format(test="1", result="1")).replace(
                '<inputEntry id="c1">', '<inputEntry id="c1" expressionLanguage="javascript">'
            ),
            "expression-language",
            "c1",
        ),
        # Java
        (
            literal("1") + '<businessKnowledgeModel id="b" name="b"><encapsulatedLogic kind="Java">'
            "<literalExpression><text>1</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
            + literal(
                "b()", "e", '<knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>'
            ),
            "function-kind",
            "b",
        ),
        # a service of a decision that is not there
        (
            literal("1") + '<decisionService id="s" name="s"><outputDecision href="#weg"/></decisionService>',
            "unknown-requirement",
            "s",
        ),
        # an element that DMN does not know
        (literal("1") + "<zauber/>", "unsupported-element", "t"),
        # another file's decisions
        (literal("1") + '<import name="x" namespace="y" importType="z"/>', "import-type", "t"),
        (literal("1") + '<import name="x" namespace="y"/>', "import-missing", "t"),
        # one id twice
        (literal("1") + literal("2"), "duplicate-id", "d"),
        # nothing at all
        ("", "no-decision", "t"),
    ],
)
def test_fault_in_the_model(define, body, rule, element):
    with pytest.raises(ModelError) as caught:
        parse(define(body), "t.dmn")

    finding = next(finding for finding in caught.value.findings if finding.rule == rule)
    assert finding.element == element
    assert finding.file == "t.dmn"
    assert finding.line == 3 or body == "" or rule == "no-decision"
    assert finding.reason.endswith((".", "“", ")"))


def test_every_fault_is_named_at_once(define):
    cells = RULE.format(test="&gt;&gt; 5", result="1 +")

    with pytest.raises(ModelError) as caught:
        parse(define(TABLE.format(policy="UNIQUE", body=IN + OUT + cells)), "t.dmn")

    assert [finding.element for finding in caught.value.findings] == ["c1", "c2"]
    assert "Regel 1, Bedingung „x“" in caught.value.findings[0].reason


def test_empty_output_cell_is_a_warning(define):
    body = IN + OUT + RULE.format(test="1", result="")

    model = parse(define(TABLE.format(policy="UNIQUE", body=body)), "t.dmn")

    assert [finding.rule for finding in model.findings] == ["empty-output"]


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">&b;</definitions>'
)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (BOMB, "xml-doctype"),  # entity bomb
        (b'<!-- x --><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "xml-doctype"),  # file inclusion
        ('<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16"), "xml-encoding"),  # a DTD could hide
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADw-x/+AD4-', "xml-encoding"),
        (b"<x>" * 5_000 + b"</x>" * 5_000, "xml-syntax"),  # deeper than the parser goes
        (b"<x>" * 210 + b"</x>" * 210, "xml-size"),  # deeper than we go
        (b"<x>" + b"<y/>" * 50_001 + b"</x>", "xml-size"),  # too many elements
        (b"<x>" + b" " * 5_000_000 + b"</x>", "xml-size"),  # too big
        (b"<x", "xml-syntax"),  # cut off
        (b"", "xml-syntax"),  # empty
        (b"PK\x03\x04\x00\x00", "xml-syntax"),  # not XML at all
        (b"<definitions/>", "dmn-root"),  # no namespace
        (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "dmn-root"),  # a BPMN file
    ],
)
def test_hostile_file_is_refused(source, rule):
    with pytest.raises(ModelError) as caught:
        parse(source, "t.dmn")

    assert [finding.rule for finding in caught.value.findings] == [rule]


@pytest.mark.parametrize(
    ("body", "fix"),
    [
        # a test, a result, the expression of a column and of a decision
        (
            TABLE.format(policy="UNIQUE", body=IN + OUT + RULE.format(test="„ja“", result="1")),
            Fix("c1", "feel", "„ja“", '"ja"'),
        ),
        (
            TABLE.format(policy="UNIQUE", body=IN + OUT + RULE.format(test="1", result=" 'a' ")),
            Fix("c2", "feel", "'a'", '"a"'),
        ),
        (
            TABLE.format(
                policy="UNIQUE",
                body=IN.replace("x</", "x == 1</") + OUT + RULE.format(test="1", result="1"),
            ),
            Fix("i", "feel", "x == 1", "x = 1"),
        ),
        (literal("a &amp;&amp; b"), Fix("d", "feel", "a && b", "a and b")),
        # more than one reading
        (literal("a +"), None),
    ],
)
def test_a_fault_of_feel_says_what_would_mend_it(define, body, fix):
    with pytest.raises(ModelError) as caught:
        parse(define(body), "t.dmn")

    (finding,) = caught.value.findings
    assert finding.fix == fix
