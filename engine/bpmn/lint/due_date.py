"""A due or follow-up date written as text must be a valid ISO 8601 date."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.expressions import literal
from engine.bpmn.iso import is_date
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import UserTask


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if not isinstance(node.behaviour, UserTask):
            continue
        for what, date in (
            ("Frist", node.behaviour.due_date),
            ("Wiedervorlage", node.behaviour.follow_up_date),
        ):
            text = literal(date) if date is not None else None
            if text is not None and not is_date(text):
                yield error(
                    node,
                    f"Die {what} „{text}“ der Aufgabe {titled(node)} ist kein Datum.",
                    'Schreiben Sie einen FEEL-Ausdruck wie =today() + duration("P14D") oder ein Datum.',
                )


TOLD = Told(
    title="Frist oder Wiedervorlage ist kein Datum",
    why=(
        "Ein fest geschriebenes Datum muss der Rechner lesen können; sonst bleibt der Vorgang an der "
        "Aufgabe stehen."
    ),
    wrong="Die Frist lautet 31.03.2026.",
    right="Sie lautet 2026-03-31, oder ein Ausdruck rechnet sie aus.",
)
RULE = Rule("due-date", Basis.PRACTICE, check, TOLD)
