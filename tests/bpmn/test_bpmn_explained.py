"""Every rule is explained, and docs/lint.md says what the rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bpmn import EXPLANATIONS, as_markdown, explain
from engine.bpmn.basis import FAULTS, Basis, basis_of
from engine.bpmn.lint import FILE_RULES, RULES

DOCUMENT = Path(__file__).parents[2] / "docs" / "lint.md"


def test_every_rule_of_lint_and_of_the_drawing_is_explained():
    known = {rule.name for rule in (*RULES, *FILE_RULES)} | {
        one for one in FAULTS if one.startswith("drawing-")
    }

    assert known <= set(EXPLANATIONS)
    assert explain("not-a-rule") is None


@pytest.mark.parametrize("rule", EXPLANATIONS)
def test_an_explanation_is_whole(rule):
    told = EXPLANATIONS[rule]

    assert not told.title.endswith(".")
    assert all(text.endswith((".", ")")) for text in (told.why, told.wrong, told.right)), rule
    assert told.wrong != told.right
    assert bool(told.norm) or basis_of(rule) is Basis.PRACTICE


def test_titles_tell_rules_apart():
    assert len({told.title for told in EXPLANATIONS.values()}) == len(EXPLANATIONS)


def test_the_document_says_what_the_rules_say():
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown()


def test_one_rule_is_a_section_with_its_norm():
    section = as_markdown("default-condition")

    assert section.startswith("## default-condition\n\n**Standardfluss mit Bedingung.** ")
    assert section.endswith("* Grundlage: BPMN 2.0.2, 8.3.13\n")
    assert "* Grundlage: gute Praxis" in as_markdown("task-name")
