"""A parallel join behind an exclusive choice waits for ever: only one of its ways is taken.

Simple cases only: the choice – an exclusive gateway, or an activity with interrupting events – stands before
every way concerned, and none of its branches alone reaches all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Graph, Kind, Node
from engine.bpmn.paths import reachable, scopes, starts

#: every choice is held against every join; beyond this a diagram is not a "simple case" and would take
#: seconds
_MAX_WORK = 200_000


def check(context: Context) -> Iterator[Remark]:
    graph = context.graph
    for scope, nodes in scopes(graph):
        joins = [node for node in nodes if node.kind is Kind.PARALLEL_GATEWAY and len(node.incoming) > 1]
        roots = starts(scope, nodes)
        choices = [(node, branches) for node in nodes if len(branches := _branches(graph, node)) > 1]
        if len(joins) * len(choices) * len(nodes) > _MAX_WORK:
            continue
        for join in joins:
            blocking = next(
                (choice for choice, branches in choices if _blocks(graph, roots, choice, branches, join)),
                None,
            )
            if blocking is not None:
                yield error(
                    join,
                    f"Das parallele Gateway {titled(join)} wartet auf alle Eingänge, aber "
                    f"{titled(blocking)} lässt nur einen der Wege zu.",
                    "Führen Sie die Wege mit einem exklusiven Gateway zusammen.",
                )


def _branches(graph: Graph, node: Node) -> tuple[tuple[str, ...], ...]:
    """The alternatives of which exactly one happens, each as the elements it begins with."""
    flows = tuple(flow.target for flow in node.outgoing)
    if node.kind is Kind.EXCLUSIVE_GATEWAY:
        return tuple((target,) for target in flows)
    interrupting = tuple((event,) for event in node.boundary if graph.nodes[event].interrupting)
    return ((flows, *interrupting) if flows else interrupting) if interrupting else ()


def _blocks(
    graph: Graph, roots: tuple[str, ...], choice: Node, branches: tuple[tuple[str, ...], ...], join: Node
) -> bool:
    closed = {choice.id, join.id, *(choice.boundary if choice.kind is not Kind.EXCLUSIVE_GATEWAY else ())}
    elsewhere = _arriving(graph, roots, join, closed)
    ways = [_arriving(graph, branch, join, closed - set(branch), choice, branch) for branch in branches]
    concerned = frozenset().union(*ways) - elsewhere
    return len(concerned) > 1 and not any(concerned <= way for way in ways)


def _arriving(
    graph: Graph,
    roots: tuple[str, ...],
    join: Node,
    closed: set[str],
    choice: Node | None = None,
    branch: tuple[str, ...] = (),
) -> frozenset[str]:
    """The incoming flows of the join that can carry a token from the roots."""
    reached = reachable(graph, roots, closed=closed)
    return frozenset(
        flow.id
        for flow in join.incoming
        if flow.source in reached or (choice is not None and flow.source == choice.id and join.id in branch)
    )


TOLD = Told(
    title="Parallele Zusammenführung hinter einer Auswahl",
    why=(
        "Ein paralleles Gateway wartet auf alle Wege. Nach einer exklusiven Auswahl wird nur einer "
        "gegangen; der Vorgang wartet für immer."
    ),
    wrong="„Pass vorhanden?“ verzweigt exklusiv, beide Wege enden in einem parallelen Gateway.",
    right="Die Wege treffen sich in einem exklusiven Gateway.",
)
RULE = Rule("parallel-join", Basis.PRACTICE, check, TOLD)
