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
    InboxOrder.DUE: Key("key", TASK.c.due_at, falls=False, is_moment=True),
    InboxOrder.DUE_LATEST: Key("key", TASK.c.due_at, falls=True, is_moment=True, gaps=True),
    InboxOrder.LEGAL: Key("key", TASK.c.legal_due_at, falls=False, is_moment=True),
    InboxOrder.LEGAL_LATEST: Key("key", TASK.c.legal_due_at, falls=True, is_moment=True, gaps=True),
    InboxOrder.AGREED: Key("key", TASK.c.agreed_due_at, falls=False, is_moment=True),
    InboxOrder.AGREED_LATEST: Key("key", TASK.c.agreed_due_at, falls=True, is_moment=True, gaps=True),
    InboxOrder.FOLLOW_UP: Key("key", TASK.c.follow_up_at, falls=False, is_moment=True),
    InboxOrder.FOLLOW_UP_LATEST: Key("key", TASK.c.follow_up_at, falls=True, is_moment=True, gaps=True),
    InboxOrder.NEWEST: Key("key", TASK.c.created_at, falls=True, is_moment=True),
    # the sum keeps PostgreSQL from an index in which ten years of completed tasks come first
    InboxOrder.OLDEST: Key("key", TASK.c.created_at + text("interval '0'"), falls=False, is_moment=True),
    InboxOrder.PRIORITY: Key("key", TASK.c.priority, falls=True),
    InboxOrder.PRIORITY_LOWEST: Key("key", TASK.c.priority, falls=False),
    InboxOrder.CASE: Key("key", TASK.c.case_id, falls=False),
    InboxOrder.CASE_NEWEST: Key("key", TASK.c.case_id, falls=True),
}
_DONE: Final = Key("key", TASK.c.closed_at, falls=True, is_moment=True)


def keys(tx: Transaction, wanted: InboxFilter, seen: Overview) -> Keys:
    """The order of a list: by the heading it stands under, by what is asked for, by its number.

    What is done has its own: the newest first. Those of a person stand together whichever of their cases
    they are of.
    """
    wanted = wanted.known
    key = _DONE if wanted.view is InboxView.DONE else _COLUMNS[wanted.order]
    number = Key("id", TASK.c.id, key.falls)
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
