"""Every element needs a shape, or the diagram cannot show where a case stands."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, titled, warning
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    drawn = context.document.drawn
    if not drawn:
        yield warning(
            context.graph.root,
            "Die Datei enthält kein Diagramm.",
            "Öffnen und zeichnen Sie den Prozess in einem BPMN-Modellierer.",
        )
        return
    for node in context.graph.nodes.values():
        if node.kind is not Kind.PROCESS and node.id not in drawn:
            yield warning(
                node,
                f"{titled(node)} ist im Diagramm nicht gezeichnet.",
                "Zeichnen Sie das Element neu.",
            )


RULE = Rule("not-drawn", Basis.PRACTICE, check)
