"""A user task should be due on a day: by an agreed time, or by a deadline of the law.

Without either nobody is reminded, nothing is escalated, and the case can lie there for years without anyone late.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.extensions import LEGAL_DUE
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Kind, UserTask


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        task = node.behaviour
        if (
            node.kind is Kind.USER_TASK
            and isinstance(task, UserTask)
            and task.due_date is None
            and task.legal_due is None
        ):
            yield warning(
                node,
                f"Die Aufgabe {titled(node)} hat keine Frist: Bleibt sie liegen, fällt es niemandem auf.",
                f'Vereinbaren Sie eine Zeit, etwa mit der Frist =today() + vereinbart("{node.id}"), oder geben Sie '
                f"die gesetzliche Frist als „{LEGAL_DUE}“ an.",
            )


TOLD = Told(
    title="Aufgabe ohne Frist",
    why=(
        "Ohne vereinbarte Zeit und ohne gesetzliche Frist wird eine Aufgabe nie überfällig: Niemand wird "
        "erinnert, nichts eskaliert, und ein Fall kann unbemerkt liegen bleiben."
    ),
    wrong="„Antrag prüfen“ nennt weder Frist noch gesetzliche Frist.",
    right='Die Frist ist = today() + vereinbart("antrag_pruefen"), und process.toml nennt die Zeit dazu.',
)
RULE = Rule("task-deadline", Basis.PRACTICE, check, TOLD)
