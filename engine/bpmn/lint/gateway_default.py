"""Where every way out has a condition, a default keeps a case from getting stuck (BPMN 2.0.2, 13.4.2)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if (
            node.outgoing
            and node.default is None
            and all(flow.condition is not None for flow in node.outgoing)
        ):
            yield warning(
                node,
                f"{titled(node)} hat keinen Standardfluss: Trifft keine Bedingung zu, bleibt der Vorgang "
                f"stehen.",
                "Markieren Sie einen der Wege als Standardfluss.",
            )


TOLD = Told(
    title="Verzweigung ohne Standardfluss",
    why=(
        "Trifft keine Bedingung zu, bleibt der Vorgang stehen. Der Standardfluss fängt auf, woran "
        "niemand gedacht hat."
    ),
    wrong="Die Wege heißen = alter < 18 und = alter > 18; mit 18 geht es nicht weiter.",
    right="Einer der Wege ist als Standardfluss markiert.",
    norm="BPMN 2.0.2, 13.4.2",
)
RULE = Rule("gateway-default", Basis.PRACTICE, check, TOLD)
