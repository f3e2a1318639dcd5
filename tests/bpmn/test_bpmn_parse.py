"""Parsing: elements, ids and references of a file, whatever they mean."""

from __future__ import annotations

import pytest

from engine.bpmn import parse
from engine.bpmn.element import BPMN
from engine.errors import Severity

MODEL = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'


def test_keeps_elements_attributes_text_and_lines(model):
    document = parse(model("antrag"), "antrag.bpmn")

    process = document.elements["antrag"]
    assert (process.name, process.namespace, process.get("name")) == ("process", BPMN, "Antrag bearbeiten")
    assert process.documentation == "Ein Antrag wird geprüft und entschieden."
    assert process.line == 8
    assert document.elements["f_ja"].first("conditionExpression").text == '=entscheidung = "bewilligt"'
    assert document.findings == ()


def test_reads_every_namespace_prefix():
    source = (
        '<x:definitions xmlns:x="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        '<x:process id="p"><x:startEvent id="s" /></x:process></x:definitions>'
    )

    document = parse(source.encode(), "p.bpmn")

    assert [element.id for element in document.processes] == ["p"]
    assert document.elements["s"].name == "startEvent"


def test_lists_executable_processes_only_when_marked():
    source = (
        f'<definitions {MODEL}><process id="a" isExecutable="true" /><process id="b" isExecutable="1" />'
        '<process id="c" isExecutable="false" /><process id="d" /></definitions>'
    )

    document = parse(source.encode(), "p.bpmn")

    assert [element.id for element in document.executable] == ["a", "b"]
    assert [element.id for element in document.processes] == ["a", "b", "c", "d"]


def test_gives_stable_ids_to_flows_and_nodes_without_one():
    source = (
        f'<definitions {MODEL}><process id="p">'
        '<startEvent /><task id="a" /><task id="b" />'
        '<sequenceFlow sourceRef="a" targetRef="b" /><sequenceFlow sourceRef="a" targetRef="b" />'
        "</process></definitions>"
    )

    document = parse(source.encode(), "p.bpmn")

    assert list(document.elements) == ["p", "p_startEvent", "a", "b", "flow_a_b", "flow_a_b_2"]


def test_generated_ids_avoid_written_ones():
    source = (
        f'<definitions {MODEL}><process id="p"><task id="flow_a_b" /><task id="a" /><task id="b" />'
        '<sequenceFlow sourceRef="a" targetRef="b" /></process></definitions>'
    )

    document = parse(source.encode(), "p.bpmn")

    assert document.elements["flow_a_b_2"].name == "sequenceFlow"
    assert document.findings == ()


def test_finds_elements_by_qualified_names():
    source = (
        f'<definitions {MODEL} xmlns:t="laufweg" targetNamespace="laufweg"><message id="m" name="x" />'
        '<process id="p"><receiveTask id="r" messageRef="t:m" /></process></definitions>'
    )

    document = parse(source.encode(), "p.bpmn")

    assert document.findings == ()
    assert document.find("t:m") is document.elements["m"]


def test_warns_of_references_into_imported_files():
    source = (
        f'<definitions {MODEL} xmlns:o="other"><import importType="x" location="o.bpmn" namespace="other" />'
        '<process id="p"><receiveTask id="r" messageRef="o:m" /></process></definitions>'
    )

    (finding,) = parse(source.encode(), "p.bpmn").findings

    assert (finding.rule, finding.element, finding.severity) == ("reference-imported", "r", Severity.WARNING)


def test_refuses_types_and_partitions_that_are_not_there():
    source = (
        f'<definitions {MODEL}><process id="p"><laneSet><lane id="l" partitionElementRef="amt" /></laneSet>'
        '<task id="t"><standardLoopCharacteristics><loopCondition evaluatesToTypeRef="wort">=a</loopCondition>'
        "</standardLoopCharacteristics></task></process></definitions>"
    )

    findings = parse(source.encode(), "p.bpmn").findings

    assert [one.rule for one in findings] == ["reference-dangling", "reference-dangling"]
    assert ["amt" in findings[0].reason, "wort" in findings[1].reason] == [True, True]


def test_keeps_elements_and_attributes_of_other_vendors():
    source = (
        f'<definitions {MODEL} xmlns:c="http://camunda.org/schema/1.0/bpmn"><process id="p">'
        '<userTask id="u" c:assignee="ada"><extensionElements><c:formData /></extensionElements></userTask>'
        "</process></definitions>"
    )

    task = parse(source.encode(), "p.bpmn").elements["u"]

    assert task.get("{http://camunda.org/schema/1.0/bpmn}assignee") == "ada"
    assert [extension.name for extension in task.extensions] == ["formData"]


def test_remembers_what_is_drawn_without_keeping_the_drawing(model):
    document = parse(model("lint/not-drawn/valid"), "p.bpmn")

    assert document.drawn == {"p", "start", "ende"}
    assert all(element.namespace == BPMN for element in document.root.walk())


@pytest.mark.parametrize(
    ("body", "rule", "element"),
    [
        # the second of two elements with one id
        ('<task id="a" /><userTask id="a" />', "id-duplicate", "a"),
        # a flow that comes from nowhere
        ('<task id="a" /><sequenceFlow id="f" sourceRef="x" targetRef="a" />', "reference-dangling", "f"),
        # a flow without a target
        ('<task id="a" /><sequenceFlow id="f" sourceRef="a" />', "reference-missing", "f"),
        # a flow to something that is no step
        (
            '<task id="a" /><dataObject id="d" /><sequenceFlow id="f" sourceRef="a" targetRef="d" />',
            "reference-kind",
            "f",
        ),
        # an attached event on nothing
        ('<boundaryEvent id="b" />', "reference-missing", "b"),
        # an attached event on a gateway
        ('<exclusiveGateway id="g" /><boundaryEvent id="b" attachedToRef="g" />', "reference-kind", "b"),
        # a default that is no flow of the file
        ('<exclusiveGateway id="g" default="f" />', "reference-dangling", "g"),
        # a list of incoming flows that names one that is not there
        ('<task id="a"><incoming>f</incoming></task>', "reference-dangling", "a"),
        # a message that is not declared
        ('<receiveTask id="r" messageRef="m" />', "reference-dangling", "r"),
        # a lane with an element that is gone
        (
            '<laneSet id="l"><lane id="b"><flowNodeRef>x</flowNodeRef></lane></laneSet>',
            "reference-dangling",
            "b",
        ),
    ],
)
def test_finds_broken_ids_and_references(process, body, rule, element):
    findings = parse(process(body), "p.bpmn").findings

    assert [(finding.rule, finding.element) for finding in findings] == [(rule, element)]
    assert findings[0].file == "p.bpmn"
    assert findings[0].line == 1
    assert findings[0].hint
