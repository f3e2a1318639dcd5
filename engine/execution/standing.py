"""A tree of instances stands still, or goes on: the core of suspending one by hand and of suspending a whole case."""

from __future__ import annotations

from engine.execution.advance import catch_up
from engine.state import escalation, instance, record, timer
from engine.state.instance import InstanceRow
from engine.transaction import Transaction


def stop(tx: Transaction, row: InstanceRow) -> None:
    """Let the tree of a locked instance stand still: nothing completes or fires, messages wait, no ladder climbs."""
    instance.suspend(tx, row.root_id, tx.now)
    _note(tx, row, "instance_suspended")


def go_on(tx: Transaction, row: InstanceRow) -> None:
    """Let it go on: what fell due fires, messages and signals that waited are delivered, ladders are looked at."""
    instance.suspend(tx, row.root_id, None)
    _note(tx, row, "instance_resumed")
    running = instance.tree(tx, row.root_id)
    timer.release_held(tx, running)
    escalation.wake(tx, running)
    catch_up(tx, running)


def _note(tx: Transaction, row: InstanceRow, kind: str) -> None:
    record.append_history(tx, [{"case_id": row.case_id, "instance_id": row.id, "kind": kind}])
