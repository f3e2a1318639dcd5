"""Tasks whose holder has left: whoever delegated them gets them back, else the group."""

from __future__ import annotations

from typing import Final

from engine.execution import absence, assignment, tidings
from engine.state import account, holder, task
from engine.transaction import Transaction

#: the duty that does it every day, and at once when somebody leaves
DUTY: Final = "tasks of the absent"


def free(tx: Transaction, most: int) -> bool:
    """Free up to `most` tasks of people who have left; True when there may be more.

    Drafts stay. From now on it is asked whether anybody takes what is the group's, and it goes where somebody is there.
    """
    found = holder.left(tx, most)
    people = set()
    for number in found:
        held = task.get(tx, number)
        people.add(held.assignee_id or 0)
        owner = assignment.able(tx, held, held.owner_id)
        if owner is None:
            assignment.give(tx, held, None)
        else:
            assignment.return_to(tx, held, owner)
            tidings.given(tx, held, owner.id)
    for one in sorted(people):
        absence.place_anew(tx, account.get(tx, one))
    return len(found) == most
