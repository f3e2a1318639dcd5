"""A legal deadline stands at a user task, names its norm, and is nobody's to agree on.

Beside it the due date is the agreed time: one that deadline law computes would be a second legal deadline.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.extensions import LEGAL_DUE, LEGAL_EVENT, LEGAL_NORM
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled, warning
from engine.bpmn.model import Kind, Node, UserTask
from engine.feel import Expression

_OF_THE_LAW = frozenset({"frist", "fristrechnung", "bekanntgabe", "lebensjahr vollendet am"})


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if isinstance(node.behaviour, UserTask) and node.kind is Kind.USER_TASK:
            yield from _task(node, node.behaviour)
        elif misplaced := [name for name in (LEGAL_DUE, LEGAL_NORM, LEGAL_EVENT) if name in node.properties]:
            yield error(
                node,
                f"{titled(node)} hat die Eigenschaft „{misplaced[0]}“, ist aber keine Benutzeraufgabe.",
                "Eine Frist überwacht dort ein Zeitereignis; die Eigenschaft gehört an eine Benutzeraufgabe.",
            )


def _task(node: Node, task: UserTask) -> Iterator[Remark]:
    if task.legal_due is None:
        for name, what, said in (
            (LEGAL_NORM, "eine Norm", task.legal_norm),
            (LEGAL_EVENT, "ein Ereignis", task.legal_event),
        ):
            if said is not None and not _by_law(task.due_date):
                yield error(
                    node,
                    f"Die Aufgabe {titled(node)} nennt {what}, aber keine gesetzliche Frist.",
                    f"Ergänzen Sie die Eigenschaft „{LEGAL_DUE}“, oder streichen Sie „{name}“.",
                )
        return
    if "vereinbart" in task.legal_due.functions:
        yield error(
            node,
            f"Die gesetzliche Frist der Aufgabe {titled(node)} fragt nach einer vereinbarten Zeit.",
            "Eine gesetzliche Frist vereinbart niemand; die vereinbarte Zeit steht als Frist der Aufgabe daneben.",
        )
    if _by_law(task.due_date):
        yield error(
            node,
            f"Die Aufgabe {titled(node)} hat zwei gesetzliche Fristen: auch ihre Frist rechnet mit Fristenrecht.",
            f"Neben „{LEGAL_DUE}“ ist die Frist der Aufgabe die vereinbarte Zeit, etwa "
            f'=today() + vereinbart("{node.id}").',
        )
    if task.legal_norm is None:
        yield warning(
            node,
            f"Die gesetzliche Frist der Aufgabe {titled(node)} nennt keine Norm.",
            f"Ergänzen Sie die Eigenschaft „{LEGAL_NORM}“, zum Beispiel „§ 75 S. 2 VwGO“.",
        )


def _by_law(due: Expression | None) -> bool:
    return due is not None and not _OF_THE_LAW.isdisjoint(due.functions)


TOLD = Told(
    title="Gesetzliche Frist falsch angegeben",
    why=(
        "Eine gesetzliche Frist steht an einer Benutzeraufgabe, nennt ihre Norm und ist keine "
        "Vereinbarung. Daneben ist die Frist der Aufgabe die vereinbarte; zwei gesetzliche "
        "widersprächen sich."
    ),
    wrong='„rechtsfrist“ liest = vereinbart("widerspruch").',
    right="„rechtsfrist“ rechnet nach dem Fristenrecht, „rechtsfrist_norm“ nennt die Norm.",
)
RULE = Rule("legal-deadline", Basis.PRACTICE, check, TOLD)
