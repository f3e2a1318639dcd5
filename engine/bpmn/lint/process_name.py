"""A process needs an id, by which it is started and versioned, and a name people know it by."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, warning


def check(context: Context) -> Iterator[Remark]:
    root = context.graph.root
    element = context.document.elements.get(root.id)
    if element is not None and not element.get("id"):
        yield error(
            root,
            "Der Prozess hat keine Kennung (Attribut „id“).",
            "Geben Sie dem Prozess eine Kennung, zum Beispiel „bleiberecht_25b“; sie bleibt über alle "
            "Versionen gleich.",
        )
    if not root.name:
        yield warning(
            root,
            f"Der Prozess „{root.id}“ hat keinen Namen.",
            "Geben Sie dem Prozess einen Namen, zum Beispiel „Aufenthaltserlaubnis nach § 25b AufenthG“.",
        )


TOLD = Told(
    title="Prozess ohne Kennung oder Namen",
    why=(
        "Unter der Kennung wird der Prozess gestartet und seine Fassungen gezählt; unter dem Namen "
        "kennen ihn die Menschen."
    ),
    wrong="Der Prozess hat keine id oder keinen Namen.",
    right="Er hat die Kennung „erstkontakt“ und heißt „Erstkontakt und Clearing“.",
)
RULE = Rule("process-name", Basis.PRACTICE, check, TOLD)
