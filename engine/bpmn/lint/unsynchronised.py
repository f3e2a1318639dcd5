"""Ways that run at the same time and meet without a join: what follows is done once for each of them.

Found by playing the token game. What is meant to come on top is left out: what non-interrupting events begin, and
what a loop begins in each round without waiting for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.blame import split_before
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.lint.token_way import told
from engine.bpmn.model import Graph, Kind, Node
from engine.bpmn.paths import scopes
from engine.bpmn.soundness import Doubled, Events, Step, play


def check(context: Context) -> Iterator[Remark]:
    graph = context.graph
    for scope, nodes in scopes(graph):
        said: set[str] = set()
        for doubled in play(graph, scope, nodes, Events.NEVER).doubled:
            merge, split = _merge(graph, doubled), split_before(graph, doubled)
            if merge.id not in said and not _begins_in_rounds(doubled, split):
                said.add(merge.id)
                yield _remark(split, doubled, merge)


def _begins_in_rounds(doubled: Doubled, split: Step | None) -> bool:
    """Whether the ways part at one element in two rounds of a loop: one way goes round, another is begun each time."""
    return split is not None and sum(step.node is split.node for step in doubled.path) > 1


def _merge(graph: Graph, doubled: Doubled) -> Node:
    """Where the ways meet: the nearest element before the doubled flow that has several ways in."""
    node = graph.nodes[doubled.flow.source]
    for _ in graph.nodes:
        if len(node.incoming) != 1:
            break
        node = graph.nodes[node.incoming[0].source]
    return node


def _remark(split: Step | None, doubled: Doubled, merge: Node) -> Remark:
    after = f" Die Wege trennen sich bei {titled(split.node)}." if split is not None else ""
    join = "inklusiven" if split is not None and split.node.kind is Kind.INCLUSIVE_GATEWAY else "parallelen"
    return warning(
        merge,
        f"Was auf {titled(merge)} folgt, kann mehrfach geschehen: gleichzeitige Wege treffen sich, ohne aufeinander zu "
        f"warten.{after} Weg: {told(doubled.path)}",
        f"Führen Sie die Wege mit einem {join} Gateway zusammen.",
    )


TOLD = Told(
    title="Gleichzeitige Wege treffen sich ungebremst",
    why=(
        "Laufen Wege gleichzeitig und treffen sich ohne Zusammenführung, geschieht alles danach für "
        "jeden einzeln: zwei Aufgaben, zwei Bescheide."
    ),
    wrong="Nach einem parallelen Gateway führen zwei Wege in dieselbe Aufgabe.",
    right="Davor führt ein paralleles (oder inklusives) Gateway sie zusammen.",
)
RULE = Rule("unsynchronised", Basis.PRACTICE, check, TOLD)
