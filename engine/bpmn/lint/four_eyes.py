"""Four eyes are asked for at a user task, and compared with user tasks that come before it in the same process.

Else nobody would be kept from anything, and the diagram would only pretend.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine.bpmn.four_eyes import FOUR_EYES, earlier_tasks
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Graph, Kind, Node
from engine.bpmn.paths import reachable


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if FOUR_EYES not in node.properties:
            continue
        if node.kind is not Kind.USER_TASK:
            yield error(
                node,
                f"{titled(node)} hat die Eigenschaft „{FOUR_EYES}“, ist aber keine Benutzeraufgabe.",
                "Setzen Sie sie an die Aufgabe, die eine andere Person erledigen soll.",
            )
            continue
        named = earlier_tasks(node)
        if not named:
            yield error(
                node,
                f"Die Aufgabe {titled(node)} verlangt vier Augen, nennt aber keine frühere Aufgabe.",
                f"Schreiben Sie die Kennung der früheren Aufgabe in „{FOUR_EYES}“.",
            )
        for one in named:
            yield from _named(context.graph, node, one)


def _named(graph: Graph, node: Node, one: str) -> Iterator[Remark]:
    other = graph.nodes.get(one)
    if other is None or other.kind is not Kind.USER_TASK:
        tasks = sorted(each.id for each in graph.nodes.values() if each.kind is Kind.USER_TASK)
        near = difflib.get_close_matches(one, tasks, n=1)
        yield error(
            node,
            f"Die Aufgabe {titled(node)} verlangt vier Augen mit „{one}“; eine Aufgabe dieser Kennung gibt es nicht.",
            f"Meinten Sie „{near[0]}“?" if near else "Nennen Sie eine Benutzeraufgabe desselben Prozesses.",
        )
    elif one == node.id or reachable(graph, _around(graph, one)).isdisjoint(_around(graph, node.id)):
        yield error(
            node,
            f"Die Aufgabe {titled(node)} verlangt vier Augen mit {titled(other)}, die nicht vor ihr liegt.",
            "Nennen Sie eine Aufgabe, die vorher erledigt wird.",
        )


def _around(graph: Graph, element: str) -> tuple[str, ...]:
    """The element and the scopes it lies in, without the process: what follows them follows it."""
    found = [element]
    while (scope := graph.nodes[found[-1]].scope) in graph.nodes and graph.nodes[scope].scope:
        found.append(scope)
    return tuple(found)


TOLD = Told(
    title="Vier-Augen-Prinzip ins Leere",
    why=(
        "Verglichen wird mit Benutzeraufgaben, die davor kommen. Nennt die Angabe etwas anderes, wäre "
        "niemand gehindert und das Diagramm täuschte eine Kontrolle vor."
    ),
    wrong="„vier-augen“ nennt eine Aufgabe, die erst danach kommt.",
    right="Es nennt die Kennung der Aufgabe, in der entschieden wurde.",
)
RULE = Rule("four-eyes", Basis.PRACTICE, check, TOLD)
