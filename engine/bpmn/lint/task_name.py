"""A task without a name tells nobody what to do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, warning
from engine.bpmn.model import Kind

_TASKS = frozenset({Kind.USER_TASK, Kind.BUSINESS_RULE_TASK, Kind.SCRIPT_TASK, Kind.SUB_PROCESS})


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if node.kind in _TASKS and not node.name:
            yield warning(
                node,
                f"Der Schritt „{node.id}“ hat keinen Namen.",
                "Benennen Sie ihn mit Gegenstand und Tätigkeit, zum Beispiel „Unterlagen prüfen“.",
            )


TOLD = Told(
    title="Schritt ohne Namen",
    why="Der Name sagt im Posteingang und in der Akte, was zu tun ist.",
    wrong="Eine Benutzeraufgabe hat keinen Namen.",
    right="Sie heißt „Unterlagen prüfen“: ein Hauptwort und ein Tätigkeitswort.",
)
RULE = Rule("task-name", Basis.PRACTICE, check, TOLD)
