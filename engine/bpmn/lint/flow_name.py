"""Each way out of an exclusive choice is an answer, and bears it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if node.kind is Kind.EXCLUSIVE_GATEWAY and len(node.outgoing) > 1:
            for flow in node.outgoing:
                if not flow.name:
                    target = context.graph.nodes[flow.target]
                    yield warning(
                        flow,
                        f"Der Weg von {titled(node)} nach {titled(target)} hat keinen Namen.",
                        "Benennen Sie ihn mit der Antwort, zum Beispiel „ja“.",
                    )


TOLD = Told(
    title="Weg ohne Antwort",
    why="Der Verlauf eines Falls nennt, welcher Weg gegangen wurde. Ohne Namen steht dort nichts Lesbares.",
    wrong="Ein Weg aus „Pass vorhanden?“ hat keinen Namen.",
    right="Er heißt „nein“.",
)
RULE = Rule("flow-name", Basis.PRACTICE, check, TOLD)
