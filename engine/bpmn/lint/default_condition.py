"""A default flow is taken when nothing else is; a condition on it would never be looked at (BPMN 2.0.2,
8.3.13).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.errors import Fix


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        for flow in node.outgoing:
            if flow.id == node.default and flow.condition is not None:
                yield error(
                    flow,
                    f"Der Standardfluss {titled(flow)} von {titled(node)} hat eine Bedingung, die nie "
                    f"geprüft würde.",
                    "Entfernen Sie die Bedingung oder die Markierung als Standardfluss.",
                    Fix(flow.id, "conditionExpression"),
                )


TOLD = Told(
    title="Standardfluss mit Bedingung",
    why=(
        "Der Standardfluss wird gegangen, wenn kein anderer Weg zutrifft. Eine Bedingung daran würde "
        "nie geprüft und täuschte etwas vor."
    ),
    wrong='Der Standardfluss „nein“ hat die Bedingung = pass = "nein".',
    right="Der Standardfluss „nein“ hat keine Bedingung.",
    norm="BPMN 2.0.2, 8.3.13",
)
RULE = Rule("default-condition", Basis.STANDARD, check, TOLD)
