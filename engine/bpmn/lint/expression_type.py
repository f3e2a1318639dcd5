"""An expression should not ask what no value can answer: a function nobody has, a date compared with a text.

A function that does not exist and arguments it never takes are errors, because the element can only stop there. What
the types say is a warning: the rest of the expression may decide.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled, warning
from engine.bpmn.lint.expression_variable import expressions
from engine.bpmn.model import Flow, Node
from engine.feel import Expression, WarningKind, check_expression


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        for what, expression in expressions(node):
            yield from _remarks(node, what, expression)
        for mapping in node.outputs:
            yield from _remarks(node, f"Die Zuordnung zu „{mapping.target}“", mapping.source)
    for flow in context.graph.flows.values():
        if flow.condition is not None:
            yield from _remarks(flow, "Die Bedingung", flow.condition)


def _remarks(place: Node | Flow, what: str, expression: Expression) -> Iterator[Remark]:
    for found in check_expression(expression.text, {}):
        remark = error if found.kind is WarningKind.UNKNOWN_FUNCTION else warning
        yield remark(
            place,
            f"{what} von {titled(place)} ergibt so nie, was gemeint ist. {found}",
            f"Berichtigen Sie den Ausdruck „{expression.text[:120]}“.",
        )


TOLD = Told(
    title="Ausdruck, der nie aufgeht",
    why=(
        "Der Ausdruck ruft eine Funktion, die es nicht gibt, oder vergleicht, was sich nie vergleichen "
        "lässt. Der Vorgang bliebe hier stehen oder ginge immer denselben Weg."
    ),
    wrong='= geburtsdatum = "2008-01-01" vergleicht ein Datum mit einem Text.',
    right='= geburtsdatum < date("2008-01-01").',
)
RULE = Rule("expression-type", Basis.PRACTICE, check, TOLD)
