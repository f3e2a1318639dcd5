"""By what a list is sorted, and the cursor that names the last one of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, literal, or_, tuple_
from sqlalchemy.sql.base import ColumnCollection

from engine.errors import Invalid

#: the numbers of a database
_NUMBERS = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to sort by; what rises may be missing, what falls if it says so (`gaps`), and is last then.

    A number, unless it is a moment or (`among`) one of these words; `always` says that it is never missing.
    """

    name: str
    column: ColumnElement[Any]
    falls: bool
    is_moment: bool = False
    among: frozenset[str] = frozenset()
    always: bool = False
    gaps: bool = False

    def directed(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column that holds the same, as ORDER BY takes it."""
        if not self.falls:
            return column.asc()
        return column.desc().nulls_last() if self.gaps else column.desc()


@dataclass(frozen=True, slots=True)
class Keys:
    """A total order of a list; mostly the last key is the number of a row."""

    keys: tuple[Key, ...]

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        """What a statement selects beside the number, so that `cursor` can read it."""
        return [key.column.label(key.name) for key in self.keys[:-1]]

    def order(self, of: ColumnCollection[str, Any] | None = None) -> list[ColumnElement[Any]]:
        """The ORDER BY, of the tasks or of a statement that selected `columns`."""
        return [key.directed(key.column if of is None else of[key.name]) for key in self.keys]

    def cursor(self, row: Row[Any]) -> str:
        """What names the place behind a row."""
        return "~".join(_said(row._mapping[key.name]) for key in self.keys)

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """What lies behind a place; Invalid when no list of this order has given it."""
        parts = cursor.split("~")
        try:
            if len(parts) != len(self.keys):
                raise ValueError(cursor)
            values = [_read(key, part) for key, part in zip(self.keys, parts, strict=True)]
        except ValueError as error:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave") from error
        if len({key.falls for key in self.keys}) == 1 and not any(
            key.is_moment and not key.always for key in self.keys
        ):
            # compared as a row, which PostgreSQL finds in the index of that order
            here = tuple_(*(key.column for key in self.keys))
            there = tuple_(
                *(literal(one, key.column.type) for one, key in zip(values, self.keys, strict=True))
            )
            return here < there if self.keys[0].falls else here > there
        return _behind(self.keys, values)


def _behind(keys: Sequence[Key], values: Sequence[Any]) -> ColumnElement[bool]:
    if not keys:
        return false()
    (key, *more), (value, *others) = keys, values
    column = key.column
    if value is None:
        return and_(column.is_(None), _behind(more, others))
    beyond = column < value if key.falls else column > value
    if key.gaps or (key.is_moment and not key.falls):
        beyond = or_(beyond, column.is_(None))
    return or_(beyond, and_(column == value, _behind(more, others)))


def _said(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)


def _read(key: Key, part: str) -> Any:
    if key.among:
        if part not in key.among:
            raise ValueError(part)
        return part
    if not key.is_moment:
        if int(part) not in _NUMBERS:
            raise ValueError(part)
        return int(part)
    if not part:
        if key.always or (key.falls and not key.gaps):
            raise ValueError(part)
        return None
    moment = datetime.fromisoformat(part)
    if moment.tzinfo is None:
        raise ValueError(part)
    return moment
