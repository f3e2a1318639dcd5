"""A user task needs an office: the candidate group says which; no lane does, and no person alone."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind, UserTask


def check(context: Context) -> Iterator[Remark]:
    hint = (
        "Wählen Sie unter „Zuständigkeit“ Stelle und Rolle; im Diagramm ist das die Kandidatengruppe, "
        'etwa =zustaendig("jobcenter.sachbearbeitung").'
    )
    for node in context.graph.nodes.values():
        task = node.behaviour
        if (
            node.kind is not Kind.USER_TASK
            or not isinstance(task, UserTask)
            or task.candidate_groups is not None
        ):
            continue
        if task.assignee is None:
            yield error(node, f"Die Aufgabe {titled(node)} ist niemandem zugewiesen.", hint)
        else:
            yield error(
                node, f"Die Aufgabe {titled(node)} ist nur einer Person zugewiesen, keiner Stelle.", hint
            )


TOLD = Told(
    title="Aufgabe für niemanden",
    why=(
        "Eine Benutzeraufgabe braucht eine Stelle, die sie tun darf: Nur eine Person zu nennen, lässt sie "
        "liegen, wenn die krank ist. Die Bahn, in der die Aufgabe liegt, macht niemanden zuständig."
    ),
    wrong="„Antrag prüfen“ liegt in der Bahn „Ausländerbehörde“ und nennt keine Kandidatengruppe.",
    right='Die Kandidatengruppe ist = zustaendig("auslaenderbehoerde.sachbearbeitung").',
)
RULE = Rule("user-task-candidates", Basis.PRACTICE, check, TOLD)
