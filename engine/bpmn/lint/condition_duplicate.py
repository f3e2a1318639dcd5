"""Two ways out of one element with the same condition: the second is never taken, or both are by accident."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, error, titled
from engine.bpmn.model import Flow


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        first: dict[str, Flow] = {}
        for flow in node.outgoing:
            if flow.condition is None:
                continue
            text = " ".join(flow.condition.text.split())
            if text in first:
                yield error(
                    flow,
                    f"Die Wege {titled(first[text])} und {titled(flow)} aus {titled(node)} haben dieselbe "
                    f"Bedingung.",
                    "Ändern Sie eine der Bedingungen oder legen Sie die Wege zusammen.",
                )
            first.setdefault(text, flow)


RULE = Rule("condition-duplicate", Basis.PRACTICE, check)
