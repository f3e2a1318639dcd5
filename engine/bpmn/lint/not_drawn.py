"""Every element needs a shape, or the diagram cannot show where a case stands."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
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


TOLD = Told(
    title="Nicht gezeichnet",
    why=("Was keine Form im Diagramm hat, kann die Akte nicht zeigen: Niemand sieht, wo der Vorgang steht."),
    wrong="Eine Aufgabe steht in der Datei, aber nicht im Bild.",
    right="Jedes Element hat seine Form; fehlt das ganze Bild, lässt es sich automatisch anordnen.",
)
RULE = Rule("not-drawn", Basis.PRACTICE, check, TOLD)
