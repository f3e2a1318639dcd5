"""Two messages with one name are one message to a sender; they should be drawn as one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told, warning
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    if not file.document.executable:
        return
    first: dict[str, Element] = {}
    for message in file.all("message"):
        name = message.get("name")
        if name and name in first:
            yield warning(
                message.id,
                f"Die Nachrichten „{first[name].id}“ und „{message.id}“ heißen beide „{name}“.",
                "Verwenden Sie an beiden Stellen dieselbe Nachricht.",
            )
        first.setdefault(name, message)


TOLD = Told(
    title="Zwei Nachrichten mit einem Namen",
    why=(
        "Wer sendet, kennt nur den Namen. Zwei Nachrichten desselben Namens sind für ihn eine; "
        "verschiedene Einstellungen führen in die Irre."
    ),
    wrong="Zwei Nachrichten heißen „antwort“.",
    right="Beide Ereignisse nennen dieselbe Nachricht, oder die Namen sind verschieden.",
)
RULE = FileRule("message-duplicate", Basis.PRACTICE, check, TOLD)
