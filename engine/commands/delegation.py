"""Letting a colleague do one's task, and giving it back: whoever delegated it stays its owner."""

from __future__ import annotations

from engine.commands import handling
from engine.state.bulk import BulkKind
from engine.transaction import Transaction


def delegate(tx: Transaction, task_id: int, revision: int, account_id: int) -> None:
    """Let a colleague do a task one has, or has delegated to somebody else.

    Invalid when that person may not do it; Conflict when somebody else has it, or has changed it since `revision`.
    """
    handling.act(tx, task_id, revision, handling.step(tx, BulkKind.DELEGATE, account_id=account_id))


def give_back(tx: Transaction, task_id: int, revision: int) -> None:
    """Give a delegated task back to its owner: by who has it, by the owner, or by who hands tasks out there.

    It goes to the group where the owner may not do it any more. One that is not delegated stays as it is.
    """
    handling.act(tx, task_id, revision, handling.step(tx, BulkKind.RETURN))
