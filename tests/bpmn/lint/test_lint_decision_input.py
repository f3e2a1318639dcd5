"""decision-input: what a called decision reads must be set somewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bpmn import Knowledge
from engine.errors import Severity

#: the task calls “vorpruefung”, which reads “wohnort”
KNOWN = Knowledge(forms={}, variables=frozenset({"ags"}), inputs={"vorpruefung": frozenset({"wohnort"})})


def test_accepts_what_a_mapping_of_the_task_sets(remarks):
    assert remarks("decision-input", "valid", KNOWN) == ()


def test_warns_of_what_nobody_sets(remarks):
    (finding,) = remarks("decision-input", "invalid", KNOWN)

    assert (finding.element, finding.severity) == ("b", Severity.WARNING)
    assert "„vorpruefung“" in finding.reason
    assert "„wohnort“" in finding.reason


# comment per row: what else is known
@pytest.mark.parametrize(
    "known",
    [
        replace(KNOWN, variables=frozenset({"wohnort"})),  # the engine sets it
        replace(KNOWN, inputs=None),  # the decisions are unknown
        replace(KNOWN, inputs={"andere": frozenset({"wohnort"})}),  # another decision reads it
    ],
)
def test_says_nothing_where_nothing_is_missing(remarks, known):
    assert remarks("decision-input", "invalid", known) == ()
