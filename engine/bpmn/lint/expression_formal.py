"""Plain words cannot be executed (BPMN 2.0.2, 8.4.6): expressions of executable processes are formal.

Formal is what is typed `tFormalExpression` or names a language; the schema makes anything else an expression in
natural language. What this engine runs without the mark is let pass: FEEL behind an equals sign and a number.
`timer-value` speaks of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
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
_EXECUTED = re.compile(r"=.*|[+-]?\d+(\.\d+)?", re.DOTALL | re.ASCII)


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
        if not _EXECUTED.fullmatch(text):
            yield file.fault(
                file.parent(expression),
                f"enthält „{text[:60]}“; ohne „tFormalExpression“ ist das Prosa und kein Ausdruck.",
                "Schreiben Sie einen FEEL-Ausdruck oder kennzeichnen Sie den Prozess als nicht ausführbar.",
            )


TOLD = Told(
    title="Satz statt Ausdruck",
    why=(
        "Ein Satz in Worten lässt sich nicht ausrechnen. In ausführbaren Prozessen sind Ausdrücke förmlich."
    ),
    wrong="Die Bedingung lautet „wenn der Pass da ist“.",
    right="Sie lautet = pass_vorhanden und ist als tFormalExpression gekennzeichnet.",
    norm="BPMN 2.0.2, 8.4.6",
)
RULE = FileRule("expression-formal", Basis.STANDARD, check, TOLD)
