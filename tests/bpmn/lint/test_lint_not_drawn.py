"""not-drawn: a case can only be shown where something is drawn."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_elements_with_a_shape(remarks):
    assert remarks("not-drawn", "valid") == ()


def test_warns_of_an_element_without_a_shape(remarks):
    (finding,) = remarks("not-drawn", "invalid")

    assert (finding.element, finding.severity) == ("ende", Severity.WARNING)
    assert "„ende“" in finding.reason


def test_warns_once_of_a_file_without_a_diagram(remarks):
    (finding,) = remarks("not-drawn", "no_diagram")

    assert finding.element == "p"
    assert "kein Diagramm" in finding.reason
