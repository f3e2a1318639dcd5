"""decision-missing: a called decision must exist."""

from __future__ import annotations

from engine.bpmn import Knowledge
from engine.errors import Severity


def test_accepts_a_decision_that_is_there(remarks):
    assert remarks("decision-missing", "valid", Knowledge(decisions=frozenset({"vorpruefung"}))) == ()


def test_refuses_a_decision_that_is_not(remarks):
    (finding,) = remarks("decision-missing", "invalid", Knowledge(decisions=frozenset({"vorpruefung"})))

    assert (finding.element, finding.severity) == ("b", Severity.ERROR)
    assert "„vorprüfung“" in finding.reason


def test_says_nothing_while_the_decisions_are_unknown(remarks):
    assert remarks("decision-missing", "invalid") == ()
