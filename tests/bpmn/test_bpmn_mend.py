"""Mending a file: the fault is gone, the process means the same, and nothing else of the file has changed."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

import pytest

from engine.bpmn import apply_fix, mend, parse, read
from engine.bpmn.compile import build
from engine.bpmn.element import ZEEBE
from engine.bpmn.legibility import check_drawing
from engine.bpmn.lint import Knowledge
from engine.bpmn.parse import parse_whole
from engine.errors import Conflict, Finding, Fix, ModelError

DEFAULT = "default-condition"
DIRECTION = "gateway-direction"
UNLISTED = "flow-unlisted"


def changed(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line.startswith(("+", "-"))]


RULES = (
    DEFAULT,
    DIRECTION,
    UNLISTED,
    "event-interrupting",
    "executable-only",
    "declaration-unused",
    "name-typography",
)
#: what a fix is about, and so may change: the condition nothing looks at, and which flow is the default
_ABOUT = {DEFAULT: r"condition=.*", "gateway-condition": r"default=\S+"}


def ran(source: bytes, rule: str) -> str:
    """Everything that is executed of a file, without names and lines, and without what the fix of the rule is about."""
    graphs = build(parse(source, "x.bpmn")).graphs
    assert graphs
    pattern = rf"name=('[^']*'|\"[^\"]*\")|line=\w+|{_ABOUT.get(rule, '!')}"
    return re.sub(pattern, "", "\n".join(repr(node) for graph in graphs for node in graph.nodes.values()))


@pytest.mark.parametrize("rule", RULES)
def test_what_is_mended_is_gone_and_nothing_new_is_found(model, rule):
    source = model(f"lint/{rule}/invalid")
    before = {(one.rule, one.element) for one in read(source, "x.bpmn").findings}

    after, done = mend(source, "x.bpmn")

    left = {(one.rule, one.element) for one in read(after, "x.bpmn").findings}
    assert {one.rule for one in done} == {rule}
    assert rule not in {name for name, _ in left}
    assert left < before


@pytest.mark.parametrize("rule", RULES)
def test_what_is_executed_is_the_same_after_it(model, rule):
    source = model(f"lint/{rule}/invalid")

    after, done = mend(source, "x.bpmn")

    assert done
    assert ran(after, rule) == ran(source, rule)
    assert mend(after, "x.bpmn") == (after, ())


_B = '<sequenceFlow id="g_b" sourceRef="g" targetRef="b"/>'
_C = '<sequenceFlow id="g_c" sourceRef="g" targetRef="c"/>'


@pytest.mark.parametrize(
    ("flows", "default"),
    [
        # the last way has no condition: it is taken when none of the others holds
        (_B.replace("/>", "{if}") + _C, "g_c"),
        # the first one has none: it is always taken, and nobody knows whether that is meant
        (_B + _C.replace("/>", "{if}"), ""),
        # two of them
        (_B + _C, ""),
    ],
)
def test_the_last_way_without_condition_becomes_the_default(process, flows, default):
    condition = '><conditionExpression xsi:type="tFormalExpression">=x</conditionExpression></sequenceFlow>'
    source = process(
        '<startEvent id="s"/><exclusiveGateway id="g" name="?"/><endEvent id="b" name="b"/><endEvent id="c" name="c"/>'
        '<sequenceFlow id="s_g" sourceRef="s" targetRef="g"/>' + flows.replace("{if}", condition)
    )

    after, done = mend(source, "x.bpmn")

    assert (b'<exclusiveGateway id="g" name="?" default="g_c"/>' in after) == bool(default)
    assert [one.fix.reference for one in done] == ([default] if default else [])
    if default:
        assert ran(after, "gateway-condition") == ran(source, "gateway-condition")


SHAPES = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane id="plane" bpmnElement="p">{}</bpmndi:BPMNPlane>
</bpmndi:BPMNDiagram>"""
SHAPE = (
    '<bpmndi:BPMNShape id="{0}_di" bpmnElement="{0}"{1}><dc:Bounds x="{2}" y="0" width="50" height="50"/>'
    "</bpmndi:BPMNShape>"
)


