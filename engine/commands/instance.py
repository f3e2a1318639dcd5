"""What operators do with a running instance: move tokens, change variables and timers, suspend, resume, cancel.

Each leaves its facts in the history, with who did it and the reason they gave. `revision` is what the actor has seen of
the instance: Conflict when it has moved on since. A called process is suspended with its caller, as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import actions, codec, standing
from engine.execution.advance import advance
from engine.execution.bundle import ENGINE_VARIABLES
from engine.execution.course import must_repair, of_course, untold
from engine.execution.instance import ROOT
from engine.execution.moments import is_of_a_calendar
from engine.feel import Value
from engine.state import instance, record, timer
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
    _must_be_told(tx, row, "cancel", cancel)
    _must_be_told(tx, row, "enter", [scope for _element, scope in activate if scope is not None])
    given = _accepted(tx, row, variables)
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
    _must_be_told(tx, row, "cancel", (element_instance,))
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
    _must_be_told(tx, row, "set variables of", (element_instance,))
    given = _accepted(tx, row, variables, element_instance)
    advance(tx, row, actions.SetVariables(given, element_instance, local))


def change_timer(
    tx: Transaction, timer_id: int, due: datetime, *, revision: int | None = None, reason: str = ""
) -> None:
    """Let a running timer be due at another instant (years 1900 to 9000). Conflict when it is over."""
    if due.tzinfo is None:
        raise Invalid(f"Expected to change timer {timer_id} to an instant, but {due} has no time zone")
    if not is_of_a_calendar(due):
        raise Invalid(f"Expected to change timer {timer_id} to a year from 1900 to 9000, but got {due.year}")
    tx.actor.must(Action.RESOLVE_INCIDENT)
    found = timer.get(tx, timer_id)
    refused = Forbidden(f"Expected to change timer {timer_id}, but no role there permits it")
    if found is None and tx.actor.system:
        raise NotFound(f"Expected to find timer {timer_id}, but there is none")
    if found is None:
        raise refused
    try:
        row = _open(tx, found.instance_id, "change a timer of", revision, reason)
    except Forbidden:
        raise refused from None
    found = timer.get(tx, timer_id)
    if found is None or found.state not in timer.RUNNING:
        raise Conflict(f"Expected to change timer {timer_id}, but it is over")
    if not of_course(tx, row.case_id).reads_element(row.id, found.element):
        raise refused
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
    """The locked instance, if the actor may repair it, it still runs and is as it was seen.

    The reason is the first fact of what follows.
    """
    must_repair(tx, instance_id, to)
    row = instance.lock(tx, instance_id)
    if row.state is not InstanceState.ACTIVE:
        raise Conflict(f"Expected to {to} process instance {instance_id}, but it is {row.state}")
    if revision is not None and row.revision != revision:
        raise Conflict(f"Expected to {to} process instance {instance_id}, but it has moved on")
    record.note_reason(tx, row.case_id, row.id, reason)
    return row


def _must_be_told(tx: Transaction, row: InstanceRow, to: str, element_instances: Sequence[int]) -> None:
    """A step that is not shown to the actor is answered like one that is not there."""
    number = untold(tx, row, element_instances)
    if number is not None:
        raise Conflict(f"Expected to {to} element instance {number}, but it is not there any more")


def _accepted(
    tx: Transaction, row: InstanceRow, variables: Mapping[str, Value] | None, scope: int = ROOT
) -> dict[str, Value]:
    """The variables, none of which is the engine's own or has a value that the actor is not told of."""
    given = dict(variables or {})
    if ENGINE_VARIABLES & given.keys():
        raise Invalid(
            f"Expected to change variables of process instance {row.id}, but the engine's own cannot be changed"
        )
    if given and not tx.actor.system:
        course = of_course(tx, row.case_id)
        held = codec.load(row.tokens).variables
        there = {*held.get(scope, {}), *held.get(ROOT, {})}
        if any(one in there and not course.reads_variable(row.id, one) for one in given):
            raise Forbidden(
                f"Expected to change variables of process instance {row.id}, but one of them is not the actor's to read"
            )
    return given
