"""A loop without a waiting element runs until the step budget stops it, unless its data end it in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Graph, Kind
from engine.bpmn.paths import waiting_nodes


def check(context: Context) -> Iterator[Remark]:
    graph = context.graph
    staying = waiting_nodes(graph)
    automatic = {
        one for one in graph.nodes if one not in staying and graph.nodes[one].kind is not Kind.PROCESS
    }
    circling = _trimmed(_trimmed(automatic, _after(graph, automatic)), _before(graph, automatic))
    after, before = _after(graph, circling), _before(graph, circling)
    for first in graph.nodes:
        if first in circling:
            # One remark for everything that hangs together; the first element stands for the loop.
            circling -= _connected(first, circling, after, before)
            yield warning(
                graph.nodes[first],
                f"Die Schleife über {titled(graph.nodes[first])} enthält keinen Schritt, an dem gewartet "
                f"wird.",
                "Zeichnen Sie in die Schleife eine Benutzeraufgabe oder ein Zeitereignis.",
            )


_Steps = Mapping[str, Sequence[str]]


def _after(graph: Graph, nodes: Set[str]) -> _Steps:
    return {one: [flow.target for flow in graph.nodes[one].outgoing if flow.target in nodes] for one in nodes}


def _before(graph: Graph, nodes: Set[str]) -> _Steps:
    return {one: [flow.source for flow in graph.nodes[one].incoming if flow.source in nodes] for one in nodes}


def _trimmed(nodes: set[str], steps: _Steps) -> set[str]:
    """Takes away, again and again, what no remaining element steps to; what is left lies on or behind a
    circle.
    """
    counts = Counter(following for one in nodes for following in steps[one] if following in nodes)
    waiting = [one for one in nodes if not counts[one]]
    left = set(nodes)
    while waiting:
        gone = waiting.pop()
        left.discard(gone)
        for following in steps[gone]:
            counts[following] -= 1
            if following in left and not counts[following]:
                waiting.append(following)
    return left


def _connected(start: str, nodes: Set[str], *directions: _Steps) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        one = waiting.pop()
        for following in (step for steps in directions for step in steps[one]):
            if following in nodes and following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen


TOLD = Told(
    title="Schleife ohne Warten",
    why=(
        "In dieser Schleife wartet nichts auf einen Menschen, eine Nachricht oder eine Frist. Enden die "
        "Daten sie nicht rechtzeitig, läuft sie, bis die Schrittgrenze sie anhält."
    ),
    wrong="Eine Skriptaufgabe führt über „Fertig?“ auf sich selbst zurück.",
    right="In der Schleife steht eine Aufgabe oder eine Wartezeit.",
)
RULE = Rule("endless-loop", Basis.PRACTICE, check, TOLD)
