"""Plain words cannot be executed (BPMN 2.0.2, 8.3.7): expressions of executable processes are formal.

Formal is what is typed `tFormalExpression` or names a language, and also what is plainly no prose: FEEL behind an
equals sign, an expression of another engine in braces, a number, a truth value, a comparison or call.
`timer-value` speaks of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark
from engine.bpmn.lint.file import File, FileRule

_NAMES = (
    "conditionExpression",
    "condition",
    "loopCondition",
    "loopCardinality",
    "completionCondition",
    "activationCondition",
    "from",
    "to",
)
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PLAINLY_FORMAL = re.compile(r"=.*|.*[$#]\{.*|[+-]?\d+(\.\d+)?|true|false|.*[<>=(].*", re.DOTALL)


def check(file: File) -> Iterator[Remark]:
    for expression in file.all(*_NAMES):
        text = expression.text
        if not text or not file.runs(expression) or expression.get("language"):
            continue
        # The condition of a complex behaviour is formal by the schema.
        if expression.name == "condition" and file.parent(expression).name != "conditionalEventDefinition":
            continue
        if expression.attributes.get(_TYPE, "").endswith("tFormalExpression"):
            continue
        if not _PLAINLY_FORMAL.fullmatch(text):
            yield file.fault(
                file.parent(expression),
                f"enthält Prosa statt eines Ausdrucks („{text[:60]}“).",
                "Schreiben Sie einen FEEL-Ausdruck oder kennzeichnen Sie den Prozess als nicht ausführbar.",
            )


RULE = FileRule("expression-formal", Basis.STANDARD, check)
