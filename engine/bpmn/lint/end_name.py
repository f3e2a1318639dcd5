"""The end event of a process names the outcome of a case."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, warning
from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes


def check(context: Context) -> Iterator[Remark]:
    _, nodes = next(scopes(context.graph))
    for node in nodes:
        if node.kind is Kind.END_EVENT and not node.name:
            yield warning(
                node,
                f"Das Endereignis „{node.id}“ hat keinen Namen.",
                "Benennen Sie es mit dem Ergebnis, zum Beispiel „Antrag bewilligt“.",
            )


TOLD = Told(
    title="Ende ohne Namen",
    why=(
        "Das Endereignis sagt, wie ein Vorgang ausgegangen ist. Ohne Namen lassen sich Erledigungen "
        "nicht unterscheiden."
    ),
    wrong="Das Endereignis hat keinen Namen.",
    right="Es heißt „Aufenthaltserlaubnis erteilt“.",
)
RULE = Rule("end-name", Basis.PRACTICE, check, TOLD)
