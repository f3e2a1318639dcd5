"""Where a scope has end events, every path must lead to one (BPMN 2.0.2, 10.5.3 and 8.3.13).

Two faults: an element nothing follows, and elements that only lead round in a circle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind, Node
from engine.bpmn.paths import reachable, scopes, stands_apart, starts, successors

#: an end is the end; `event-flow` and `boundary-outgoing` speak of other events
_SPOKEN_OF = frozenset(
    {Kind.END_EVENT, Kind.BOUNDARY_EVENT, Kind.START_EVENT, Kind.CATCH_EVENT, Kind.THROW_EVENT}
)


def check(context: Context) -> Iterator[Remark]:
    graph = context.graph
    for scope, nodes in scopes(graph):
        if scope.kind is Kind.AD_HOC_SUB_PROCESS or all(node.kind is not Kind.END_EVENT for node in nodes):
            continue
        ends = [node for node in nodes if not node.outgoing]
        for node in ends:
            if node.kind not in _SPOKEN_OF and not stands_apart(node):
                yield error(
                    node,
                    f"Nach {titled(node)} geht es nicht weiter.",
                    "Führen Sie einen Sequenzfluss zum nächsten Schritt oder zu einem Endereignis.",
                )
        leading = _leading_to(nodes, ends)
        reached = reachable(graph, starts(scope, nodes))
        trapped = [node for node in nodes if node.id in reached and node.id not in leading]
        if trapped:
            yield error(
                trapped[0],
                f"Von {titled(trapped[0])} führt kein Weg zu einem Ende.",
                "Zeichnen Sie einen Weg aus der Schleife heraus.",
            )


def _leading_to(nodes: Sequence[Node], ends: list[Node]) -> set[str]:
    before: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        for following in successors(node):
            before[following].append(node.id)
    seen = {node.id for node in ends}
    waiting = list(seen)
    while waiting:
        for previous in before[waiting.pop()]:
            if previous not in seen:
                seen.add(previous)
                waiting.append(previous)
    return seen


TOLD = Told(
    title="Weg ohne Ende",
    why=(
        "Hat ein Ablauf Endereignisse, muss jeder Weg zu einem führen. Sonst weiß niemand, wie der "
        "Vorgang ausgegangen ist, oder er dreht sich für immer im Kreis."
    ),
    wrong="Nach „Antrag ablehnen“ folgt nichts.",
    right="„Antrag ablehnen“ führt zum Endereignis „Antrag abgelehnt“.",
    norm="BPMN 2.0.2, 10.5.3 und 8.3.13",
)
RULE = Rule("dead-end", Basis.STANDARD, check, TOLD)
