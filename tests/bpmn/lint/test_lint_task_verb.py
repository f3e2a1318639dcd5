"""task-verb: the name of a user task says what is to be done."""

from __future__ import annotations

import pytest

from engine.bpmn import compile_graphs, lint, parse
from engine.errors import Severity


def test_accepts_a_verb_at_the_end(remarks):
    assert remarks("task-verb", "valid") == ()


def test_warns_of_a_name_without_one(remarks):
    (finding,) = remarks("task-verb", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.WARNING)
    assert "„Sicherheitsabfrage“" in finding.reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Klären, warum kein Antrag vorliegt", False),
        ("Nachhalten", False),
        ("An Frist erinnern (14 Tage)", False),
        ("Unterlagen sammeln", False),
        ("pruefen", False),  # an id that nobody has made a name of yet
        ("Prüfung gegen den Antrag", True),
        ("Familie, Kinder", True),
    ],
)
def test_a_word_that_may_be_a_verb_is_enough(model, name, told):
    source = model("lint/task-verb/invalid").replace(b"Sicherheitsabfrage", name.encode())
    document = parse(source, "x.bpmn")

    assert any(one.rule == "task-verb" for one in lint(document, compile_graphs(document))) == told
