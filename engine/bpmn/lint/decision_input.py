"""What a called decision reads must be set somewhere: by a form, a mapping, a script, a decision, or from outside.

A warning: a table may be meant for the case where the variable is there, and decides without it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.lint.variables import Certainty, Variables, certainty, items, roots
from engine.bpmn.model import CalledDecision


def check(context: Context) -> Iterator[Remark]:
    if not context.inputs or certainty(context) is Certainty.NONE:
        return
    variables = Variables(context)
    for node in context.graph.nodes.values():
        called = node.behaviour
        if not isinstance(called, CalledDecision):
            continue
        known = variables.visible(node.scope) | roots(node.inputs) | items(node)
        for name in sorted(context.inputs.get(called.decision, frozenset()) - known):
            yield warning(
                node,
                f"Die Entscheidung „{called.decision}“, die {titled(node)} ruft, liest „{name}“, aber nichts im "
                "Prozess setzt diese Variable.",
                "Berichtigen Sie den Namen in der Tabelle, oder geben Sie den Wert der Aufgabe als Eingabe mit; was "
                "von außen kommt, nennt die Eigenschaft „variablen“.",
            )


TOLD = Told(
    title="Eingabe einer Entscheidung, die niemand setzt",
    why=(
        "Die Tabelle liest eine Variable, die kein Formular, keine Zuordnung und keine andere Entscheidung setzt. "
        "Ohne den Wert bleibt sie unbestimmt, oder es gilt eine Regel, an die niemand gedacht hat."
    ),
    wrong="Die Tabelle „anspruch“ liest „aufenthalt_seit“, das Formular schreibt „einreise_am“.",
    right="Die Aufgabe gibt der Tabelle „aufenthalt_seit“ mit der Quelle = einreise_am als Eingabe mit.",
)
RULE = Rule("decision-input", Basis.PRACTICE, check, TOLD)
