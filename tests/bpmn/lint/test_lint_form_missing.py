"""form-missing: a named form must exist."""

from __future__ import annotations

from engine.bpmn import Knowledge
from engine.errors import Severity


def test_accepts_a_form_that_is_there(remarks):
    assert remarks("form-missing", "valid", Knowledge(forms={"antrag": frozenset()})) == ()


def test_refuses_a_form_that_is_not(remarks):
    (finding,) = remarks("form-missing", "invalid", Knowledge(forms={"antrag": frozenset()}))

    assert (finding.element, finding.severity) == ("start", Severity.ERROR)
    assert "„eingang“" in finding.reason


def test_says_nothing_while_the_forms_are_unknown(remarks):
    assert remarks("form-missing", "invalid") == ()
