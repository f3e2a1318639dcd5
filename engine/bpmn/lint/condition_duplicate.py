"""Two ways out of one element with the same condition: the second is never taken, or both are by accident."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Flow
from engine.feel import canonical


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        first: dict[str, Flow] = {}
        for flow in node.outgoing:
            if flow.condition is None:
                continue
            condition = flow.condition
            text = canonical(condition.text, condition.variables | condition.filter_names)
            if text in first:
                yield error(
                    flow,
                    f"Die Wege {titled(first[text])} und {titled(flow)} aus {titled(node)} haben dieselbe "
                    f"Bedingung.",
                    "Ändern Sie eine der Bedingungen oder legen Sie die Wege zusammen.",
                )
            first.setdefault(text, flow)


TOLD = Told(
    title="Zwei Wege mit derselben Bedingung",
    why=(
        "Von zwei Wegen mit gleicher Bedingung wird der zweite nie gegangen, oder beide zugleich. Meist "
        "ist beim Kopieren eine Bedingung stehen geblieben."
    ),
    wrong='Beide Wege aus „Pass vorhanden?“ haben die Bedingung = pass = "ja".',
    right='Ein Weg hat = pass = "ja", der andere ist der Standardfluss.',
)
RULE = Rule("condition-duplicate", Basis.PRACTICE, check, TOLD)
