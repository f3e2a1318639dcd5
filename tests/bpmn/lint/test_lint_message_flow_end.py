"""message-flow-end: who sends and who receives."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("message-flow-end", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("message-flow-end", "invalid")

    assert (finding.element, finding.severity) == ("s", Severity.ERROR)
    assert "kein Nachrichtenereignis" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a start that sends
        (
            '<startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>',
            '<message id="m" name="Antrag" /><collaboration id="k">'
            '<participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="s" targetRef="b" /></collaboration>',
            ["s"],
        ),
        # an end that receives
        (
            '<endEvent id="e"><messageEventDefinition messageRef="m" /></endEvent>',
            '<message id="m" name="Antrag" /><collaboration id="k">'
            '<participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="b" targetRef="e" /></collaboration>',
            ["e"],
        ),
        # a gateway
        (
            '<parallelGateway id="g" />',
            '<collaboration id="k"><participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="b" targetRef="g" /></collaboration>',
            ["g"],
        ),
        # nobody
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<collaboration id="k"><participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="b" targetRef="nichts" /></collaboration>',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("message-flow-end", body, around) == elements
