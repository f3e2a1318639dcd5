"""A condition must not read a variable that nothing in the process sets.

An error where the fields of all forms are known; a warning where the process uses no form. With forms nobody
has told about, nothing can be said.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.expressions import as_fix
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled, warning
from engine.bpmn.lint.variables import Certainty, Variables, certainty
from engine.feel import renamed


def check(context: Context) -> Iterator[Remark]:
    certain = certainty(context)
    if certain is Certainty.NONE:
        return
    remark = error if certain is Certainty.FULL else warning
    variables = Variables(context)
    for flow in context.graph.flows.values():
        if flow.condition is None:
            continue
        known = variables.visible(context.graph.nodes[flow.source].scope)
        for name in sorted(flow.condition.variables - known):
            yield remark(
                flow,
                f"Die Bedingung von {titled(flow)} liest „{name}“, aber kein Formular, Skript, keine "
                f"Entscheidung und "
                "keine Zuordnung setzt diese Variable.",
                "Berichtigen Sie den Namen oder setzen Sie die Variable vorher; was von außen kommt, nennt "
                "die "
                "Eigenschaft „variablen“.",
                as_fix(flow.id, flow.condition, renamed(flow.condition.text, name, known)),
            )


TOLD = Told(
    title="Bedingung liest, was niemand setzt",
    why=(
        "Kein Formular, kein Ausdruck und keine Entscheidung setzt die Variable; oft ist es ein "
        "Schreibfehler. Die Bedingung trifft dann nie zu."
    ),
    wrong="= pass_vorhande liest eine Variable; das Formular schreibt „pass_vorhanden“.",
    right=(
        "= pass_vorhanden. Kommt der Wert von außen, nennt ihn die Eigenschaft „variablen“ des "
        "Prozesses oder Ereignisses."
    ),
)
RULE = Rule("condition-variable", Basis.PRACTICE, check, TOLD)
