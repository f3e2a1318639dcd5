"""Mending a file: the fault is gone, the process means the same, and nothing else of the file has changed."""

from __future__ import annotations

import difflib
from dataclasses import replace

import pytest

from engine.bpmn import apply_fix, mend, read
from engine.errors import Conflict, Finding, Fix, ModelError

DEFAULT = "default-condition"
DIRECTION = "gateway-direction"
UNLISTED = "flow-unlisted"


def changed(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line.startswith(("+", "-"))]


@pytest.mark.parametrize("rule", [DEFAULT, DIRECTION, UNLISTED, "event-interrupting", "executable-only"])
def test_what_is_mended_is_gone_and_nothing_new_is_found(model, rule):
    source = model(f"lint/{rule}/invalid")
    before = {(one.rule, one.element) for one in read(source, "x.bpmn").findings}

    after, done = mend(source, "x.bpmn")

    left = {(one.rule, one.element) for one in read(after, "x.bpmn").findings}
    assert {one.rule for one in done} == {rule}
    assert rule not in {name for name, _ in left}
    assert left < before


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
