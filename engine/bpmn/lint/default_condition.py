"""A default flow is taken when nothing else is; a condition on it would never be looked at (BPMN 2.0.2,
8.3.13).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, error, titled


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        for flow in node.outgoing:
            if flow.id == node.default and flow.condition is not None:
                yield error(
                    flow,
                    f"Der Standardfluss {titled(flow)} von {titled(node)} hat eine Bedingung, die nie "
                    f"geprüft würde.",
                    "Entfernen Sie die Bedingung oder die Markierung als Standardfluss.",
                )


RULE = Rule("default-condition", Basis.STANDARD, check)
