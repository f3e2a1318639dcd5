"""What operators do with a running instance: move tokens, change variables and timers, suspend, resume, cancel.

Each leaves its facts in the history, with who did it and the reason they gave. `revision` is what the actor has seen of
the instance: Conflict when it has moved on since. A called process is suspended with its caller, as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import actions, standing
from engine.execution.advance import advance
from engine.execution.bundle import ENGINE_VARIABLES
from engine.execution.moments import is_of_a_calendar
from engine.feel import Value
from engine.state import case, instance, record, timer
from engine.state.instance import InstanceRow, InstanceState
from engine.transaction import Transaction


def modify(
    tx: Transaction,
    instance_id: int,
    cancel: tuple[int, ...] = (),
    activate: tuple[tuple[str, int | None], ...] = (),
    variables: Mapping[str, Value] | None = None,
    *,
    revision: int | None = None,
    reason: str = "",
) -> None:
    """Take element instances away and enter elements, after setting variables; all of it or nothing.

    `activate` holds (element, scope); with scope None the scopes around the element are entered too. Conflict when an
    element instance is no longer there.
    """
    row = _open(tx, instance_id, "modify", revision, reason)
    given = _accepted(instance_id, variables)
    advance(tx, row, actions.Modify(tuple(cancel), tuple(activate), given))


def move_token(
    tx: Transaction,
    instance_id: int,
    element_instance: int,
    element: str,
    *,
    revision: int | None = None,
    reason: str = "",
) -> None:
    """Take the token away where it waits and let it go on at another element."""
    row = _open(tx, instance_id, "modify", revision, reason)
    advance(tx, row, actions.Modify((element_instance,), ((element, None),)))


def set_variables(
    tx: Transaction,
    instance_id: int,
    variables: Mapping[str, Value],
    element_instance: int = 0,
    *,
    local: bool = False,
    revision: int | None = None,
    reason: str = "",
) -> None:
    """Change variables where an element instance sees them (0 is the process); conditions are looked at again.

    A variable no scope around it has goes to the process; with `local` all of them stay with the element instance.
    """
    row = _open(tx, instance_id, "change variables of", revision, reason)
    advance(tx, row, actions.SetVariables(_accepted(instance_id, variables), element_instance, local))


def change_timer(
    tx: Transaction, timer_id: int, due: datetime, *, revision: int | None = None, reason: str = ""
) -> None:
    """Let a running timer be due at another instant (years 1900 to 9000). Conflict when it is over."""
    if due.tzinfo is None:
        raise Invalid(f"Expected to change timer {timer_id} to an instant, but {due} has no time zone")
    if not is_of_a_calendar(due):
        raise Invalid(f"Expected to change timer {timer_id} to a year from 1900 to 9000, but got {due.year}")
    found = timer.get(tx, timer_id)
    if found is None:
        raise NotFound(f"Expected to find timer {timer_id}, but there is none")
    row = _open(tx, found.instance_id, "change a timer of", revision, reason)
    found = timer.get(tx, timer_id)
    if found is None or found.state not in timer.RUNNING:
        raise Conflict(f"Expected to change timer {timer_id}, but it is over")
    advance(tx, row, actions.ChangeTimer(found.subscription, due))


def suspend(tx: Transaction, instance_id: int, *, revision: int | None = None, reason: str = "") -> None:
    """Let the instance with its callers and what it called stand still: nothing completes or fires, messages wait."""
    row = _open(tx, instance_id, "suspend", revision, reason)
    if row.suspended_at is not None:
        raise Conflict(f"Expected to suspend process instance {instance_id}, but it is suspended")
    standing.stop(tx, row)


def resume(tx: Transaction, instance_id: int, *, revision: int | None = None, reason: str = "") -> None:
    """Let the instance go on: what fell due fires, messages and signals that waited are delivered."""
    row = _open(tx, instance_id, "resume", revision, reason)
    if row.suspended_at is None:
        raise Conflict(f"Expected to resume process instance {instance_id}, but it is not suspended")
    standing.go_on(tx, row)


def cancel(tx: Transaction, instance_id: int, *, revision: int | None = None, reason: str = "") -> None:
    """End the instance without an outcome, with everything it called."""
    row = _open(tx, instance_id, "cancel", revision, reason)
    if row.parent_id is not None:
        raise Conflict(
            f"Expected to cancel process instance {instance_id}, but another one has called it and waits for it"
        )
    advance(tx, row, actions.Cancel())


def _open(tx: Transaction, instance_id: int, to: str, revision: int | None, reason: str) -> InstanceRow:
    """The locked instance, if the actor may repair what belongs to its case, it still runs and is as it was seen.

    The reason is the first fact of what follows.
    """
    its = instance.head(tx, instance_id).case_id
    if not case.permits(tx, Action.RESOLVE_INCIDENT, its):
        raise Forbidden(f"Expected to {to} process instance {instance_id}, but no role there permits it")
    row = instance.lock(tx, instance_id)
    if row.state is not InstanceState.ACTIVE:
        raise Conflict(f"Expected to {to} process instance {instance_id}, but it is {row.state}")
    if revision is not None and row.revision != revision:
        raise Conflict(f"Expected to {to} process instance {instance_id}, but it has moved on")
    record.note_reason(tx, row.case_id, row.id, reason)
    return row


def _accepted(instance_id: int, variables: Mapping[str, Value] | None) -> dict[str, Value]:
    given = dict(variables or {})
    if ENGINE_VARIABLES & given.keys():
        raise Invalid(
            f"Expected to change variables of process instance {instance_id}, but the engine's own cannot be changed"
        )
    return given
