"""The documentation names every rule and says of every element what becomes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.bpmn.catalogue import EXECUTED
from engine.bpmn.element import FLOW_NODES
from engine.bpmn.lint import RULES

ROOT = Path(__file__).parents[2]
DOCUMENTED = set(re.findall(r"`([^`]+)`", (ROOT / "docs" / "bpmn.md").read_text(encoding="utf-8")))
_NOTED = re.compile(r'(?:\.(?:error|warn)\(|_refused\(\s*file,|rule=)\s*"([a-z-]+)"')


def rules_of_parsing_and_compiling() -> list[str]:
    sources = (ROOT / "engine" / "bpmn").glob("*.py")
    return sorted({rule for file in sources for rule in _NOTED.findall(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("rule", [rule.name for rule in RULES] + rules_of_parsing_and_compiling())
def test_every_rule_is_documented(rule):
    assert rule in DOCUMENTED


def test_finds_the_rules_in_the_sources():
    assert {"not-bpmn", "feel-syntax", "vendor-extension", "not-executable"} <= set(
        rules_of_parsing_and_compiling()
    )


@pytest.mark.parametrize("name", sorted(FLOW_NODES | EXECUTED))
def test_every_element_is_documented(name):
    assert name in DOCUMENTED
