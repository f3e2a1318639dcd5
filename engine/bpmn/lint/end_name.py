"""The end event of a process names the outcome of a case."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, warning
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


RULE = Rule("end-name", Basis.PRACTICE, check)
