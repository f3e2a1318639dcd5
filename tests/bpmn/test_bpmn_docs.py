"""The documentation names every rule and says of every element what becomes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.bpmn.basis import FAULTS, Basis, basis_of
from engine.bpmn.catalogue import EXECUTED
from engine.bpmn.element import FLOW_NODES
from engine.bpmn.lint import FILE_RULES
from engine.bpmn.lint import RULES as GRAPH_RULES

ROOT = Path(__file__).parents[2]
RULES = (*GRAPH_RULES, *FILE_RULES)
TEXT = (ROOT / "docs" / "bpmn.md").read_text(encoding="utf-8")
DOCUMENTED = set(re.findall(r"`([^`]+)`", TEXT))
_NOTED = re.compile(r'(?:\.(?:error|warn)\(|_refused\(\s*file,|rule=)\s*"([a-z-]+)"')


def rules_of_parsing_and_compiling() -> list[str]:
    sources = (ROOT / "engine" / "bpmn").glob("*.py")
    return sorted({rule for file in sources for rule in _NOTED.findall(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("rule", [rule.name for rule in RULES] + rules_of_parsing_and_compiling())
def test_every_rule_is_documented(rule):
    assert rule in DOCUMENTED


def bases_in_the_tables() -> dict[str, str]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if line.startswith("| `")
    ]
    return {
        rule: next(cell for cell in row if cell in set(Basis))
        for row in rows
        if set(row) & set(Basis)
        for rule in re.findall(r"`([^`]+)`", row[0])
    }


def test_the_tables_say_the_basis_of_every_rule():
    known = {rule.name: rule.basis for rule in RULES} | dict(FAULTS)

    assert bases_in_the_tables() == known
    assert all(basis_of(rule) is basis for rule, basis in known.items())


def test_every_fault_has_a_basis():
    assert set(rules_of_parsing_and_compiling()) <= set(FAULTS)
    assert basis_of("not-a-rule") is Basis.PRACTICE


def test_finds_the_rules_in_the_sources():
    assert {"not-bpmn", "feel-syntax", "vendor-extension", "not-executable"} <= set(
        rules_of_parsing_and_compiling()
    )


@pytest.mark.parametrize("name", sorted(FLOW_NODES | EXECUTED))
def test_every_element_is_documented(name):
    assert name in DOCUMENTED
