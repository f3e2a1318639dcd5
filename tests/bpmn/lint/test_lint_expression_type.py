"""expression-type: expressions ask what some value can answer."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_functions_that_are_there_and_types_that_match(remarks):
    assert remarks("expression-type", "valid") == ()


def test_finds_functions_nobody_has_and_warns_of_types_that_never_match(remarks):
    found = remarks("expression-type", "invalid")

    assert [(finding.element, finding.severity) for finding in found] == [
        ("a", Severity.ERROR),
        ("b", Severity.WARNING),
        ("b", Severity.WARNING),
    ]
    assert "Zeile 1, Spalte 1: Eine Funktion „heute“ gibt es nicht." in found[0].reason
    assert "Datum wird mit Text verglichen" in found[1].reason
    assert "contains(string, match)" in found[2].reason
