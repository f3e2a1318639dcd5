"""Where a step brings a case into its next phase or over a milestone: the moment at which it may follow into a version.

A diagram names phases and milestones by the properties `phase` and `meilenstein`. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.bpmn import Graph
from engine.execution.changes import Change, ElementCompleted
from engine.execution.instance import Instance

PHASE: Final = "phase"
MILESTONE: Final = "meilenstein"
#: of a milestone: the variable that holds the day it happened, where that is not the day on which the step is passed
MILESTONE_DAY: Final = "meilenstein_am"


def begins(graph: Graph, before: Instance, after: Instance, changes: Sequence[Change]) -> bool:
    """Whether the step has passed a milestone, or entered a phase in which no token of the instance was before."""
    for one in changes:
        if isinstance(one, ElementCompleted) and graph.nodes[one.element].properties.get(MILESTONE):
            return True
    entered = after.elements.keys() - before.elements.keys()
    names = {graph.nodes[after.elements[one].element].properties.get(PHASE) for one in entered} - {None, ""}
    if not names:
        return False
    return not names <= {graph.nodes[one.element].properties.get(PHASE) for one in before.elements.values()}
