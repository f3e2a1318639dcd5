"""An evaluated decision in German sentences, made of the table's own labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from engine import feel
from engine.dmn.cells import region_of
from engine.dmn.describe import region_in_words
from engine.dmn.notes import read_notes
from engine.dmn.outcome import Cell, Evaluation, FiredRule, PassedRule
from engine.feel import Date, DateTime, Time, Value
from engine.wording import say, spelled

_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(.+)", re.DOTALL)
_INTERVAL = re.compile(r"([\[\](])\s*([^,\[\]]+?)\s*\.\.\s*([^,\[\]]+?)\s*([\[\])])")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"(?:\s*,\s*"(?:\\.|[^"\\])*")*')
_STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)

_AMOUNTS = {">=": "mindestens", "<=": "höchstens", ">": "mehr als", "<": "weniger als"}
_MOMENTS = {">=": "frühestens", "<=": "spätestens", ">": "nach", "<": "vor"}

_NOTHING = re.compile(r"\bnull\b")
_MISSING = "Eine Angabe fehlt; ein Teil ließ sich darum nicht rechnen"

_CACHED = 4096
#: members of a context that say what it means
_MEANS = ("bedeutung", "befund")
#: so many rules that did not apply are told of one table
_NEAREST = 3


def explain(evaluation: Evaluation, rule_sets: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the decision in sentences, what it was built on first, each decision once.

    `rule_sets` says by decision id which state of the law it was computed on, in words.
    """
    return tuple(_explain(evaluation, rule_sets or {}, set()))


def nearest(evaluation: Evaluation, most: int) -> tuple[PassedRule, ...]:
    """Return the rules that came close to deciding, in table order.

    Close is a rule that one condition kept from it, if others held or if that one is a comparison: that a word is
    another word is nothing close. Where no rule decided, and none was close, those with the fewest obstacles; where a
    decision is undetermined, the rules that hang on what is missing.
    """
    if evaluation.undetermined:
        return _still_open(evaluation)[:most]
    passed = [rule for rule in evaluation.passed_rules if rule.failed or rule.unknown]
    close = [rule for rule in passed if _is_close(rule)]
    if close or evaluation.rules:
        return tuple(close[:most])
    ranked = sorted(passed, key=lambda rule: (len(rule.failed) + len(rule.unknown), rule.index))[:most]
    return tuple(sorted(ranked, key=lambda rule: rule.index))


def _still_open(evaluation: Evaluation) -> tuple[PassedRule, ...]:
    return tuple(rule for rule in evaluation.passed_rules if rule.unknown and not rule.failed)


def _is_close(rule: PassedRule) -> bool:
    obstacles = (*rule.failed, *rule.unknown)
    return len(obstacles) == 1 and (rule.held > 0 or not isinstance(obstacles[0].value, str | bool | None))


def _explain(evaluation: Evaluation, rule_sets: Mapping[str, str], told: set[int | str]) -> Iterator[str]:
    if id(evaluation) in told:
        return
    told.add(id(evaluation))
    for required in evaluation.required:
        yield from _explain(required, rule_sets, told)
    title = f"„{evaluation.name}“"
    if evaluation.decision in rule_sets:
        yield f"Rechtsstand von {title}: {rule_sets[evaluation.decision].rstrip('.')}."
    yield from (f"{one[:1].upper()}{one[1:]}." for one in evaluation.agreed)
    if evaluation.undetermined:
        yield from _undetermined(title, evaluation)
    else:
        yield from _determined(title, evaluation, told)
    for message in dict.fromkeys(_warned(warning.message) for warning in evaluation.warnings):
        yield f"Hinweis zu {title}: {message.rstrip('.')}."


def _warned(message: str) -> str:
    """What a warning means to a clerk; that of an expression that met nothing is for whoever draws, in the record."""
    return _MISSING if _NOTHING.search(message) else message


def _undetermined(title: str, evaluation: Evaluation) -> Iterator[str]:
    labels = {one.expression: one.label for one in evaluation.inputs}
    missing = ", ".join(f"„{_heading(labels.get(name, name))}“" for name in evaluation.undetermined)
    verb = "fehlt" if len(evaluation.undetermined) == 1 else "fehlen"
    yield f"{title} ist nicht bestimmbar, weil {missing} {verb} oder nicht lesbar ist."
    for rule in _still_open(evaluation)[:_NEAREST]:
        yield f"Offen ist Regel {rule.index}{_norm(rule)}: {'; '.join(_open(cell) for cell in rule.unknown)}."


