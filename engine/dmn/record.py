"""An evaluated decision as a JSON-able record, to be stored with the case."""

from __future__ import annotations

from engine import feel
from engine.dmn.outcome import Evaluation
from engine.feel import Warning


def to_json(evaluation: Evaluation) -> dict[str, object]:
    """Return everything an evaluation holds as plain dicts, lists, numbers and text; keys are stable."""
    return {
        "decision": evaluation.decision,
        "name": evaluation.name,
        "value": feel.to_json(evaluation.value),
        "inputs": [
            {"label": item.label, "expression": item.expression, "value": feel.to_json(item.value)}
            for item in evaluation.inputs
        ],
        "rules": [
            {
                "id": rule.id,
                "index": rule.index,
                "annotations": [{"name": note.name, "text": note.text} for note in rule.annotations],
                "outputs": {name: feel.to_json(value) for name, value in rule.outputs.items()},
                "cells": [
                    {"label": cell.label, "value": feel.to_json(cell.value), "test": cell.test}
                    for cell in rule.cells
                ],
            }
            for rule in evaluation.rules
        ],
        "required": [to_json(required) for required in evaluation.required],
        "warnings": [_warning(warning) for warning in evaluation.warnings],
        "undetermined": list(evaluation.undetermined),
    }


def _warning(warning: Warning) -> dict[str, object]:
    return {
        "kind": warning.kind.value,
        "message": warning.message,
        "position": list(warning.position) if warning.position else None,
        "name": warning.name,
    }
