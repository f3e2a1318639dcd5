"""The start event of a process says what has happened."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, warning
from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes


def check(context: Context) -> Iterator[Remark]:
    _, nodes = next(scopes(context.graph))
    for node in nodes:
        if node.kind is Kind.START_EVENT and not node.name:
            yield warning(
                node,
                f"Das Startereignis „{node.id}“ hat keinen Namen.",
                "Benennen Sie es mit dem, was geschehen ist, zum Beispiel „Antrag eingegangen“.",
            )


TOLD = Told(
    title="Beginn ohne Namen",
    why="Der Verlauf eines Falls beginnt mit diesem Satz: Wer ihn liest, soll wissen, was geschehen ist.",
    wrong="Das Startereignis hat keinen Namen.",
    right="Es heißt „Antrag eingegangen“.",
)
RULE = Rule("start-event-name", Basis.PRACTICE, check, TOLD)
