"""Every rule that makes findings is explained, and docs/lint.md says what the explanations say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import profile
from engine.bpmn.basis import FAULTS, Basis, basis_of
from engine.bpmn.lint import FILE_RULES, RULES
from engine.dmn import Problem
from engine.explanations import EXPLANATIONS, as_markdown, explain

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "lint.md"
#: where rules are written into findings as words, not as values of a list
WRITTEN = (
    *sorted(ROOT.glob("engine/dmn/*.py")),
    *sorted(ROOT.glob("engine/forms/*.py")),
    *(
        ROOT / "engine" / "execution" / f"{name}.py"
        for name in ("bundle", "exemptions", "prechecks", "triggers", "unread")
    ),
)
#: words of CSS, XML and JSON that look like the name of a rule
NO_RULES = frozenset({"date-only", "form-js", "min-date", "max-date"})
_RULE = re.compile(r"[a-z]+(-[a-z]+)+")


def _named(path: Path) -> Iterator[str]:
    """The words among the arguments of calls that look like the name of a rule."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for one in (*node.args, *(word.value for word in node.keywords)):
                if (
                    isinstance(one, ast.Constant)
                    and isinstance(one.value, str)
                    and _RULE.fullmatch(one.value)
                ):
                    yield one.value


def test_every_rule_is_explained():
    listed = {rule.name for rule in (*RULES, *FILE_RULES)} | set(FAULTS) | set(profile.RULES) | set(Problem)
    written = {name for path in WRITTEN for name in _named(path)} - NO_RULES

    assert {"form-key", "no-diagram", "import-circle"} <= written
    assert sorted((listed | written) - set(EXPLANATIONS)) == []
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
