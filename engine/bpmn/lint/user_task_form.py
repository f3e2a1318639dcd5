"""A user task without a form can only be ticked off; that is rarely meant."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Kind, UserTask


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if (
            node.kind is Kind.USER_TASK
            and isinstance(node.behaviour, UserTask)
            and node.behaviour.form is None
        ):
            yield warning(
                node,
                f"Die Aufgabe {titled(node)} hat kein Formular und kann nur bestätigt werden.",
                "Verknüpfen Sie ein Formular über seine Formular-ID.",
            )


TOLD = Told(
    title="Aufgabe ohne Formular",
    why=(
        "Ohne Formular lässt sich die Aufgabe nur abhaken; nichts wird festgehalten. Das ist selten gemeint."
    ),
    wrong="„Bedarf erheben“ hat kein Formular.",
    right="Sie nennt ein Formular mit den Feldern, die später gebraucht werden.",
)
RULE = Rule("user-task-form", Basis.PRACTICE, check, TOLD)
