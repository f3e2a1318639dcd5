"""condition-answer: a field is compared with what it can give."""

from __future__ import annotations

from engine.bpmn import Knowledge
from engine.bpmn.lint import Answers
from engine.errors import Severity

ANSWERS = {
    "vollstaendig": Answers("true oder false", frozenset({True, False})),
    "alter": Answers("eine Zahl", numbers=True),
    "weg": Answers("einen von: a, b", frozenset({"a", "b"})),
    "frei": None,
}
FORMS = Knowledge(forms={"antrag": frozenset(ANSWERS)}, answers={"antrag": ANSWERS})


def test_accepts_what_the_fields_can_give(remarks):
    assert remarks("condition-answer", "valid", FORMS) == ()


def test_warns_of_what_no_field_gives(remarks):
    findings = remarks("condition-answer", "invalid", FORMS)

    assert [finding.element for finding in findings] == ["frage_ja", "frage_zahl", "frage_alter", "frage_weg"]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "„vollstaendig“ mit „ja“" in findings[0].reason
    assert "true oder false" in findings[0].reason


def test_says_nothing_of_a_variable_that_something_else_sets_too(remarks):
    known = Knowledge(
        FORMS.forms, variables=frozenset({"vollstaendig", "alter", "weg"}), answers=FORMS.answers
    )

    assert remarks("condition-answer", "invalid", known) == ()
