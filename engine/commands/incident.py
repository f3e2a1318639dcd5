"""An element stopped; a person has repaired the cause and lets it try again."""

from __future__ import annotations

from collections.abc import Mapping

from engine.actor import Action, Role
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import placement
from engine.execution.actions import Resolve
from engine.execution.advance import advance
from engine.execution.bundle import ENGINE_VARIABLES
from engine.execution.course import like_a_forbidden_one
from engine.feel import Value
from engine.state import case, instance, open_task, record, register
from engine.state.open_task import OpenTask
from engine.state.record import Incident, IncidentState
from engine.transaction import Transaction


def resolve(
    tx: Transaction, incident_id: int, variables: Mapping[str, Value] | None = None, *, reason: str = ""
) -> None:
    """Try the element again, with changed variables if given.

    Forbidden also where there is none of that number. Conflict when the incident is already resolved. If the element
    breaks again, a new incident is opened.
    """
    refused = Forbidden(f"Expected to resolve incident {incident_id}, but no role there permits it")
    with like_a_forbidden_one(tx, refused):
        found = record.incident(tx, incident_id)
    told = found.told_id is not None and Role.COORDINATOR in tx.actor.roles(found.told_id)
    if not told and not case.permits(tx, Action.RESOLVE_INCIDENT, found.case_id):
        raise refused
    row = instance.lock(tx, found.instance_id)
    found = record.incident(tx, incident_id)
    if found.state is not IncidentState.OPEN:
        raise Conflict(f"Expected to resolve incident {incident_id}, but it is resolved")
    if ENGINE_VARIABLES & set(variables or ()):
        raise Invalid(
            f"Expected to resolve incident {incident_id}, but the engine's own variables cannot be changed"
        )
    record.note_reason(tx, row.case_id, row.id, reason)
    waiting = [one for one in open_task.lock(tx, row.case_id) if _is_at(one, found)]
    if waiting:
        _place_again(tx, waiting[0], found)
    else:
        advance(tx, row, Resolve(found.element_instance, dict(variables or {})))


def _is_at(one: OpenTask, found: Incident) -> bool:
    return (one.instance_id, one.element_instance) == (found.instance_id, found.element_instance)


def _place_again(tx: Transaction, one: OpenTask, found: Incident) -> None:
    """A task that waits has not broken: nobody was competent for it when its person moved or the register changed."""
    standing = register.standing(tx, one.root_id)
    (placed,) = placement.place(standing.snapshot, [one], {one.root_id: standing.retained}, tx.today)
    record.close_incidents(tx, one.instance_id, [found.element_instance])
    placement.write(tx, placed)
    placement.note(tx, placed)
