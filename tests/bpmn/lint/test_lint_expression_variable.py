"""expression-variable: expressions read what something sets."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_script_that_reads_a_result(remarks):
    assert remarks("expression-variable", "valid") == ()


def test_warns_of_a_name_nothing_sets(remarks):
    (finding,) = remarks("expression-variable", "invalid")

    assert (finding.element, finding.severity) == ("b", Severity.WARNING)
    assert "„sume“" in finding.reason


def test_looks_into_assignments_timers_keys_and_mappings(remarks):
    findings = remarks("expression-variable", "everywhere")

    assert [(finding.element, finding.reason.split(" von ")[0]) for finding in findings] == [
        ("a", "Die Zuordnung zu „lokal“"),
        ("a", "Die Kandidatengruppe"),
        ("a", "Die Frist"),
        ("warten", "Die Zeitangabe"),
        ("nachricht", "Der Korrelationsschlüssel"),
    ]
