"""Processes that concern no person: a message from a case begins them in a case of their own.

Whoever takes part in such a process – an authority asked for its opinion – must not come into the file of the person
whose case reported a problem.
"""

from __future__ import annotations

from engine.bpmn import Graph
from engine.competence import places
from engine.competence.places import Kind
from engine.state import opening, record
from engine.state.definition import VersionRow
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

#: the property of a process that says so, with the value „ja“
PROPERTY = "ohne_person"


def concerns_nobody(graph: Graph) -> bool:
    """Whether the process says that it concerns no person."""
    return graph.root.properties.get(PROPERTY, "").strip().lower() == "ja"


def touches(territory: str, ags: str) -> bool:
    """Whether a territory (AGS or its beginning) covers the Kreis or city, or lies in it."""
    area = ags.removesuffix("000")
    return territory.startswith(area) or area.startswith(territory)


def open_case(
    tx: Transaction, authority_id: int, ags: str, version: VersionRow, process_key: str
) -> InstanceRow:
    """A case of nobody at a place, led by an authority; nothing links it to a case that reported what it is about."""
    row = opening.open_case(tx, None, authority_id, ags, version, process_key)
    record.append_history(tx, [{"case_id": row.case_id, "instance_id": row.id, "kind": "case_opened"}])
    return row


def district(ags: str) -> str:
    """The Kreis of a municipality as a place; a city that acts for itself stays one, and so does an unknown place."""
    place = places().get(ags)
    if place is None or place.kind in (Kind.FREE_CITY, Kind.AACHEN):
        return ags
    return f"{place.district}000"
