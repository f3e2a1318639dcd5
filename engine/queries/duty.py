"""Duties by the clock on the wall: when each was begun last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from engine.actor import Action
from engine.state.duty import DUTY
from engine.transaction import Transaction


def last(tx: Transaction) -> dict[str, datetime]:
    """When each duty was begun last, by its name; those that never were are missing."""
    tx.actor.must(Action.ADMINISTER)
    found = tx.execute(
        select(DUTY.c.name, func.max(DUTY.c.at).label("at")).group_by(DUTY.c.name).order_by(DUTY.c.name)
    )
    return {row.name: row.at for row in found}
