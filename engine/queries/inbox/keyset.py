"""By what a list is sorted, and the cursor that names the last one of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, case, false, or_
from sqlalchemy.sql.base import ColumnCollection

from engine.errors import Invalid
from engine.queries.inbox.filter import InboxFilter, InboxGroup, InboxOrder, InboxView
from engine.queries.inbox.overview import Overview
from engine.state.task import TASK

_COLUMNS: Final = {
    InboxOrder.DUE: (TASK.c.due_at, False),
    InboxOrder.LEGAL: (TASK.c.legal_due_at, False),
    InboxOrder.AGREED: (TASK.c.agreed_due_at, False),
    InboxOrder.FOLLOW_UP: (TASK.c.follow_up_at, False),
    InboxOrder.NEWEST: (TASK.c.created_at, True),
    InboxOrder.OLDEST: (TASK.c.created_at, False),
    InboxOrder.PRIORITY: (TASK.c.priority, True),
    InboxOrder.CASE: (TASK.c.case_id, False),
}


@dataclass(frozen=True, slots=True)
class _Key:
    """One thing to sort by; only what rises may be missing, and is last then."""

    name: str
    column: ColumnElement[Any]
    falls: bool
    is_moment: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """A total order of tasks."""

    keys: tuple[_Key, ...]

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        """What a statement selects beside the number, so that `cursor` can read it."""
        return [key.column.label(key.name) for key in self.keys[:-1]]

    def order(self, of: ColumnCollection[str, Any] | None = None) -> list[ColumnElement[Any]]:
        """The ORDER BY, of the tasks or of a statement that selected `columns`."""
        return [
            key_column.desc() if key.falls else key_column.asc()
            for key in self.keys
            for key_column in (key.column if of is None else of[key.name],)
        ]

    def cursor(self, row: Row[Any]) -> str:
        """What names the place behind a row."""
        return "~".join(_said(row._mapping[key.name]) for key in self.keys)

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """The tasks behind a place; Invalid when no list of this order has given it."""
        parts = cursor.split("~")
        try:
            if len(parts) != len(self.keys):
                raise ValueError(cursor)
            values = [_read(key, part) for key, part in zip(self.keys, parts, strict=True)]
        except ValueError as error:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave") from error
        return _behind(self.keys, values)


def keys(wanted: InboxFilter, seen: Overview) -> Keys:
    """The order of a list: by the heading it stands under, by what is asked for, by its number."""
    if wanted.view is InboxView.DONE:
        return Keys((_Key("key", TASK.c.closed_at, True, is_moment=True), _Key("id", TASK.c.id, True)))
    column, falls = _COLUMNS[wanted.order]
    key = _Key("key", column, falls, wanted.order not in (InboxOrder.PRIORITY, InboxOrder.CASE))
    number = _Key("id", TASK.c.id, falls)
    match wanted.group:
        case InboxGroup.PROCESS:
            return Keys((_Key("heading", _rank(seen), False), key, number))
        case InboxGroup.PERSON:
            return Keys((_Key("heading", TASK.c.case_id, False), key, number))
        case InboxGroup.DUE:
            return Keys((_Key("key", TASK.c.due_at, False, is_moment=True), _Key("id", TASK.c.id, False)))
        case InboxGroup.NONE:
            return Keys((key, number))


def _rank(seen: Overview) -> ColumnElement[int]:
    """The place of a task's process among all by name; one that came since is last."""
    places = {key: place for place, (key, _name) in enumerate(seen.processes)}
    ranks = {kind.version_id: places[kind.process_key] for kind in seen.kinds}
    return case(ranks, value=TASK.c.version_id, else_=len(places)) if ranks else TASK.c.case_id * 0


def _behind(keys: Sequence[_Key], values: Sequence[Any]) -> ColumnElement[bool]:
    if not keys:
        return false()
    (key, *more), (value, *others) = keys, values
    column = key.column
    if key.falls:
        beyond: ColumnElement[bool] = column < value
    elif value is None:
        return and_(column.is_(None), _behind(more, others))
    else:
        beyond = or_(column > value, column.is_(None)) if key.is_moment else column > value
    return or_(beyond, and_(column == value, _behind(more, others)))


def _said(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)


def _read(key: _Key, part: str) -> Any:
    if not key.is_moment:
        return int(part)
    if not part:
        if key.falls:
            raise ValueError(part)
        return None
    moment = datetime.fromisoformat(part)
    if moment.tzinfo is None:
        raise ValueError(part)
    return moment
