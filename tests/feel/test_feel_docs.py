"""The reference says what the code does."""

import re
from pathlib import Path

import pytest

from engine.feel import BUILTIN_NAMES, Limits, WarningKind
from engine.feel.syntax.cursor import MAX_DEPTH
from engine.feel.syntax.lexer import MAX_LENGTH

REFERENCE = (Path(__file__).parents[2] / "docs" / "feel.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", REFERENCE, re.MULTILINE)


def _section(title: str) -> str:
    return REFERENCE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_function_is_listed_once():
    rows = [line for line in _section("Funktionen").splitlines() if line.startswith("|")]

    listed = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]

    assert sorted(listed) == sorted(BUILTIN_NAMES)


def test_every_kind_of_warning_is_explained():
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", _section("Warnungen"), re.MULTILINE))

    assert explained == set(WarningKind)


def test_limits_are_those_of_the_code():
    limits = Limits()
    stated = set(re.findall(r"\b\d+\b", _section("Grenzen")))

    for number in (limits.steps, limits.depth, limits.list_size, limits.string_size, MAX_DEPTH, MAX_LENGTH):
        assert str(number) in stated


@pytest.mark.parametrize(("expression", "value"), EXAMPLES)
def test_example_is_true(shown, expression, value):
    assert shown(expression) == value


def test_there_are_examples():
    assert len(EXAMPLES) > 10
