"""A user task needs someone who may do it; a group rather than one person, who may be away."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled, warning
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
        if task.assignee is None and task.candidate_users is None:
            yield error(node, f"Die Aufgabe {titled(node)} ist niemandem zugewiesen.", hint)
        else:
            yield warning(
                node,
                f"Die Aufgabe {titled(node)} ist nur einzelnen Personen zugewiesen, keiner Gruppe.",
                hint,
            )


TOLD = Told(
    title="Aufgabe für niemanden",
    why=(
        "Eine Benutzeraufgabe braucht jemanden, der sie tun darf. Eine Gruppe ist besser als eine "
        "Person, die krank sein kann."
    ),
    wrong="„Antrag prüfen“ nennt weder Kandidatengruppe noch Person.",
    right='Die Kandidatengruppe ist = zustaendig("auslaenderbehoerde.sachbearbeitung").',
)
RULE = Rule("user-task-candidates", Basis.PRACTICE, check, TOLD)
