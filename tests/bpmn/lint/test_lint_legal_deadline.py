"""legal-deadline: at a user task, with its norm, and nobody's to agree on."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_legal_deadline_beside_an_agreed_time(remarks):
    assert remarks("legal-deadline", "valid") == ()


def test_refuses_what_is_agreed_twice_or_at_the_wrong_place(remarks):
    agreed, twice, norm, alone, nothing, event = remarks("legal-deadline", "invalid")

    assert (agreed.element, agreed.severity) == ("vereinbaren", Severity.ERROR)
    assert "fragt nach einer vereinbarten Zeit" in agreed.reason
    assert twice.element == "doppelt"
    assert "zwei gesetzliche Fristen" in twice.reason
    assert (norm.element, norm.severity) == ("ohne_norm", Severity.WARNING)
    assert alone.element == "nur_norm"
    assert "nennt eine Norm, aber keine gesetzliche Frist" in alone.reason
    assert nothing.element == "nur_norm"
    assert "nennt ein Ereignis, aber keine gesetzliche Frist" in nothing.reason
    assert event.element == "ende"
    assert "ist aber keine Benutzeraufgabe" in event.reason
