"""Every element must be reachable from a start event of its scope: no loop beside the way, nothing behind an orphan."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.paths import reachable, scopes, stands_apart, starts


def check(context: Context) -> Iterator[Remark]:
    graph = context.graph
    for scope, nodes in scopes(graph):
        roots = starts(scope, nodes)
        if not roots:
            continue
        reached = reachable(graph, roots)
        for node in nodes:
            # What has no way in at all is the business of `no-incoming` and `event-flow`.
            if node.id not in reached and node.incoming and not stands_apart(node):
                yield error(
                    node,
                    f"{titled(node)} wird von keinem Startereignis aus erreicht.",
                    "Verbinden Sie das Element mit einem Sequenzfluss oder löschen Sie es.",
                )


TOLD = Told(
    title="Vom Start nicht erreichbar",
    why=(
        "Zwar führt ein Fluss zu diesem Element, aber keiner von einem Startereignis aus. Es wird nie "
        "ausgeführt."
    ),
    wrong="Zwei Schritte führen aufeinander zu, vom Start führt nichts hin.",
    right="Ein Weg vom Startereignis führt dorthin, oder die Schritte sind gelöscht.",
)
RULE = Rule("unreachable", Basis.PRACTICE, check, TOLD)
