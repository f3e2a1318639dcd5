"""Two messages with one name are one message to a sender; they should be drawn as one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, warning


def check(context: Context) -> Iterator[Remark]:
    first: dict[str, Element] = {}
    for message in context.document.root.all("message"):
        name = message.get("name")
        if name and name in first:
            yield warning(
                message.id,
                f"Die Nachrichten „{first[name].id}“ und „{message.id}“ heißen beide „{name}“.",
                "Verwenden Sie an beiden Stellen dieselbe Nachricht.",
            )
        first.setdefault(name, message)


RULE = Rule("message-duplicate", Basis.PRACTICE, check)
