"""An evaluated decision as a JSON-able record, to be stored with the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from engine import feel
from engine.dmn.explain import condition, nearest
from engine.dmn.notes import read_notes
from engine.dmn.outcome import Annotation, Cell, Evaluation
from engine.feel import Warning
from engine.wording import say

#: so many rules that did not decide are kept; a table of hundreds would fill the record with them
_KEPT: Final = 6


def to_json(evaluation: Evaluation, rule_sets: Mapping[str, object] | None = None) -> dict[str, object]:
    """Return everything an evaluation holds as plain dicts, lists, numbers and text; keys are stable.

    `rule_sets` says by decision id which state of the law it was computed on, as plain data. Beside the values
    stand the words for them: whoever shows the record years later needs no table. A decision that several others
    require is told once; where it comes again there are only its id, its name and `"repeated": true`.
    """
    return _record(evaluation, rule_sets or {}, set())


def _record(evaluation: Evaluation, known: Mapping[str, object], told: set[int]) -> dict[str, object]:
    if id(evaluation) in told:
        return {"decision": evaluation.decision, "name": evaluation.name, "repeated": True}
    told.add(id(evaluation))
    return {
        "decision": evaluation.decision,
        "name": evaluation.name,
        "rule_set": known.get(evaluation.decision),
        "value": feel.to_json(evaluation.value),
        "inputs": [
            {
                "label": item.label,
                "expression": item.expression,
                "value": feel.to_json(item.value),
                "said": say(item.value),
            }
            for item in evaluation.inputs
        ],
        "rules": [
            {
                "id": rule.id,
                "index": rule.index,
                **_notes(rule.annotations),
                "outputs": {name: feel.to_json(value) for name, value in rule.outputs.items()},
                "cells": _cells(rule.cells),
            }
            for rule in evaluation.rules
        ],
        "passed": [
            {
                "id": rule.id,
                "index": rule.index,
                **_notes(rule.annotations),
                "failed": _cells(rule.failed),
                "unknown": _cells(rule.unknown),
            }
            for rule in nearest(evaluation, _KEPT)
        ],
        "required": [_record(required, known, told) for required in evaluation.required],
        "warnings": [_warning(warning) for warning in evaluation.warnings],
        "undetermined": list(evaluation.undetermined),
    }


def _notes(annotations: tuple[Annotation, ...]) -> dict[str, object]:
    notes = read_notes(annotations)
    return {
        "annotations": [{"name": note.name, "text": note.text} for note in annotations],
        "norm": notes.norm,
        "evidence": notes.evidence,
    }


def _cells(cells: Iterable[Cell]) -> list[dict[str, object]]:
    return [
        {
            "label": cell.label,
            "value": feel.to_json(cell.value),
            "test": cell.test,
            "required": "" if cell.test == "-" else condition(cell.test),
            "said": say(cell.value),
        }
        for cell in cells
    ]


def _warning(warning: Warning) -> dict[str, object]:
    return {
        "kind": warning.kind.value,
        "message": warning.message,
        "position": list(warning.position) if warning.position else None,
        "name": warning.name,
    }
