"""transaction-cancel: only transactions are cancelled."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("transaction-cancel", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("transaction-cancel", "invalid")

    assert (finding.element, finding.severity) == ("b", Severity.ERROR)
    assert "nicht an eine Transaktion" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # an end outside every transaction
        (
            '<startEvent id="s" /><endEvent id="e"><cancelEventDefinition /></endEvent>'
            '<sequenceFlow id="s_e" sourceRef="s" targetRef="e" />',
            "",
            ["e"],
        ),
        # an end in a sub-process of a transaction
        (
            '<transaction id="t"><subProcess id="u"><endEvent id="e"><cancelEventDefinition />'
            "</endEvent></subProcess></transaction>",
            "",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("transaction-cancel", body, around) == elements
