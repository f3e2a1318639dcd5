"""Whether what somebody asked to take away of a case may still be taken away."""

from __future__ import annotations

from engine.actor import Action
from engine.state import sight
from engine.state.case import CaseRow
from engine.state.export import Export
from engine.transaction import Transaction


def is_gone(tx: Transaction, found: CaseRow, made: Export) -> bool:
    """Whether its day is over, or a release has ended since on which what others read of the case may have rested.

    What the leading authority reads rests on none.
    """
    if made.is_over(tx.now):
        return True
    leads = tx.actor.may(Action.EXPORT_CASE, found.authority_id)
    return not leads and sight.ended_since(tx, found.id, made.requested_at)
