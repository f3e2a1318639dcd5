"""gateway-question: the ways out of a choice answer its name."""

from __future__ import annotations

import pytest

from engine.bpmn import compile_graphs, lint, parse
from engine.errors import Severity


def test_accepts_a_question(remarks):
    assert remarks("gateway-question", "valid") == ()


def test_warns_of_a_choice_that_asks_nothing(remarks):
    (finding,) = remarks("gateway-question", "invalid")

    assert (finding.element, finding.severity) == ("g", Severity.WARNING)
    assert "„Prüfung der Unterlagen“" in finding.reason


@pytest.mark.parametrize(
    ("name", "found"),
    [("Titel „§ 25b“?", []), ("Pass da? (§ 3)", ["g"]), ("", []), ("„Pass da?“", []), ("Was tun? ", [])],
)
def test_what_closes_the_question_does_not_hide_it(model, name, found):
    source = model("lint/gateway-question/invalid").replace("Prüfung der Unterlagen".encode(), name.encode())
    document = parse(source, "x.bpmn")

    told = [one.element for one in lint(document, compile_graphs(document)) if one.rule == "gateway-question"]

    assert told == found
