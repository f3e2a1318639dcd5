"""docs/forms.md names every component and every property that is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.forms import Kind
from engine.forms.parse_component import DECORATION, READ, REFUSED, VALIDATE

TEXT = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
# The skeleton of every component, not a property somebody sets.
SKELETON = {"type", "id", "components", "content", "conditional", "appearance", "validate", "subtype"}


@pytest.mark.parametrize("kind", list(Kind))
def test_component_is_documented(kind):
    assert f"`{kind.value}`" in TEXT


@pytest.mark.parametrize("name", sorted((READ | DECORATION | set(REFUSED)) - SKELETON))
def test_property_is_documented(name):
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("name", sorted(VALIDATE))
def test_rule_is_documented(name):
    assert f"`validate.{name}`" in TEXT
