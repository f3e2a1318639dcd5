"""An element stopped; a person has repaired the cause and lets it try again."""

from __future__ import annotations

from collections.abc import Mapping

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution.actions import Resolve
from engine.execution.advance import advance
from engine.execution.bundle import ENGINE_VARIABLES
from engine.feel import Value
from engine.state import case, instance, record
from engine.state.record import IncidentState
from engine.transaction import Transaction


def resolve(
    tx: Transaction, incident_id: int, variables: Mapping[str, Value] | None = None, *, reason: str = ""
) -> None:
    """Try the element again, with changed variables if given.

    Conflict when the incident is already resolved. If the element breaks again, a new incident is opened.
    """
    found = record.incident(tx, incident_id)
    taking_part = case.participants(tx, found.case_id)
    if not any(tx.actor.may(Action.RESOLVE_INCIDENT, one) for one in taking_part):
        raise Forbidden(f"Expected to resolve incident {incident_id}, but no role there permits it")
    row = instance.lock(tx, found.instance_id)
    found = record.incident(tx, incident_id)
    if found.state is not IncidentState.OPEN:
        raise Conflict(f"Expected to resolve incident {incident_id}, but it is resolved")
    if ENGINE_VARIABLES & set(variables or ()):
        raise Invalid(
            f"Expected to resolve incident {incident_id}, but the engine's own variables cannot be changed"
        )
    record.note_reason(tx, row.case_id, row.id, reason)
    advance(tx, row, Resolve(found.element_instance, dict(variables or {})))
