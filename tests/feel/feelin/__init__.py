"""What feelin, the FEEL of bpmn-io, makes of our test tables: a second opinion for development, not a reference.

    cd tests/feel/feelin && npm ci --ignore-scripts && cd - && python -m tests.feel.feelin

prints every expression on which the two differ. `known.txt` lists those where feelin is known to be wrong or to do
something else on purpose; anything besides is to be looked up in the standard.
"""

from __future__ import annotations

import importlib
import json
import math
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from engine.feel import Function, Range, SyntaxFault, Value, compile_expression, text

HERE = Path(__file__).parent
KNOWN = HERE / "known.txt"
#: the tables of expressions without variables, by module
TABLES = {
    "test_feel_chapter10": ("TABLES",),
    "test_feel_arithmetic": ("CASES",),
    "test_feel_contexts": ("CASES",),
    "test_feel_lists": ("CASES",),
    "test_feel_ranges": ("CASES",),
    "test_feel_strings": ("CASES",),
    "test_feel_temporal": ("CASES", "FRACTIONS"),
    "test_feel_literals": ("CASES",),
    "test_feel_logic": ("CASES",),
}
_DIGITS = 1e-12


class Difference(NamedTuple):
    """An expression, what it is here, and what it is there."""

    expression: str
    ours: object
    theirs: object


def is_installed() -> bool:
    """Whether Node is there, and the package beside this file."""
    return shutil.which("node") is not None and (HERE / "node_modules" / "feelin").is_dir()


def expressions() -> list[str]:
    """Every expression of the tables, once."""
    found: dict[str, None] = {}
    for module, names in TABLES.items():
        tables = importlib.import_module(f"tests.feel.{module}")
        for name in names:
            found.update(dict.fromkeys(row[0] for row in getattr(tables, name)))
    return list(found)


def differences(of: list[str]) -> list[Difference]:
    """The expressions on which the two do not agree; a number that differs after twelve digits agrees."""
    asked = "".join(f"{json.dumps(expression)}\n" for expression in of)
    command = ["node", "--no-warnings", "evaluate.mjs"]
    answered = subprocess.run(
        command, cwd=HERE, input=asked, capture_output=True, text=True, check=True, timeout=60
    )
    answers = [json.loads(line) for line in answered.stdout.splitlines()]
    pairs = ((expression, _ours(expression), answer) for expression, answer in zip(of, answers, strict=True))
    return [
        Difference(expression, ours, answer.get("value", answer.get("fault")))
        for expression, ours, answer in pairs
        if not _agree(ours, answer.get("value"))
    ]


def known() -> dict[str, str]:
    """The expressions of `known.txt`, each with the reason that stands over it."""
    reasons: dict[str, str] = {}
    reason = ""
    for line in KNOWN.read_text("utf-8").splitlines():
        if line.startswith("# "):
            reason = line[2:]
        elif line:
            reasons[json.loads(line)] = reason
    return reasons


def _ours(expression: str) -> object:
    try:
        return _plain(compile_expression(expression).evaluate({}).value)
    except SyntaxFault:
        return None


def _plain(value: Value) -> object:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return float(value)
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case Function():
            return "function"
        case Range(operator=None):
            return text(value)
    return text(value)


def _agree(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, int | float) and not isinstance(theirs, bool):
        return math.isclose(ours, theirs, rel_tol=_DIGITS, abs_tol=_DIGITS)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_agree, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(_agree(ours[key], theirs[key]) for key in ours)
    return type(ours) is type(theirs) and ours == theirs
