"""The milestones of a case: how far a person has come on the line from entry to naturalisation.

A diagram marks them with the properties `meilenstein` (its name) and `reihe` (its place on the line).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from engine.bpmn import Graph
from engine.state.record import HISTORY
from engine.transaction import Transaction

_NAME, _PLACE = "meilenstein", "reihe"
_LAST = 1_000


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone in its place on the line; `reached` is None while it lies ahead."""

    name: str
    reached: datetime | None


def milestones(tx: Transaction, graphs: Mapping[int, Graph]) -> tuple[MilestoneRow, ...]:
    """The milestones of the processes of a case, those of one name together, in their order on the line.

    `graphs` are those of its instances, by their numbers. What was reached before a migration counts by its name,
    whatever the new version calls the element.
    """
    places: dict[str, int] = {}
    elements: dict[tuple[int, str], str] = {}
    for instance, graph in graphs.items():
        for node in graph.nodes.values():
            name = node.properties.get(_NAME)
            if name:
                place = node.properties.get(_PLACE, "")
                number = int(place) if place.isdecimal() and len(place) < len(str(_LAST)) else _LAST
                places[name] = min(number, places.get(name, number))
                elements[instance, node.id] = name
    if not places:
        return ()
    rows = tx.execute(
        select(
            HISTORY.c.instance_id,
            HISTORY.c.element,
            HISTORY.c.element_name,
            func.min(HISTORY.c.at).label("first"),
        )
        .where(
            HISTORY.c.instance_id.in_(sorted(graphs)),
            HISTORY.c.kind == "element_completed",
            or_(
                HISTORY.c.element.in_(sorted({element for _, element in elements})),
                HISTORY.c.element_name.in_(sorted(places)),
            ),
        )
        .group_by(HISTORY.c.instance_id, HISTORY.c.element, HISTORY.c.element_name)
    )
    reached: dict[str, datetime] = {}
    for row in rows:
        # by its name only where the diagram of today has no such element: others may be called the same
        drawn = row.element in graphs[row.instance_id].nodes
        name = elements.get((row.instance_id, row.element), "" if drawn else row.element_name)
        if name in places:
            reached[name] = min(row.first, reached.get(name, row.first))
    ordered = sorted(places, key=lambda name: (places[name], reached.get(name) is None, name))
    return tuple(MilestoneRow(name, reached.get(name)) for name in ordered)
