"""An evaluated decision in German sentences, made of the table's own labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine import feel
from engine.dmn.outcome import Cell, Evaluation, FiredRule
from engine.feel import Date, DateTime, Time, Value
from engine.wording import say

_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(.+)", re.DOTALL)
_INTERVAL = re.compile(r"([\[\](])\s*([^,\[\]]+?)\s*\.\.\s*([^,\[\]]+?)\s*([\[\])])")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"(?:\s*,\s*"(?:\\.|[^"\\])*")*')
_STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)

_AMOUNTS = {">=": "mindestens", "<=": "höchstens", ">": "mehr als", "<": "weniger als"}
_MOMENTS = {">=": "frühestens", "<=": "spätestens", ">": "nach", "<": "vor"}


def explain(evaluation: Evaluation) -> tuple[str, ...]:
    """Return the decision in sentences, what it was built on first, each decision once."""
    return tuple(_explain(evaluation, set()))


def _explain(evaluation: Evaluation, told: set[str]) -> Iterator[str]:
    if evaluation.decision in told:
        return
    told.add(evaluation.decision)
    for required in evaluation.required:
        yield from _explain(required, told)
    title = f"„{evaluation.name}“"
    if evaluation.undetermined:
        missing = ", ".join(f"„{name}“" for name in evaluation.undetermined)
        verb = "fehlt" if len(evaluation.undetermined) == 1 else "fehlen"
        yield f"{title} ist nicht bestimmbar, weil {missing} {verb} oder nicht lesbar ist."
    elif evaluation.rules:
        for rule in evaluation.rules:
            yield from _rule(title, rule)
        yield f"Ergebnis von {title}: {say(evaluation.value)}."
    else:
        for looked_at in evaluation.inputs:
            yield f"{looked_at.label}: {say(looked_at.value)}."
        yield f"Ergebnis von {title}: {say(evaluation.value)}."
    for warning in evaluation.warnings:
        yield f"Hinweis zu {title}: {warning.message.rstrip('.')}."


def _rule(title: str, rule: FiredRule) -> Iterator[str]:
    tested = [cell for cell in rule.cells if cell.test != "-"]
    if not tested:
        yield f"{title}: Regel {rule.index} gilt ohne weitere Bedingung."
    else:
        conditions = "; ".join(_cell(cell) for cell in tested)
        yield f"{title}: Regel {rule.index} trifft zu – {conditions}."
    for annotation in rule.annotations:
        heading = f"{annotation.name}: " if annotation.name else ""
        yield f"{heading}{annotation.text.rstrip('.')}."


def _cell(cell: Cell) -> str:
    return f"{cell.label}: {say(cell.value)} (verlangt: {condition(cell.test)})"


def condition(test: str) -> str:
    """Return an input cell in words where its form is a common one, else as it is written."""
    text = test.strip()
    if found := _NOT.fullmatch(text):
        return f"nicht {condition(found.group(1))}"
    if _STRINGS.fullmatch(text):
        return " oder ".join(f"„{word}“" for word in _STRING.findall(text))
    if found := _COMPARISON.fullmatch(text):
        return _comparison(found.group(1), found.group(2)) or text
    if found := _INTERVAL.fullmatch(text):
        return _interval(*found.groups()) or text
    value = _constant(text)
    return text if value is None else say(value)


def _comparison(operator: str, operand: str) -> str | None:
    value = _constant(operand)
    if value is None:
        return None
    words = _MOMENTS if isinstance(value, Date | DateTime | Time) else _AMOUNTS
    return f"{words[operator]} {say(value)}"


def _interval(opening: str, start: str, end: str, closing: str) -> str | None:
    first, last = _constant(start), _constant(end)
    if first is None or last is None:
        return None
    over = "" if opening == "[" else "über "
    below = "" if closing == "]" else "unter "
    return f"von {over}{say(first)} bis {below}{say(last)}"


def _constant(text: str) -> Value:
    """Return the value of an expression that reads nothing, else None."""
    try:
        expression = feel.compile_expression(text)
    except feel.SyntaxFault:
        return None
    return None if expression.variables else expression.evaluate({}).value