def test_a_gateway_drawn_without_a_cross_gets_one_where_others_have_it(process):
    drawn = [
        SHAPE.format("g", ' isMarkerVisible="true"', 0),
        SHAPE.format("h", " isMarkerVisible = 'false'", 90),
    ]
    drawn.append(SHAPE.format("i", "", 180))
    body = "".join(f'<exclusiveGateway id="{one}" name="?"/>' for one in "ghi")
    source = process(body, SHAPES.format("".join(drawn)))

    after, done = mend(source, "x.bpmn")

    assert [one.element for one in done] == ["h", "i"]
    assert b"isMarkerVisible = 'true'" in after
    assert b'bpmnElement="i" isMarkerVisible="true">' in after
    assert check_drawing(parse_whole(after, "x.bpmn")) == ()


@pytest.mark.parametrize(
    ("tag", "after"),
    [
        ("""<task id="a" name='x  "b"'/>""", """<task id="a" name='x „b“'/>"""),
        ("""<task name="a &amp;  b" id="a"/>""", """<task name="a &amp; b" id="a"/>"""),
        ("""<task id="a" name="it's  &quot;x&quot;"></task>""", """<task id="a" name="it's „x“"></task>"""),
        ("""<task id="a" name=" 1 &lt; 2&#10;"/>""", """<task id="a" name="1 &lt; 2"/>"""),
        ("""<task id="a" name='x  &apos;y&apos;'/>""", """<task id="a" name='x &apos;y&apos;'/>"""),
        ("""<task id="a" name="eins &#10;zwei"/>""", """<task id="a" name="eins&#10;zwei"/>"""),
    ],
)
def test_a_name_is_written_anew_in_its_quotes(process, tag, after):
    assert after.encode() in mend(process(tag), "x.bpmn")[0]


def test_a_file_in_another_encoding_stays_readable(process):
    source = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + process("""<task id="a" name='x  "b"'/>""")

    assert b"name='x &#8222;b&#8220;'" in mend(source, "x.bpmn")[0]


def test_a_file_without_fixable_fault_stays_byte_for_byte(model):
    source = model(f"lint/{DEFAULT}/valid")

    assert mend(source, "x.bpmn") == (source, ())


def test_the_condition_of_a_default_goes_and_nothing_else(model):
    source = model(f"lint/{DEFAULT}/invalid")

    after, _ = mend(source, "x.bpmn")

    assert "conditionExpression" in "".join(changed(source, after))
    assert after.count(b"<bpmn:sequenceFlow") == source.count(b"<bpmn:sequenceFlow")


@pytest.mark.parametrize(
    ("tag", "rest"),
    [
        # in the middle, single quotes, and the same words in another value
        (
            b"""<parallelGateway id="g" gatewayDirection='Converging' name="a &gt; b" />""",
            b'id="g" name="a &gt; b" />',
        ),
        (
            b"""<parallelGateway name=" gatewayDirection='x' >" gatewayDirection="Mixed" id="g"/>""",
            b""">" id="g"/>""",
        ),
        (
            b"""<parallelGateway id="g"\n   gatewayDirection = "Mixed"></parallelGateway>""",
            b'id="g"></parallelGateway>',
        ),
    ],
)
def test_an_attribute_is_taken_out_of_its_tag(process, tag, rest):
    source = process(tag.decode())

    after = apply_fix(source, Finding("x", DIRECTION, "", fix=Fix("g", "gatewayDirection")))

    assert rest in after
    assert len(after) < len(source)


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        # an element without content
        ('<task id="a"/>', '<task id="a"><incoming>f</incoming></task>'),
        # before the outgoing ones, behind the documentation
        (
            '<task id="a"><documentation>d</documentation><outgoing>g</outgoing></task>',
            '<task id="a"><documentation>d</documentation><incoming>f</incoming><outgoing>g</outgoing></task>',
        ),
        # first of all, with the blanks of what follows
        (
            '<task id="a">\n  <outgoing>g</outgoing>\n</task>',
            '<task id="a">\n  <incoming>f</incoming>\n  <outgoing>g</outgoing>\n</task>',
        ),
        # behind those that are there
        (
            '<task id="a"><incoming>e</incoming></task>',
            '<task id="a"><incoming>e</incoming><incoming>f</incoming></task>',
        ),
    ],
)
def test_a_flow_is_listed_where_the_schema_wants_it(process, body, mended):
    after = apply_fix(process(body), Finding("x", UNLISTED, "", fix=Fix("a", "incoming", "f")))

    assert mended.encode() in after


