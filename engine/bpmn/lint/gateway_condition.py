"""Every way out of an exclusive split says when it is taken: by a condition or as the default."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind
from engine.errors import Fix


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if node.kind is not Kind.EXCLUSIVE_GATEWAY or len(node.outgoing) < 2:
            continue
        # the last one is taken when no condition before it holds, which is what a default is
        bare = [flow for flow in node.outgoing if flow.condition is None]
        is_default = not node.default and bare == [node.outgoing[-1]]
        for flow in bare:
            if flow.id != node.default:
                yield error(
                    flow,
                    f"Der Weg {titled(flow)} aus dem Gateway {titled(node)} hat keine Bedingung.",
                    "Tragen Sie eine Bedingung ein oder markieren Sie den Weg als Standardfluss.",
                    Fix(node.id, "default", flow.id) if is_default else None,
                )


TOLD = Told(
    title="Weg ohne Bedingung",
    why=(
        "Hinter einer exklusiven Verzweigung sagt jeder Weg, wann er gegangen wird. Ein Weg ohne Angabe "
        "wird nie oder zufällig gewählt."
    ),
    wrong="Der Weg „nein“ hat weder Bedingung noch Standardmarkierung.",
    right="„ja“ hat eine Bedingung, „nein“ ist der Standardfluss.",
)
RULE = Rule("gateway-condition", Basis.PRACTICE, check, TOLD)
