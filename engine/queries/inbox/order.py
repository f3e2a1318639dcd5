"""By what the inbox is sorted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, case, func, text

from engine.queries.inbox.filter import InboxFilter, InboxGroup, InboxOrder, InboxView
from engine.queries.inbox.overview import Overview
from engine.queries.inbox.persons import mains
from engine.queries.keyset import Key, Keys
from engine.state.task import TASK
from engine.transaction import Transaction

_COLUMNS: Final = {
    InboxOrder.DUE: (TASK.c.due_at, False),
    InboxOrder.LEGAL: (TASK.c.legal_due_at, False),
    InboxOrder.AGREED: (TASK.c.agreed_due_at, False),
    InboxOrder.FOLLOW_UP: (TASK.c.follow_up_at, False),
    InboxOrder.NEWEST: (TASK.c.created_at, True),
    # the sum keeps PostgreSQL from an index in which ten years of completed tasks come first
    InboxOrder.OLDEST: (TASK.c.created_at + text("interval '0'"), False),
    InboxOrder.PRIORITY: (TASK.c.priority, True),
    InboxOrder.CASE: (TASK.c.case_id, False),
}


def keys(tx: Transaction, wanted: InboxFilter, seen: Overview) -> Keys:
    """The order of a list: by the heading it stands under, by what is asked for, by its number.

    What is done has its own: the newest first. Those of a person stand together whichever of their cases
    they are of.
    """
    wanted = wanted.known
    done = wanted.view is InboxView.DONE
    column, falls = (TASK.c.closed_at, True) if done else _COLUMNS[wanted.order]
    key = Key("key", column, falls, wanted.order not in (InboxOrder.PRIORITY, InboxOrder.CASE))
    number = Key("id", TASK.c.id, falls)
    match wanted.group:
        case InboxGroup.PROCESS:
            return Keys((Key("heading", _rank(seen), False), key, number))
        case InboxGroup.PERSON:
            main = func.coalesce(mains(tx).c.main, TASK.c.case_id)
            return Keys((Key("heading", main, False), key, number))
        case InboxGroup.DUE:
            return Keys((Key("key", TASK.c.due_at, False, is_moment=True), Key("id", TASK.c.id, False)))
        case InboxGroup.NONE:
            return Keys((key, number))


def _rank(seen: Overview) -> ColumnElement[int]:
    """The place of a task's process among all by name; one that came since is last."""
    places = {key: place for place, (key, _name) in enumerate(seen.processes)}
    ranks = {kind.version_id: places[kind.process_key] for kind in seen.kinds}
    return case(ranks, value=TASK.c.version_id, else_=len(places)) if ranks else TASK.c.case_id * 0