def _determined(title: str, evaluation: Evaluation, told: set[int | str]) -> Iterator[str]:
    rules = evaluation.rules
    for rule in rules:
        yield from _rule(title, rule)
    if not rules:
        # What it was built on has just been told, and what was read before is still known.
        known = {name for required in evaluation.required for name in (required.decision, required.name)}
        for looked_at in evaluation.inputs:
            if looked_at.expression in known or isinstance(looked_at.value, dict):
                continue
            if said := _value(looked_at.value):
                line = f"{_heading(looked_at.label)}: {said}."
                if line not in told:
                    told.add(line)
                    yield line
        if evaluation.passed_rules:
            yield f"{title}: Keine Regel trifft zu."
    if said := _result(evaluation):
        yield f"Ergebnis von {title}: {said}."
    for passed in nearest(evaluation, _NEAREST):
        reasons = [_cell(cell, "nicht erfüllt") for cell in passed.failed] + list(map(_open, passed.unknown))
        yield f"Nicht angewandt: Regel {passed.index}{_norm(passed)} – {'; '.join(reasons)}."


def _result(evaluation: Evaluation) -> str:
    """What came out, in words; nothing where it is data that only other decisions read."""
    value, headings = evaluation.value, evaluation.headings
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return "; ".join(filter(None, (_context(one, headings) for one in value if isinstance(one, dict))))
    return _context(value, headings) if isinstance(value, dict) else _value(value) or "keine Angabe"


def _context(value: Mapping[str, Value], headings: Mapping[str, str]) -> str:
    """Of a context that says what it means only that, else each member that has a value, by the table's headings."""
    for name in _MEANS:
        meaning = value.get(name)
        if name not in headings and isinstance(meaning, str):
            return meaning.rstrip(".")
    parts = {
        headings.get(name) or _heading(name): _value(one) for name, one in value.items() if one is not None
    }
    return "; ".join(f"{heading}: {said}" for heading, said in parts.items() if said)


def _value(value: Value) -> str:
    """A value in words; nothing for data within data, which nobody reads as a sentence."""
    if isinstance(value, dict):
        return _context(value, {}) if any(name in value for name in _MEANS) else ""
    if isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            return "; ".join(filter(None, map(_value, value)))
        return ", ".join(map(_said, value)) or "keine"
    return _said(value).rstrip(".")


def _said(value: Value) -> str:
    return spelled(value) if isinstance(value, str) else say(value)


def _heading(name: str) -> str:
    """What is read, as a heading: a label as it is, a variable that has none spelled out."""
    words = spelled(name)
    return words if words == name and not name.islower() else f"{words[:1].upper()}{words[1:]}"


def _rule(title: str, rule: FiredRule) -> Iterator[str]:
    notes = read_notes(rule.annotations)
    tested = [cell for cell in rule.cells if cell.test != "-"]
    said = "; ".join(_cell(cell, "erfüllt") for cell in tested) or "ohne weitere Bedingung"
    norm = f"{notes.norm}: " if notes.norm else ""
    evidence = f". Nachweis: {notes.evidence}" if notes.evidence else ""
    yield f"{title}, Regel {rule.index} – {norm}{said}{evidence}."
    for heading, text in notes.others:
        yield f"{heading}: {text}." if heading else f"{text}."


def _norm(rule: PassedRule) -> str:
    norm = read_notes(rule.annotations).norm
    return f" ({norm})" if norm else ""


def _cell(cell: Cell, verdict: str) -> str:
    required, value = condition(cell.test), _value(cell.value) or say(cell.value)
    same = required.strip("„“") == value
    return f"{_heading(cell.label)} {required} – {verdict}" + ("" if same else f": {value}")


def _open(cell: Cell) -> str:
    return f"{_heading(cell.label)} {condition(cell.test)} – offen: {_said(cell.value)}"


@lru_cache(maxsize=_CACHED)
def condition(test: str) -> str:
    """Return an input cell in words where its form is a common one, else as it is written."""
    text = test.strip()
    if found := _NOT.fullmatch(text):
        return f"nicht {condition(found.group(1))}"
    if text == "null":
        return say(None)
    if _STRINGS.fullmatch(text):
        return " oder ".join(f"„{spelled(word)}“" for word in _STRING.findall(text))
    if (found := _COMPARISON.fullmatch(text)) and (said := _comparison(found.group(1), found.group(2))):
        return said
    if (found := _INTERVAL.fullmatch(text)) and (said := _interval(*found.groups())):
        return said
    value = _constant(text)
    if value is not None:
        return say(value)
    region = region_of(text, frozenset())
    return (region_in_words(region) if region is not None else None) or text


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
