"""Incidents: what stopped and waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass

from engine.actor import Action
from engine.errors import Invalid, NotFound
from engine.queries.records import IncidentRow, count_open_incidents, open_incidents
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One page, the oldest first; `total` counts all that match."""

    incidents: tuple[IncidentRow, ...]
    next: str | None
    total: int


def overview(tx: Transaction) -> tuple[IncidentRow, ...]:
    """The open incidents the actor may resolve, the oldest first."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    return open_incidents(tx)


def page(tx: Transaction, key: str = "", after: str | None = None, size: int = 100) -> IncidentPage:
    """The open incidents the actor may resolve, of one process if its key is given, the oldest first.

    Invalid when `after` is no cursor of this list.
    """
    tx.actor.must(Action.RESOLVE_INCIDENT)
    if after and (not after.isdecimal() or len(after) > 18):
        raise Invalid("Expected to read a page cursor, but it is not one this list gave")
    found = open_incidents(tx, key=key, after=int(after) if after else 0, limit=size + 1)
    more = str(found[size - 1].id) if len(found) > size else None
    return IncidentPage(found[:size], more, count_open_incidents(tx, key))


def find(tx: Transaction, incident_id: int) -> IncidentRow:
    """One open incident the actor may resolve; NotFound when there is none of that number."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    found = open_incidents(tx, number=incident_id)
    if not found:
        raise NotFound(f"Expected to find incident {incident_id}, but none is open with that number")
    return found[0]
