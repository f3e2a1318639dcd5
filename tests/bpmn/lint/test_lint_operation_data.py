"""operation-data: a task carries what its message carries."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("operation-data", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("operation-data", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "keine Daten der Art" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a service task without data
        (
            '<serviceTask id="t" operationRef="o" />',
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />'
            '<message id="m" name="Antrag" itemRef="wort" /><interface id="i" name="Dienst">'
            '<operation id="o" name="rufen"><inMessageRef>m</inMessageRef></operation></interface>',
            ["t"],
        ),
        # a service task that does not take the answer
        (
            '<serviceTask id="t" operationRef="o"><ioSpecification>'
            '<dataInput id="ein" itemSubjectRef="wort" /><inputSet><dataInputRefs>ein</dataInputRefs>'
            "</inputSet><outputSet /></ioSpecification></serviceTask>",
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />'
            '<message id="m" name="Antrag" itemRef="wort" /><interface id="i" name="Dienst">'
            '<operation id="o" name="rufen"><inMessageRef>m</inMessageRef><outMessageRef>m'
            "</outMessageRef></operation></interface>",
            ["t"],
        ),
        # a receive task with two outputs
        (
            '<receiveTask id="t" messageRef="m"><ioSpecification>'
            '<dataOutput id="a" itemSubjectRef="wort" /><dataOutput id="b" itemSubjectRef="wort" />'
            "<inputSet /><outputSet /></ioSpecification></receiveTask>",
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />'
            '<message id="m" name="Antrag" itemRef="wort" />',
            ["t"],
        ),
        # the operation wants data that the task does not have
        (
            '<serviceTask id="t" operationRef="o"><ioSpecification><inputSet /><outputSet /></ioSpecification>'
            "</serviceTask>",
            '<itemDefinition id="wort" structureRef="text" /><message id="m" itemRef="wort" />'
            '<interface id="i" name="I"><operation id="o" name="O"><inMessageRef>m</inMessageRef></operation>'
            "</interface>",
            ["t"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("operation-data", body, around) == elements
