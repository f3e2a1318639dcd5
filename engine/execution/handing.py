"""A rung gives a task to somebody else: back to the group, or to whoever stands in for the person who has it."""

from __future__ import annotations

from engine.actor import Role
from engine.escalation import Handing
from engine.execution import assignment
from engine.execution.recipients import Directory
from engine.state import account, register, task
from engine.state.escalation import DueTask
from engine.state.post import PostRow, Substitution
from engine.state.register import Snapshot
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
    stand_in = _stand_in(register.snapshot(tx), people, found) if to is Handing.SUBSTITUTE else None
    if stand_in is None or stand_in == held.assignee_id:
        assignment.give(tx, held, None)
        return "group", None
    assignment.give(tx, held, account.get(tx, stand_in))
    return "substitute", stand_in


def _stand_in(snapshot: Snapshot, people: Directory, found: DueTask) -> int | None:
    """Who does the work of the assignee's post by its substitution rule, if they may do this task."""
    posts = [one for held in snapshot.posts.values() for one in held]
    own = next((one for one in posts if one.holder_id == found.assignee_id), None)
    if own is None:
        return None
    leads = people.members.get((found.authority_id, Role.TEAM_LEAD), ())
    able = {*people.members.get((found.authority_id, found.role), ()), *leads}
    return next((one for one in _candidates(own, posts, leads) if one in able), None)


def _candidates(own: PostRow, posts: list[PostRow], leads: tuple[int, ...]) -> tuple[int, ...]:
    match own.substitution:
        case Substitution.TEAM_LEAD:
            return leads
        case Substitution.POST:
            return tuple(
                one.holder_id
                for one in posts
                if one.id == own.substitute_post_id and one.holder_id is not None
            )
        case _:
            return ()
