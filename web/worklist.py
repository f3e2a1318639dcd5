"""The list of the inbox somebody works through in a window, to go on with after a task is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request, session, url_for

from engine import Action, Transaction, queries
from engine.queries.tasks import TaskRow
from web import inbox_filter
from web.numbers import is_number

_LIST: Final = "liste"
#: the field of a task's form that keeps it
FIELD: Final = "lw-liste"


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
    where = named(request.args)
    if session.get(_LIST) != where:
        session[_LIST] = where


def kept() -> dict[str, str]:
    """The list this window works through, as parameters of its address; empty when there was none.

    A task's page says it, or the list it was opened from does; else it is the one that was looked at last anywhere.
    """
    said = request.form.get(FIELD) or request.args.get(_LIST)
    if said is None:
        there = urlsplit(request.referrer or "")
        said = there.query if there.path == url_for("aufgaben.inbox") else None
    if said is not None:
        return named(dict(parse_qsl(said)))
    found = session.get(_LIST)
    return found if isinstance(found, dict) else {}


def written() -> str:
    """That list as a form keeps it."""
    return urlencode(kept())


def apart(where: Mapping[str, str]) -> dict[str, str]:
    """The parameter that tells the next page of the list, where another window has looked at another one since."""
    return {} if not where or where == session.get(_LIST) else {_LIST: urlencode(where)}


def named(said: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a list, with the number of the saved filter it came from."""
    number = said.get("filter", "")
    return inbox_filter.address(said) | ({"filter": number} if is_number(number) else {})


def going_on(tx: Transaction) -> GoingOn | None:
    """What is offered after a task is done; None to whoever does none."""
    if not tx.actor.may(Action.WORK_TASK):
        return None
    where = kept()
    wanted = inbox_filter.read(where)
    row = queries.inbox.following(tx, listed=wanted if where else None)
    return GoingOn(row, inbox_filter.view_key(where), where, wanted.is_narrowed)
