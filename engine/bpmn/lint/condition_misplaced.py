"""Conditions belong on flows out of activities and exclusive gateways (BPMN 2.0.2, 8.3.13 and 10.6.4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind

_WITHOUT = {
    Kind.PARALLEL_GATEWAY: "einem parallelen Gateway",
    Kind.EVENT_BASED_GATEWAY: "einem ereignisbasierten Gateway",
    Kind.START_EVENT: "einem Startereignis",
    Kind.CATCH_EVENT: "einem Zwischenereignis",
    Kind.THROW_EVENT: "einem Zwischenereignis",
    Kind.BOUNDARY_EVENT: "einem angehefteten Ereignis",
}


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        source = _WITHOUT.get(node.kind)
        for flow in node.outgoing if source else ():
            if flow.condition is not None:
                yield error(
                    flow,
                    f"Der Weg {titled(flow)} geht von {source} aus und darf keine Bedingung haben.",
                    "Setzen Sie ein exklusives Gateway dahinter und die Bedingung an dessen Wege.",
                )


TOLD = Told(
    title="Bedingung an der falschen Stelle",
    why=(
        "Bedingungen wählen aus: hinter Aktivitäten, exklusiven, inklusiven und komplexen Gateways. Ein "
        "paralleles Gateway und ein Ereignis gehen immer auf allen Wegen weiter."
    ),
    wrong="Hinter einem parallelen Gateway steht ein Fluss mit Bedingung.",
    right="Das Gateway ist inklusiv, oder die Bedingung entfällt.",
    norm="BPMN 2.0.2, 8.3.13 und 10.6.4",
)
RULE = Rule("condition-misplaced", Basis.STANDARD, check, TOLD)
