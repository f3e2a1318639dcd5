"""Every finding that can be made of a DMN file is explained in docs/dmn.md."""

from __future__ import annotations

import re
from pathlib import Path

from engine.dmn import Problem

ROOT = Path(__file__).parents[2]


def test_every_finding_is_documented():
    text = (ROOT / "docs" / "dmn.md").read_text("utf-8")
    sources = [path.read_text("utf-8") for path in sorted((ROOT / "engine" / "dmn").glob("*.py"))]
    made = {
        rule
        for source in sources
        for rule in re.findall(r'(?:fault|warn|_twice)\(\s*\w+(?:\(\w*\))?,\s*"([a-z-]+)"', source)
        if "-" in rule
    } | {"decision-fault", *(problem.value for problem in Problem)}

    assert len(made) > 30
    assert [rule for rule in sorted(made) if f"`{rule}`" not in text and rule not in _OF_RULE_SETS] == []


#: those of rule sets are explained where they are (docs/rechtsstand.md)
_OF_RULE_SETS = frozenset(
    re.findall(r'"([a-z-]+-[a-z-]+)"', (ROOT / "engine" / "dmn" / "rule_set.py").read_text("utf-8"))
)
