"""Scripts, timers, mappings and assignments should not read variables that nothing in the process sets.

A warning, because such an expression may be meant for the case where the variable is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.definitions import Message, Timer
from engine.bpmn.expressions import as_fix
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.lint.variables import Certainty, Variables, certainty, items, roots
from engine.bpmn.model import Node, Script, UserTask
from engine.feel import Expression, renamed


def check(context: Context) -> Iterator[Remark]:
    if certainty(context) is Certainty.NONE:
        return
    variables = Variables(context)
    for node in context.graph.nodes.values():
        known = variables.visible(node.scope) | roots(node.inputs) | items(node)
        for what, expression in expressions(node):
            for name in sorted(expression.variables - known):
                yield warning(
                    node,
                    f"{what} von {titled(node)} liest „{name}“, aber nichts im Prozess setzt diese Variable.",
                    "Berichtigen Sie den Namen oder setzen Sie die Variable vorher; was von außen kommt, "
                    "nennt die "
                    "Eigenschaft „variablen“.",
                    as_fix(node.id, expression, renamed(expression.text, name, known)),
                )


def expressions(node: Node) -> Iterator[tuple[str, Expression]]:
    """What an element reads before it acts, and how to call it in a sentence."""
    # Output mappings read what the element itself brings, a message's content for one; that is not known
    # here.
    for mapping in node.inputs:
        yield f"Die Zuordnung zu „{mapping.target}“", mapping.source
    for event in node.events:
        match event:
            case Timer(value=value):
                yield "Die Zeitangabe", value
            case Message(correlation_key=key) if key is not None:
                yield "Der Korrelationsschlüssel", key
    if node.discloses is not None:
        yield from node.discloses.said()
    match node.behaviour:
        case Script(expression=expression):
            yield "Der Ausdruck", expression
        case UserTask() as task:
            for what, given in (
                ("Die zuständige Person", task.assignee),
                ("Die Kandidatengruppe", task.candidate_groups),
                ("Die Frist", task.due_date),
                ("Die gesetzliche Frist", task.legal_due),
                ("Die Norm der gesetzlichen Frist", task.legal_norm),
                ("Das Ereignis der gesetzlichen Frist", task.legal_event),
                ("Die Bezeichnung", task.title),
                ("Die Wiedervorlage", task.follow_up_date),
                ("Die Priorität", task.priority),
            ):
                if given is not None:
                    yield what, given


TOLD = Told(
    title="Ausdruck liest, was niemand setzt",
    why=(
        "Kein Formular, kein Skript und keine Entscheidung setzt diese Variable. Ein Schreibfehler ist "
        "wahrscheinlich; es kann auch sein, dass sie nur manchmal da ist."
    ),
    wrong="Eine Frist liest „eingang“, das Formular schreibt „eingangsdatum“.",
    right="Der Name stimmt, oder die Eigenschaft „variablen“ nennt, was von außen kommt.",
)
RULE = Rule("expression-variable", Basis.PRACTICE, check, TOLD)
