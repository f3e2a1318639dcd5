"""A condition compares a field of a form with what it can give: a box is true or false, a choice one of its values.

Only variables are looked at that fields alone set. What a message or a called process brings may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Answers, Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.lint.variables import PROPERTY, roots, written
from engine.bpmn.model import Call, UserTask
from engine.feel import compared, text

_INSTEAD = "get or else"


def check(context: Context) -> Iterator[Remark]:
    asked = _asked(context)
    for flow in context.graph.flows.values():
        if flow.condition is None or asked.keys().isdisjoint(flow.condition.variables):
            continue
        if _INSTEAD in flow.condition.functions:  # what stands in for nothing is no answer of a field
            continue
        for (name, *member), values in (
            compared(flow.condition.text, flow.condition.variables) or {}
        ).items():
            known = None if member else asked.get(name)
            for value in sorted(values - {None}, key=str) if known is not None else ():
                if known is not None and not known.may_be(value):
                    yield warning(
                        flow,
                        f"Die Bedingung des Wegs {titled(flow)} vergleicht „{name}“ mit „{text(value)}“. Das Feld "
                        f"gibt {known.words}.",
                        "Vergleichen Sie mit einem Wert, den das Feld geben kann.",
                    )


def _asked(context: Context) -> dict[str, Answers]:
    """The variables that fields of forms alone set, each with what they give."""
    graph = context.graph
    if any(isinstance(node.behaviour, Call) and node.behaviour.all_out for node in graph.nodes.values()):
        return {}
    found: dict[str, Answers | None] = {}
    for form in graph.forms:
        for name, answers in context.answers.get(form, {}).items():
            found[name] = answers if found.get(name, answers) == answers else None
    others = set(context.variables)
    for node in graph.nodes.values():
        others |= roots(node.inputs)
        if not isinstance(node.behaviour, UserTask) or node.outputs or PROPERTY in node.properties:
            others |= written(context, node)
    return {name: one for name, one in found.items() if one is not None and name not in others}


TOLD = Told(
    title="Bedingung fragt nach einem Wert, den das Feld nicht gibt",
    why=(
        "Ein Kästchen gibt true oder false, eine Auswahl einen ihrer Werte, ein Zahlenfeld eine Zahl. "
        "Alles andere trifft nie zu."
    ),
    wrong="Das Kästchen „pass“ wird mit dem Text „ja“ verglichen.",
    right="Die Bedingung lautet = pass = true.",
)
RULE = Rule("condition-answer", Basis.PRACTICE, check, TOLD)
