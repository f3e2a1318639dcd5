"""A candidate group that is written in the diagram should be one the register can know: `thema.rolle`.

Found at the deployment it costs a minute; found when the task is made it is an incident in somebody's case.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.expressions import literal
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind, UserTask
from engine.competence import remark
from engine.feel import Expression, first_literals


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        task = node.behaviour
        if node.kind is not Kind.USER_TASK or not isinstance(task, UserTask) or task.candidate_groups is None:
            continue
        for group in _groups(task.candidate_groups):
            said = remark(group)
            if said:
                yield error(
                    node,
                    f"Die Kandidatengruppe von {titled(node)} lässt sich nicht finden. {said}",
                    'Schreiben Sie =zustaendig("thema.rolle"), etwa =zustaendig("jobcenter.sachbearbeitung").',
                )


def _groups(expression: Expression) -> Iterator[str]:
    text = literal(expression)
    if text is not None:
        yield from (one.strip() for one in text.split(","))
        return
    yield from dict.fromkeys(first_literals(expression.text, "zustaendig"))


TOLD = Told(
    title="Kandidatengruppe, die niemand kennt",
    why=(
        "Eine Gruppe heißt „thema.rolle“. Ist Thema oder Rolle unbekannt, findet die Aufgabe keine "
        "zuständige Stelle und der Vorgang bleibt mit einer Störung stehen."
    ),
    wrong="Die Kandidatengruppe lautet „auslaenderamt.sachbearbeitung“.",
    right=(
        "Sie nennt ein Thema des Zuständigkeitsregisters und eine bekannte Rolle; die Meldung zählt "
        "beide auf."
    ),
)
RULE = Rule("candidate-group", Basis.PRACTICE, check, TOLD)
