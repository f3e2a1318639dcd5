"""Why a finding stands against a file: because BPMN says so, or because this engine or good practice does.

Lint rules carry their basis; here are those of parsing, compiling and the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn.lint import FILE_RULES, RULES, Basis

__all__ = ["FAULTS", "Basis", "basis_of"]

_STANDARD = (
    "not-bpmn",
    "xml-syntax",
    "id-duplicate",
    "reference-missing",
    "reference-dangling",
    "reference-kind",
    "event-refused",
    "event-undefined",
    "event-unnamed",
    "event-multiple",
    "link-unnamed",
    "timer-missing",
    "message-missing",
    "quantity",
    "compensation-handler",
    "flow-crosses",
    "flow-from-end",
    "flow-to-start",
    "flow-contradiction",
    "boundary-incoming",
    "boundary-scope",
    "condition-empty",
    "condition-missing",
    "default-misplaced",
    "default-foreign",
)
_PRACTICE = (
    "assignment-incomplete",
    "attribute-refused",
    "call-unnamed",
    "decision-unnamed",
    "drawing-crossing",
    "drawing-direction",
    "drawing-label",
    "drawing-line",
    "drawing-marker",
    "drawing-overlap",
    "drawing-size",
    "element-refused",
    "feel-expected",
    "feel-syntax",
    "foreign-element",
    "form-binding",
    "form-misplaced",
    "job-missing",
    "loop-cardinality",
    "loop-endless",
    "loop-event",
    "loop-maximum",
    "mapping-source",
    "mapping-target",
    "not-executable",
    "priority-invalid",
    "reference-imported",
    "result-variable",
    "script-missing",
    "task-message",
    "too-many-findings",
    "too-many-processes",
    "vendor-extension",
    "xml-doctype",
    "xml-encoding",
    "xml-size",
    "zeebe-binding",
    "zeebe-extension",
)

#: the findings of parsing, compiling and the drawing
FAULTS: Mapping[str, Basis] = MappingProxyType(
    dict.fromkeys(_STANDARD, Basis.STANDARD) | dict.fromkeys(_PRACTICE, Basis.PRACTICE)
)
_ALL: Mapping[str, Basis] = MappingProxyType(
    dict(FAULTS) | {rule.name: rule.basis for rule in RULES} | {rule.name: rule.basis for rule in FILE_RULES}
)


def basis_of(rule: str) -> Basis:
    """The basis of a rule by its name; a rule that is not known is a practice of whoever made it."""
    return _ALL.get(rule, Basis.PRACTICE)
