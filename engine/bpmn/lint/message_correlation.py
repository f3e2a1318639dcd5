"""A message a running case waits for needs a correlation key, or every case would get it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.definitions import Message
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        for event in node.events:
            if (
                isinstance(event, Message)
                and event.correlation_key is None
                and node.kind is not Kind.START_EVENT
            ):
                yield error(
                    node,
                    f"Die Nachricht von {titled(node)} hat keinen Korrelationsschlüssel.",
                    "Tragen Sie an der Nachricht den Schlüssel des Vorgangs ein, zum Beispiel =aktenzeichen.",
                )


TOLD = Told(
    title="Nachricht ohne Korrelationsschlüssel",
    why=(
        "Wartet ein laufender Vorgang auf eine Nachricht, muss sie sagen, welcher gemeint ist. Ohne "
        "Schlüssel bekäme sie jeder Vorgang."
    ),
    wrong="Ein Vorgang wartet auf „Antwort eingegangen“ ohne Schlüssel.",
    right="Der Korrelationsschlüssel ist zum Beispiel = aktenzeichen.",
)
RULE = Rule("message-correlation", Basis.PRACTICE, check, TOLD)
