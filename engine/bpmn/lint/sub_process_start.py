"""A sub-process needs exactly one none start event to be entered (BPMN 2.0.2, 10.5.2)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled, warning
from engine.bpmn.model import Kind
from engine.bpmn.paths import scopes


def check(context: Context) -> Iterator[Remark]:
    for scope, nodes in scopes(context.graph):
        if scope.kind not in {Kind.SUB_PROCESS, Kind.TRANSACTION}:
            continue
        # `event-sub-process` speaks of those, `empty-scope` of empty ones.
        if scope.triggered_by_event:
            continue
        kinds = {node.kind for node in nodes}
        hint = "Zeichnen Sie ein unbestimmtes Startereignis in den Teilprozess."
        if nodes and Kind.START_EVENT not in kinds:
            reason = f"Der Teilprozess {titled(scope)} hat kein Startereignis."
            yield error(scope, reason, hint) if Kind.END_EVENT in kinds else warning(scope, reason, hint)


TOLD = Told(
    title="Teilprozess ohne Start",
    why=("Ein Teilprozess wird an seinem Startereignis ohne Auslöser betreten. Davon gibt es genau eines."),
    wrong="Ein Teilprozess mit Endereignis hat kein Startereignis.",
    right="Er beginnt mit einem Startereignis ohne Auslöser.",
    norm="BPMN 2.0.2, 10.5.2",
)
RULE = Rule("sub-process-start", Basis.STANDARD, check, TOLD)
