"""message-flow-pools: messages go from pool to pool."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("message-flow-pools", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("message-flow-pools", "invalid")

    assert (finding.element, finding.severity) == ("mf", Severity.ERROR)
    assert "desselben Beteiligten" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # from a pool to itself
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<collaboration id="k"><participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="amt" targetRef="amt" /></collaboration>',
            ["mf"],
        ),
        # from a pool to what is in it
        (
            '<receiveTask id="r" messageRef="m" />',
            '<message id="m" name="Antrag" /><collaboration id="k">'
            '<participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="amt" targetRef="r" /></collaboration>',
            ["mf"],
        ),
        # to a pool that is not there
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<collaboration id="k"><participant id="amt" processRef="p" /><participant id="b" />'
            '<messageFlow id="mf" sourceRef="amt" targetRef="nichts" /></collaboration>',
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("message-flow-pools", body, around) == elements
