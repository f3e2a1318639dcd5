"""Every decision a business rule task calls must be deployed with the process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import CalledDecision


def check(context: Context) -> Iterator[Remark]:
    if context.decisions is None:
        return
    for node in context.graph.nodes.values():
        called = node.behaviour
        if isinstance(called, CalledDecision) and called.decision not in context.decisions:
            yield error(
                node,
                f"{titled(node)} ruft die Entscheidung „{called.decision}“ auf, die es nicht gibt.",
                "Berichtigen Sie die Entscheidungs-ID oder fügen Sie die DMN-Datei hinzu.",
            )


TOLD = Told(
    title="Entscheidung fehlt",
    why=(
        "Eine Geschäftsregelaufgabe ruft eine Entscheidung, die keine DMN-Datei des Ablaufs enthält. "
        "Der Vorgang bliebe dort mit einer Störung stehen."
    ),
    wrong="Die Aufgabe ruft „anspruch“, die DMN-Datei enthält nur „anspruch_pruefen“.",
    right="Die Aufgabe nennt die Kennung einer Entscheidung, die zum Ablauf gehört.",
)
RULE = Rule("decision-missing", Basis.PRACTICE, check, TOLD)
