"""Laying a task aside until a day (Wiedervorlage), with the reason."""

from __future__ import annotations

from datetime import date

from engine.commands import handling
from engine.state.bulk import BulkKind
from engine.transaction import Transaction


def lay_aside(tx: Transaction, task_id: int, day: date, reason: str) -> None:
    """Lay a task aside until the beginning of a day after today, and say why. Both of its clocks go on.

    Invalid names the faulty field; Conflict when somebody else has the task, or it is closed.
    """
    handling.act(tx, task_id, 0, handling.step(tx, BulkKind.FOLLOW_UP, day=day, reason=reason))


def end(tx: Transaction, task_id: int) -> None:
    """Take a task up again before its day; one that is not laid aside stays as it is."""
    handling.act(tx, task_id, 0, handling.step(tx, BulkKind.FOLLOW_UP))
