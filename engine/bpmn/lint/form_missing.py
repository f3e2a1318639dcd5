"""Every form a task or start event names must be deployed with the process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import UserTask


def check(context: Context) -> Iterator[Remark]:
    if context.forms is None:
        return
    for node in context.graph.nodes.values():
        form = node.behaviour.form if isinstance(node.behaviour, UserTask) else None
        if form is not None and form not in context.forms:
            yield error(
                node,
                f"{titled(node)} verwendet das Formular „{form}“, das es nicht gibt.",
                "Berichtigen Sie die Formular-ID oder fügen Sie das Formular hinzu.",
            )


TOLD = Told(
    title="Formular fehlt",
    why=("Eine Aufgabe nennt ein Formular, das nicht zum Ablauf gehört. Niemand könnte sie ausfüllen."),
    wrong="Die Aufgabe nennt „antrag“, die Formulardatei hat die Kennung „antrag_erfassen“.",
    right="Beide Kennungen sind gleich.",
)
RULE = Rule("form-missing", Basis.PRACTICE, check, TOLD)
