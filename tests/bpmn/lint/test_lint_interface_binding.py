"""interface-binding: a service binds its data."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("interface-binding", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("interface-binding", "invalid")

    assert (finding.element, finding.severity) == ("g", Severity.ERROR)
    assert "deren Nachricht „wort“ trägt" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # an interface without binding
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" />'
            '<message id="m" name="Antrag" itemRef="wort" /><interface id="i" name="Dienst">'
            '<operation id="o" name="rufen"><inMessageRef>m</inMessageRef></operation></interface>'
            '<globalTask id="g"><supportedInterfaceRef>i</supportedInterfaceRef></globalTask>',
            ["g"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("interface-binding", body, around) == elements
