"""Incidents: what stopped and waits for a decision."""

from __future__ import annotations

from engine.actor import Action
from engine.queries.records import IncidentRow, open_incidents
from engine.transaction import Transaction


def overview(tx: Transaction) -> tuple[IncidentRow, ...]:
    """The open incidents the actor may resolve, the oldest first."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    return open_incidents(tx)
