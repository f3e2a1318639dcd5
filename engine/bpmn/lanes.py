"""Says which lane each element of a scope lies in."""

from __future__ import annotations

from collections import deque

from engine.bpmn.element import Document, Element


def lanes_of(document: Document, scope: Element) -> dict[str, str]:
    """The name of the innermost lane by element id; elements outside every lane are left out."""
    lanes: dict[str, str] = {}
    waiting = deque(lane for lane_set in scope.all("laneSet") for lane in lane_set.all("lane"))
    while waiting:
        lane = waiting.popleft()
        for reference in lane.all("flowNodeRef"):
            node = document.find(reference.text)
            if node is not None:
                lanes[node.id] = lane.label
        # Inner lanes come later in the queue than every outer one, so they win.
        waiting.extend(inner for inner_set in lane.all("childLaneSet") for inner in inner_set.all("lane"))
    return lanes
