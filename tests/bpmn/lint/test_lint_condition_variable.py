"""condition-variable: a condition reads what something sets."""

from __future__ import annotations

from engine.bpmn import Knowledge
from engine.errors import Severity

FORMS = Knowledge(forms={"antrag": frozenset({"vollstaendig"})})


def test_accepts_a_variable_a_form_sets(remarks):
    assert remarks("condition-variable", "valid", FORMS) == ()


def test_refuses_a_variable_nothing_sets(remarks):
    (finding,) = remarks("condition-variable", "invalid", FORMS)

    assert (finding.element, finding.severity) == ("frage_ja", Severity.ERROR)
    assert "„vollständig“" in finding.reason


def test_says_nothing_while_the_forms_are_unknown(remarks):
    assert remarks("condition-variable", "invalid") == ()


def test_only_warns_where_no_form_is_used_and_none_is_known(remarks):
    (finding,) = remarks("condition-variable", "no_form")

    assert (finding.element, finding.severity) == ("frage_ja", Severity.WARNING)


def test_accepts_what_the_engine_sets_in_every_instance(remarks):
    known = Knowledge(forms=FORMS.forms, variables=frozenset({"vollständig"}))

    assert remarks("condition-variable", "invalid", known) == ()


def test_accepts_what_scripts_decisions_mappings_and_the_property_set(remarks):
    assert remarks("condition-variable", "setters", Knowledge(forms={})) == ()


def test_refuses_what_an_output_mapping_or_a_scope_keeps_back(remarks):
    findings = remarks("condition-variable", "kept_back", Knowledge(forms={}))

    assert [finding.element for finding in findings] == ["frage_innen", "frage_lokal"]


def test_accepts_what_a_repetition_collects_and_each_turn_finds(remarks):
    findings = remarks("condition-variable", "repeated", Knowledge(forms={}))

    assert [finding.element for finding in findings] == ["frage_danach_einzeln"]
