"""One none start event per scope: with several, nobody can say where an instance begins."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes


def check(context: Context) -> Iterator[Remark]:
    for scope, nodes in scopes(context.graph):
        starts = [node for node in nodes if node.kind is Kind.START_EVENT and not node.events]
        for second in starts[1:]:
            yield error(
                second,
                f"{titled(scope)} hat mehrere unbestimmte Startereignisse: {titled(starts[0])} und "
                f"{titled(second)}",
                "Behalten Sie ein Startereignis und verzweigen Sie danach.",
            )


TOLD = Told(
    title="Mehrere einfache Startereignisse",
    why="Bei mehreren Startereignissen ohne Auslöser kann niemand sagen, wo ein Vorgang beginnt.",
    wrong="Der Prozess hat zwei Startereignisse ohne Auslöser.",
    right="Er hat eines; das andere bekommt einen Auslöser oder wird gelöscht.",
)
RULE = Rule("several-starts", Basis.PRACTICE, check, TOLD)
