"""A join that waits for ever: found by playing the token game for every choice, conditions not evaluated.

What `parallel-join` says as an error already is not said again. A scope with more states than are looked at is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.blame import choice_before
from engine.bpmn.lint import parallel_join
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.lint.token_way import told
from engine.bpmn.model import Graph
from engine.bpmn.paths import scopes
from engine.bpmn.soundness import Events, Stuck, play


def check(context: Context) -> Iterator[Remark]:
    graph = context.graph
    said: set[str] | None = None
    for scope, nodes in scopes(graph):
        played = play(graph, scope, nodes, Events.ONCE)
        for stuck in played.stuck:
            if said is None:
                said = {remark.element for remark in parallel_join.check(context)}
            if stuck.join.id not in said:
                yield _remark(graph, stuck)
        if not played.finished:
            yield warning(
                scope,
                f"Ob in {titled(scope)} Wege für immer warten, ist nicht zu Ende geprüft: es gibt zu viele Abfolgen.",
                "Fassen Sie Teile des Ablaufs in Teilprozessen zusammen.",
            )


def _remark(graph: Graph, stuck: Stuck) -> Remark:
    missing = ", ".join(dict.fromkeys(titled(graph.nodes[flow.source]) for flow in stuck.missing))
    choice = choice_before(graph, stuck)
    because = ""
    if choice is not None:
        ways = ", ".join(titled(graph.nodes[flow.target]) for flow in choice.taken)
        because = f", wenn es hinter {titled(choice.node)} mit {ways} weitergeht" if ways else ""
    return warning(
        stuck.join,
        f"{titled(stuck.join)} kann für immer warten: von {missing} kommt nichts{because}. Weg: {told(stuck.path)}",
        "Führen Sie Wege, von denen nur einer genommen wird, mit einem exklusiven Gateway zusammen; sonst teilen Sie "
        "den Ablauf davor mit einem parallelen Gateway.",
    )


TOLD = Told(
    title="Zusammenführung, die ewig warten kann",
    why=(
        "Für jede mögliche Wahl wird durchgespielt, wohin die Wege führen. Hier gibt es eine, bei der "
        "eine Zusammenführung auf einen Weg wartet, den niemand geht."
    ),
    wrong="Eine exklusive Verzweigung führt auf zwei Wegen in ein paralleles Gateway.",
    right=("Die Wege treffen sich in einem exklusiven Gateway; Bedingungen werden dabei nicht ausgewertet."),
)
RULE = Rule("deadlock", Basis.PRACTICE, check, TOLD)
