"""A process needs a start event (BPMN 2.0.2, 10.5.2: it must have one as soon as it has an end event).

`empty-scope` speaks of processes without any element.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled, warning
from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes


def check(context: Context) -> Iterator[Remark]:
    root, nodes = next(scopes(context.graph))
    kinds = {node.kind for node in nodes}
    if Kind.START_EVENT in kinds or not kinds:
        return
    reason = f"Der Prozess {titled(root)} hat kein Startereignis."
    hint = "Zeichnen Sie ein Startereignis vor den ersten Schritt."
    yield error(root, reason, hint) if Kind.END_EVENT in kinds else warning(root, reason, hint)


TOLD = Told(
    title="Ablauf ohne Start",
    why="Ohne Startereignis weiß niemand, wo ein Vorgang beginnt.",
    wrong="Der Prozess beginnt mit einer Aufgabe und endet mit einem Endereignis.",
    right="Vor der ersten Aufgabe steht ein Startereignis.",
    norm="BPMN 2.0.2, 10.5.2",
)
RULE = Rule("no-start", Basis.STANDARD, check, TOLD)
