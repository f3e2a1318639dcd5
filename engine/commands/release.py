"""A release has ended: what rested on it stops."""

from __future__ import annotations

from engine.errors import Forbidden
from engine.execution import withdrawal
from engine.transaction import Transaction


def follow(tx: Transaction, case_id: int) -> int:
    """Give open tasks that rested on an ended release to the leading authority; returns how many. The engine's own."""
    if not tx.actor.system:
        raise Forbidden(f"Expected to follow the releases of case {case_id}, but only the engine does that")
    return withdrawal.follow(tx, case_id)
