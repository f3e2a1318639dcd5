"""loop-data: how often is said."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("loop-data", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("loop-data", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "nicht, wie oft" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a list that is not its own
        (
            '<startEvent id="s" /><task id="t"><multiInstanceLoopCharacteristics><loopDataInputRef>d'
            '</loopDataInputRef></multiInstanceLoopCharacteristics></task><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" /><dataObject id="d" />',
            "",
            ["t"],
        ),
        # a list of words in numbers
        (
            '<startEvent id="s" /><task id="t"><ioSpecification>'
            '<dataInput id="ein" itemSubjectRef="liste" isCollection="true" /><inputSet>'
            "<dataInputRefs>ein</dataInputRefs></inputSet><outputSet /></ioSpecification>"
            "<multiInstanceLoopCharacteristics><loopDataInputRef>ein</loopDataInputRef>"
            '<inputDataItem id="einzeln" itemSubjectRef="zahl" /></multiInstanceLoopCharacteristics>'
            '</task><endEvent id="e" /><sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />',
            ["t"],
        ),
        # a list in lists
        (
            '<startEvent id="s" /><task id="t"><ioSpecification>'
            '<dataInput id="ein" itemSubjectRef="liste" isCollection="true" /><inputSet>'
            "<dataInputRefs>ein</dataInputRefs></inputSet><outputSet /></ioSpecification>"
            "<multiInstanceLoopCharacteristics><loopDataInputRef>ein</loopDataInputRef>"
            '<inputDataItem id="einzeln" itemSubjectRef="liste" /></multiInstanceLoopCharacteristics>'
            '</task><endEvent id="e" /><sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />',
            ["t"],
        ),
        # a list of words in words
        (
            '<startEvent id="s" /><task id="t"><ioSpecification>'
            '<dataInput id="ein" itemSubjectRef="liste" isCollection="true" /><inputSet>'
            "<dataInputRefs>ein</dataInputRefs></inputSet><outputSet /></ioSpecification>"
            "<multiInstanceLoopCharacteristics><loopDataInputRef>ein</loopDataInputRef>"
            '<inputDataItem id="einzeln" itemSubjectRef="wort" /></multiInstanceLoopCharacteristics>'
            '</task><endEvent id="e" /><sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("loop-data", body, around) == elements
