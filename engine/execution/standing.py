"""A tree of instances stands still, or goes on: the core of suspending one by hand and of suspending a whole case."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from engine.errors import Conflict
from engine.execution.advance import catch_up
from engine.state import case, escalation, going_on, instance, message, record, timer
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

#: what a message has left that has waited for a catch that stood still: the first is caught at once, others by what
#: comes next
_REVIVED: Final = timedelta(days=1)


def stop(tx: Transaction, row: InstanceRow) -> None:
    """Let the tree of a locked instance stand still: nothing completes or fires, messages wait, no ladder climbs."""
    instance.suspend(tx, row.root_id, tx.now)
    _note(tx, row, "instance_suspended")


def go_on(tx: Transaction, *rows: InstanceRow) -> None:
    """Let the trees of locked roots of one case go on, and what a message began there while all of it stood still.

    What fell due fires, messages and signals that waited are delivered, ladders are looked at. Conflict when somebody
    is at work on what has just begun: waiting for it with the case in hand could be crosswise.
    """
    for row in rows:
        _wake(tx, row)
    for case_id in {row.case_id for row in rows}:
        case.lock(tx, case_id)  # whoever begins something holds it, and asks whether all of it stands still
        for number in going_on.begun_still(tx, case_id):
            found = instance.lock_free(tx, number)
            if found is None:
                raise Conflict(
                    f"Expected to resume process instance {number}, but something has just begun in it"
                )
            _wake(tx, found)


def _wake(tx: Transaction, row: InstanceRow) -> None:
    instance.suspend(tx, row.root_id, None)
    _note(tx, row, "instance_resumed")
    running = instance.tree(tx, row.root_id)
    timer.release_held(tx, running)
    escalation.wake(tx, running)
    message.revive(tx, running, tx.now + _REVIVED)
    catch_up(tx, running)


def _note(tx: Transaction, row: InstanceRow, kind: str) -> None:
    record.append_history(tx, [{"case_id": row.case_id, "instance_id": row.id, "kind": kind}])
