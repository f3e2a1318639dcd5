"""An agreed time that the diagram asks for should be one that `process.toml` names.

Else nobody could agree on it, and the element would stop with an incident in somebody's case.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine.bpmn.expressions import agreed_for
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Node


def check(context: Context) -> Iterator[Remark]:
    if context.agreed is None:
        return
    starts = {start.element for start in context.graph.starts}
    for node in context.graph.nodes.values():
        for element in dict.fromkeys(agreed_for(node)):
            if node.id in starts:
                yield error(
                    node,
                    f"{titled(node)} beginnt den Ablauf. Vereinbarte Zeiten gelten an einem Ort, und den gibt es "
                    "erst mit dem Fall.",
                    "Schreiben Sie die Zeit dort fest hin.",
                )
            elif element not in context.agreed:
                yield _unknown(node, element, sorted(context.agreed))


def _unknown(node: Node, element: str, known: list[str]) -> Remark:
    near = difflib.get_close_matches(element, known, n=1)
    return error(
        node,
        f"{titled(node)} fragt nach der vereinbarten Zeit von „{element}“, die in process.toml nicht steht. "
        + (f"Bekannt sind: {', '.join(known)}." if known else "Dort steht noch keine."),
        f"Meinten Sie „{near[0]}“?" if near else "Ergänzen Sie [[zeiten]] mit element, art und wert.",
    )


TOLD = Told(
    title="Vereinbarte Zeit, die niemand vereinbaren kann",
    why=(
        "„vereinbart(…)“ liest eine Frist, auf die sich die Stellen geeinigt haben. Fehlt sie in "
        "process.toml, kann sie niemand vereinbaren, und der Vorgang bleibt mit einer Störung stehen."
    ),
    wrong=(
        'Die Frist einer Aufgabe ist = vereinbart("rueckmeldung"), process.toml kennt aber keine Zeit '
        "„rueckmeldung“."
    ),
    right=("process.toml nennt zu „rueckmeldung“ die vereinbarte Zeit, oder die Frist steht im Diagramm."),
)
RULE = Rule("agreed-time", Basis.PRACTICE, check, TOLD)
