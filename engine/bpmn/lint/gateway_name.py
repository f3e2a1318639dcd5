"""An exclusive split asks a question; its name is the question."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, warning
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if node.kind is Kind.EXCLUSIVE_GATEWAY and len(node.outgoing) > 1 and not node.name:
            yield warning(
                node,
                f"Das verzweigende Gateway „{node.id}“ hat keinen Namen.",
                "Benennen Sie es mit der Frage, die es stellt, zum Beispiel „Unterlagen vollständig?“.",
            )


TOLD = Told(
    title="Verzweigung ohne Frage",
    why="Wer die Akte liest, versteht den Weg nur, wenn die Frage dasteht.",
    wrong="Die Verzweigung hat keinen Namen, die Wege heißen „ja“ und „nein“.",
    right="Sie heißt „Pass vorhanden?“.",
)
RULE = Rule("gateway-name", Basis.PRACTICE, check, TOLD)
