"""The milestones of a case: how far a person has come on the line from entry to naturalisation; and its phase.

A diagram marks milestones with the properties `meilenstein` (its name), `reihe` (its place on the line) and, where it
happened on another day than the step is passed, `meilenstein_am` (the variable with that day); and the phases of Case
Management with `phase` and `phase_reihe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from engine.bpmn import Graph
from engine.clock import ZONE
from engine.execution.instance import ROOT, Instance
from engine.execution.phases import MILESTONE, MILESTONE_DAY, PHASE
from engine.state.record import HISTORY
from engine.transaction import Transaction

_PLACE, _PHASE_PLACE = "reihe", "phase_reihe"
_LAST = 1_000


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone in its place on the line; `reached`, the moment its step was passed, is None while it lies ahead.

    `day` is when it happened; None while it lies ahead, and where the actor is not told or nobody has said when.
    """

    name: str
    reached: datetime | None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase of Case Management in its place; `is_now` while a token of the case is in it."""

    name: str
    is_now: bool


def phases(
    graphs: Mapping[int, Graph], live: Mapping[int, Instance], callers: Mapping[int, tuple[int, int]]
) -> tuple[PhaseRow, ...]:
    """The phases that the diagrams of a case name, in their order, and the one it is in.

    It is the phase of the innermost element that names one, also where a called process goes on; of several side by
    side the later one. `live` are the running instances, `callers` say which element of which instance has called one.
    """
    places: dict[str, int] = {}
    for graph in graphs.values():
        for node in graph.nodes.values():
            name = node.properties.get(PHASE)
            if name:
                place = _place(node.properties.get(_PHASE_PLACE, ""))
                places[name] = min(place, places.get(name, place))
    held: dict[tuple[int, int], str] = {}
    around: set[tuple[int, int]] = set()
    for number in live.keys() & graphs.keys():
        for one in live[number].elements.values():
            name = graphs[number].nodes[one.element].properties.get(PHASE)
            if name:
                held[number, one.id] = name
                around.update(_around((number, one.id), live, callers))
    inner = {name for key, name in held.items() if key not in around}
    now = max(inner, key=lambda name: (places[name], name), default=None)
    return tuple(
        PhaseRow(name, name == now) for name in sorted(places, key=lambda name: (places[name], name))
    )


def _around(
    key: tuple[int, int], live: Mapping[int, Instance], callers: Mapping[int, tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The element instances around one, through whatever has called its process."""
    number, element = key
    while number in live:
        one = live[number].elements.get(element)
        if one is not None and one.scope != ROOT:
            element = one.scope
        elif number in callers:
            number, element = callers[number]
        else:
            return
        yield number, element


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < len(str(_LAST)) else _LAST


def milestones(
    tx: Transaction, graphs: Mapping[int, Graph], said: Mapping[tuple[int, str], date | None]
) -> tuple[MilestoneRow, ...]:
    """The milestones of the processes of a case, those of one name together, in their order on the line.

    `graphs` are those of its instances, by their numbers; `said` are the days that variables hold, by instance and
    name. What was reached before a migration counts by its name, whatever the new version calls the element.
    """
    places = _places(graphs.values())
    elements = {
        (instance, node.id): name
        for instance, graph in graphs.items()
        for node in graph.nodes.values()
        if (name := node.properties.get(MILESTONE))
    }
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
    days: dict[str, date | None] = {name: at.astimezone(ZONE).date() for name, at in reached.items()}
    for name in reached:
        asked = [
            (instance, variable)
            for instance, graph in graphs.items()
            for variable, milestone in days_named(graph).items()
            if milestone == name
        ]
        if asked:
            days[name] = min((day for key in asked if (day := said.get(key))), default=None)
    ordered = sorted(places, key=lambda name: (places[name], reached.get(name) is None, name))
    return tuple(MilestoneRow(name, reached.get(name), days.get(name)) for name in ordered)


def days_named(graph: Graph) -> dict[str, str]:
    """The variables in which a diagram looks for the day of a milestone, and its name."""
    return {
        variable: name
        for node in graph.nodes.values()
        if (name := node.properties.get(MILESTONE)) and (variable := node.properties.get(MILESTONE_DAY))
    }


def named(graphs: Iterable[Graph]) -> tuple[str, ...]:
    """The milestones that diagrams name, in their order on the line."""
    places = _places(graphs)
    return tuple(sorted(places, key=lambda name: (places[name], name)))


def _places(graphs: Iterable[Graph]) -> dict[str, int]:
    places: dict[str, int] = {}
    for graph in graphs:
        for node in graph.nodes.values():
            name = node.properties.get(MILESTONE)
            if name:
                number = _place(node.properties.get(_PLACE, ""))
                places[name] = min(number, places.get(name, number))
    return places
