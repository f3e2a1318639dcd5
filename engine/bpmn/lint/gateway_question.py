"""The name of an exclusive split is a question, so that its ways can be answers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        splits = node.kind is Kind.EXCLUSIVE_GATEWAY and len(node.outgoing) > 1
        if splits and node.name and not node.name.rstrip(" )“").endswith("?"):
            yield warning(
                node,
                f"Das verzweigende Gateway {titled(node)} stellt keine Frage.",
                "Benennen Sie es mit der Frage, auf die seine Wege antworten, zum Beispiel „Unterlagen vollständig?“.",
            )


TOLD = Told(
    title="Verzweigung, die nichts fragt",
    why="Die Wege aus einer Verzweigung sind Antworten. Ohne Frage weiß niemand, worauf „ja“ und „nein“ antworten.",
    wrong="Die Verzweigung heißt „Prüfung der Unterlagen“, die Wege heißen „ja“ und „nein“.",
    right="Sie heißt „Unterlagen vollständig?“.",
)
RULE = Rule("gateway-question", Basis.PRACTICE, check, TOLD)
