"""A rung gives a task to somebody else: back to the group, or to whoever stands in for the person who has it."""

from __future__ import annotations

from engine.escalation import Handing
from engine.execution import assignment, four_eyes
from engine.execution.recipients import Directory
from engine.state import account, task
from engine.state.escalation import DueTask
from engine.transaction import Transaction


def hand(tx: Transaction, people: Directory, found: DueTask, to: Handing | None) -> tuple[str, int | None]:
    """Give the task away as the rung says: what became of it for the history, and the account that has it now.

    Nothing happens to a task that nobody has. Where nobody stands in, the group gets it.
    """
    if to is None or found.assignee_id is None:
        return "", None
    held = task.get(tx, found.id)
    if held.assignee_id is None:
        return "", None  # a lower clock's rung of the same look has given it away
    stand_ins = people.stand_ins(found) if to is Handing.SUBSTITUTE else ()
    kept_out = four_eyes.barred(tx, held).people
    stand_in = next((one for one in stand_ins if one not in kept_out), None)
    if stand_in is None:
        assignment.give(tx, held, None)
        return "group", None
    assignment.give(tx, held, account.get(tx, stand_in))
    return "substitute", stand_in