_CHOICE = (
    '<startEvent id="s"/><exclusiveGateway id="g" name="?" default="g_c"/><endEvent id="b" name="b"/>'
    '<endEvent id="c" name="c"/><sequenceFlow id="s_g" sourceRef="s" targetRef="g"/>' + _C
)


@pytest.mark.parametrize(
    ("condition", "mended"),
    [
        # signs of other languages, written in the file in different ways
        ("=stand == &quot;offen&quot;", "=stand = &quot;offen&quot;"),
        ("= stand = „offen“ &amp;&amp; betrag &gt; 1,5", "=stand = &quot;offen&quot; and betrag &gt; 1.5"),
        ("<![CDATA[=betrag > 1,5]]>", "=betrag &gt; 1.5"),
        # the equals sign is missing, and a fault besides
        ("betrag &gt; 1,5", "=betrag &gt; 1.5"),
        ("stand", "=stand"),
    ],
)
def test_an_expression_is_written_as_feel_and_nothing_else_changes(process, condition, mended):
    tag = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>'
    flow = f'<sequenceFlow id="g_b" name="stand" sourceRef="g" targetRef="b">{tag}</sequenceFlow>'
    source = process(_CHOICE + flow)

    after, done = mend(source, "x.bpmn")

    assert after == source.replace(f">{condition}<".encode(), f">{mended}<".encode())
    assert {one.element for one in done} == {"g_b"}


def test_an_attribute_in_its_quotes_is_written_as_feel(process):
    mapping = """<zeebe:ioMapping><zeebe:input source='=„ja“' target="a"/></zeebe:ioMapping>"""
    extensions = f'<extensionElements xmlns:zeebe="{ZEEBE}">{mapping}</extensionElements>'
    source = process(f'<scriptTask id="a">{extensions}</scriptTask>')

    after, _ = mend(source, "x.bpmn")

    assert b"""source='=&quot;ja&quot;' target""" in after


def test_a_variable_with_an_umlaut_is_the_known_one_without(process):
    known = Knowledge(forms={}, variables=frozenset({"zustaendig_fuer"}))
    tag = '<conditionExpression xsi:type="tFormalExpression">=zuständig_für = 1</conditionExpression>'
    source = process(_CHOICE + f'<sequenceFlow id="g_b" sourceRef="g" targetRef="b">{tag}</sequenceFlow>')

    after, done = mend(source, "x.bpmn", known)

    assert b">=zustaendig_fuer = 1<" in after
    assert [one.rule for one in done] == ["condition-variable"]


def test_what_has_no_id_is_left(process):
    tag = '<conditionExpression xsi:type="tFormalExpression">=a == 1</conditionExpression>'
    source = process(_CHOICE + f'<sequenceFlow sourceRef="g" targetRef="b">{tag}</sequenceFlow>')

    assert mend(source, "x.bpmn") == (source, ())


def test_what_has_no_fix_or_has_moved_on_is_a_conflict(process):
    source = process('<task id="a"/>')
    finding = Finding("x", DIRECTION, "", fix=Fix("a", "gatewayDirection"))

    with pytest.raises(Conflict, match="no fix"):
        apply_fix(source, replace(finding, fix=None))
    with pytest.raises(Conflict, match="has changed"):
        apply_fix(source, finding)
    with pytest.raises(Conflict, match="has changed"):
        apply_fix(source, replace(finding, fix=Fix("gone", "name")))


def test_a_hostile_file_is_refused_before_it_is_looked_at():
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>'

    with pytest.raises(ModelError):
        apply_fix(bomb, Finding("x", DIRECTION, "", fix=Fix("a", "gatewayDirection")))
