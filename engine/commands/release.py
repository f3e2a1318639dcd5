"""A release has ended, withdrawn or by its date: what rested on it stops."""

from __future__ import annotations

from typing import Final

from engine.execution import expiry, withdrawal
from engine.transaction import Transaction

#: consents in one transaction
BATCH: Final = 100


def end_past(tx: Transaction) -> bool:
    """Begin what follows from consents whose last day is over; True when there may be more. The engine's own."""
    tx.actor.must_be_engine()
    return expiry.end_past(tx, BATCH) == BATCH


def follow(tx: Transaction, case_id: int) -> int:
    """Give open tasks that rested on an ended release to the leading authority; returns how many. The engine's own."""
    tx.actor.must_be_engine()
    return withdrawal.follow(tx, case_id)
