"""Tasks whose holder has left: whoever delegated them gets them back, else the group."""

from __future__ import annotations

from engine.execution import assignment, tidings
from engine.state import holder, task
from engine.transaction import Transaction


def free(tx: Transaction, most: int) -> bool:
    """Free up to `most` tasks of people who have left; True when there may be more.

    Drafts stay. From now on it is asked whether anybody takes what is the group's.
    """
    found = holder.left(tx, most)
    for number in found:
        held = task.get(tx, number)
        owner = assignment.able(tx, held, held.owner_id)
        if owner is None:
            assignment.give(tx, held, None)
        else:
            assignment.return_to(tx, held, owner)
            tidings.given(tx, held, owner.id)
    return len(found) == most
