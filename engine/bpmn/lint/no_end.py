"""A scope with a start event needs an end event (BPMN 2.0.2, 10.5.3); the end names the outcome of a case."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes


def check(context: Context) -> Iterator[Remark]:
    for scope, nodes in scopes(context.graph):
        kinds = {node.kind for node in nodes}
        if (
            scope.kind is not Kind.AD_HOC_SUB_PROCESS
            and Kind.START_EVENT in kinds
            and Kind.END_EVENT not in kinds
        ):
            yield error(
                scope,
                f"{titled(scope)} hat kein Endereignis.",
                "Zeichnen Sie für jedes Ergebnis ein Endereignis.",
            )


TOLD = Told(
    title="Ablauf ohne Ende",
    why="Wo etwas beginnt, muss es auch enden. Das Endereignis nennt das Ergebnis des Vorgangs.",
    wrong="Ein Prozess hat ein Startereignis, aber kein Endereignis.",
    right="Der letzte Schritt führt zum Endereignis „Antrag beschieden“.",
    norm="BPMN 2.0.2, 10.5.3",
)
RULE = Rule("no-end", Basis.STANDARD, check, TOLD)
