"""schema: what is not in BPMN is nothing."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("schema", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("schema", "invalid")

    assert (finding.element, finding.severity) == ("p", Severity.ERROR)
    assert "kein Attribut „invalid“" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a property that hangs in the file
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<property id="x" />',
            ["x"],
        ),
        # a list of flows before the documentation
        (
            '<startEvent id="s"><outgoing>s_e</outgoing><documentation>x</documentation></startEvent>'
            '<endEvent id="e" /><sequenceFlow id="s_e" sourceRef="s" targetRef="e" />',
            "",
            [None],
        ),
        # a truth value that is none
        (
            '<startEvent id="s" isInterrupting="ja" /><endEvent id="e" />'
            '<sequenceFlow id="s_e" sourceRef="s" targetRef="e" />',
            "",
            ["s"],
        ),
        # a number that is none
        ("<standardLoop />", "", [None]),
        # elements within a reference
        ('<startEvent id="s"><outgoing><task id="x" /></outgoing></startEvent>', "", [None]),
        # a specification without its sets
        ('<task id="t"><ioSpecification id="io" /></task>', "", ["io", "io"]),
        # two markers of repetition
        ('<task id="t"><standardLoopCharacteristics /><standardLoopCharacteristics /></task>', "", ["t"]),
        # an import that does not say what it imports, and comes too late
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<import namespace="x" location="y" />',
            [None, None],
        ),
        # a language that is no address
        (
            '<task id="t" /><sequenceFlow id="f" sourceRef="t" targetRef="t">'
            '<conditionExpression id="c" language="%$!">x</conditionExpression></sequenceFlow>',
            "",
            ["c"],
        ),
        # an id with a blank, a loop with a wrong number
        ('<task id="t"><standardLoopCharacteristics id="l" loopMaximum="viel" /></task>', "", ["l"]),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("schema", body, around) == elements
