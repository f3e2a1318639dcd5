"""The registry: one rule, one file, one test, one line in the documentation."""

from __future__ import annotations

from pathlib import Path

import engine.bpmn
from engine.bpmn.lint import FILE_RULES
from engine.bpmn.lint import RULES as GRAPH_RULES

RULES = (*GRAPH_RULES, *FILE_RULES)
ROOT = Path(__file__).parents[3]
RULE_FILES = {
    file.stem.replace("_", "-")
    for file in (ROOT / "engine" / "bpmn" / "lint").glob("*.py")
    if file.stem not in {"__init__", "context", "file", "items", "token_way", "variables"}
}


def test_every_file_is_a_registered_rule_of_its_name():
    assert [rule.name for rule in RULES] == list(dict.fromkeys(rule.name for rule in RULES))
    assert {rule.name for rule in RULES} == RULE_FILES


def test_every_rule_has_a_test_and_two_models():
    for rule in RULES:
        models = ROOT / "tests" / "resources" / "bpmn" / "lint" / rule.name
        assert (models / "valid.bpmn").is_file(), rule.name
        assert (models / "invalid.bpmn").is_file(), rule.name
        assert (Path(__file__).parent / f"test_lint_{rule.name.replace('-', '_')}.py").is_file(), rule.name


def test_public_names_are_exact():
    assert engine.bpmn.__all__ == sorted(engine.bpmn.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(engine.bpmn, name) for name in engine.bpmn.__all__)
