"""declaration-unused: what is declared is referred to."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_what_an_event_names(remarks):
    assert remarks("declaration-unused", "valid") == ()


def test_warns_of_a_message_nothing_names(remarks):
    (finding,) = remarks("declaration-unused", "invalid")

    assert (finding.element, finding.severity) == ("m1", Severity.WARNING)
    assert finding.reason.startswith("Die Nachricht „ruecknahme“ ist vereinbart")


@pytest.mark.parametrize(
    ("around", "found"),
    [
        ('<error id="e"/><escalation id="k"/><signal id="s"/>', ["s", "e", "k"]),
        # by its name nobody refers to it
        ('<error id="e" name="e"/>', ["e"]),
        # an operation names it in a text, with a prefix
        (
            '<message id="m"/><interface id="i" name="i"><operation id="o" name="o">'
            "<inMessageRef>x:m</inMessageRef></operation></interface>",
            [],
        ),
    ],
)
def test_a_reference_in_a_text_counts(about, around, found):
    assert about("declaration-unused", '<startEvent id="start"/>', around) == found
