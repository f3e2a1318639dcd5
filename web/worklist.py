"""The list of the inbox somebody works through: what they looked at last, to go on with after a task is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import request, session

from engine import Action, Transaction, queries
from engine.queries.tasks import TaskRow
from web import inbox_filter
from web.numbers import is_number

_LIST: Final = "liste"


@dataclass(frozen=True, slots=True)
class GoingOn:
    """What is offered after a task is done: the next one of the list, and the list itself (`ansicht` and filters)."""

    row: TaskRow | None
    view: str
    where: dict[str, Any]
    #: whether the list was narrowed, so that there may be more beyond it
    is_narrowed: bool


def keep() -> None:
    """Remember the list that the address of the inbox names; a saved filter with it."""
    number = request.args.get("filter", "")
    where = inbox_filter.address(request.args) | ({"filter": number} if is_number(number) else {})
    if session.get(_LIST) != where:
        session[_LIST] = where


def kept() -> dict[str, str]:
    """The list that was looked at last, as parameters of its address; empty when there was none."""
    found = session.get(_LIST)
    return found if isinstance(found, dict) else {}


def going_on(tx: Transaction) -> GoingOn | None:
    """What is offered after a task is done; None to whoever does none."""
    if not tx.actor.may(Action.WORK_TASK):
        return None
    where = kept()
    wanted = inbox_filter.read(where)
    row = queries.inbox.following(tx, listed=wanted if where else None)
    return GoingOn(row, inbox_filter.view_key(where), where, wanted.is_narrowed)
