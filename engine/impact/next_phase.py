"""Which cases come to no further phase: those that never follow where each is to follow at its next one.

Judged by the flows of all running instances of the case; what begins later by itself is not counted.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.bpmn import Graph
from engine.execution import codec
from engine.execution.bundle import load_bundle
from engine.execution.phases import MILESTONE, PHASE
from engine.impact.ahead import reachable
from engine.impact.shape import places
from engine.state import migration
from engine.transaction import Transaction


class NextPhase:
    """Asked batch by batch; what lies before a place of a version is worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, frozenset[str]], bool] = {}

    def missing(self, tx: Transaction, cases: Collection[int]) -> frozenset[int]:
        """The cases of which no running instance may still enter another phase or pass a milestone."""
        left = set(cases)
        for row in migration.of_cases(tx, left):
            if row.case_id in left:
                key = (row.version_id, row.process_key, places(codec.load(row.tokens)))
                if key not in self._known:
                    graph = load_bundle(tx, row.version_id).graphs[row.process_key]
                    self._known[key] = _comes(graph, key[2])
                if self._known[key]:
                    left.remove(row.case_id)
        return frozenset(left)


def _comes(graph: Graph, here: frozenset[str]) -> bool:
    ahead = reachable(graph, here)
    if any(graph.nodes[one].properties.get(MILESTONE) for one in ahead | here):
        return True
    around = {scope for one in here for scope in _around(graph, one)}
    return bool(_phases(graph, ahead) - _phases(graph, around))


def _around(graph: Graph, element: str) -> list[str]:
    """The element and every scope around it."""
    found = [element]
    while graph.nodes[found[-1]].scope:
        found.append(graph.nodes[found[-1]].scope)
    return found


def _phases(graph: Graph, elements: Collection[str]) -> set[str]:
    return {name for one in elements if (name := graph.nodes[one].properties.get(PHASE))}
