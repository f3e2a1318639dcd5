"""SQL on its shortest way to PostgreSQL: statements are compiled once, and several go in one round trip.

SQLAlchemy builds and compiles a statement, psycopg sends it. What would be in between – SQLAlchemy's execution, a round
trip for each statement – takes longer than PostgreSQL does for the rows of a step.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from psycopg import Connection, RawCursor
from psycopg.pq import TransactionStatus
from sqlalchemy import JSON, Dialect, Executable, Table, Text, bindparam, cast, column, func, insert, select

__all__ = ["Command", "Row", "add_rows", "send"]

Row = tuple[Any, ...]
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|(%))")


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as PostgreSQL reads it, with `$1`; `names` are the parameters in the order of these numbers."""

    sql: str
    names: tuple[str, ...]
    #: values that are part of the statement
    fixed: Mapping[str, Any]
    processors: Mapping[str, Callable[[Any], Any]]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """What stands for each placeholder."""
        processors, fixed = self.processors, self.fixed
        return [
            fixed[name]
            if name not in given
            else given[name]
            if (process := processors.get(name)) is None
            else process(given[name])
            for name in self.names
        ]


@lru_cache(maxsize=512)
def _compile(statement: Executable, keys: tuple[str, ...], dialect: Dialect) -> _Compiled:
    """The statement with these parameters; it must be one that is built once, since it is kept."""
    compiled = statement.compile(dialect=dialect, column_keys=keys)  # type: ignore[attr-defined]
    state = compiled.construct_expanded_state(dict.fromkeys(keys))
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return "%" if found[2] else f"${numbers.setdefault(found[1], len(numbers) + 1)}"

    sql = _PLACEHOLDER.sub(number, state.statement)
    processors = {name: one for name, one in state.processors.items() if callable(one)}
    fixed = {
        name: processors[name](value) if name in processors else value
        for name, value in state.parameters.items()
        if name not in keys
    }
    return _Compiled(sql, tuple(numbers), fixed, processors)


@dataclass(frozen=True, slots=True)
class Command:
    """A statement to be sent; `reads` says that its rows are wanted."""

    statement: Executable
    parameters: Mapping[str, Any]
    reads: bool = False


def send(
    raw: Connection[Any], dialect: Dialect, commands: Sequence[Command], *, commit: bool = False
) -> list[Row]:
    """Run everything in one round trip, begin and commit included; the rows of the last one, if it reads.

    When one fails, those behind it are not run, so nothing is committed. psycopg's errors are not caught.
    """
    if len(commands) == 1 and not commit and raw.info.transaction_status is not TransactionStatus.IDLE:
        cursors = [_execute(raw, dialect, commands[0])]
    else:
        with raw.pipeline():
            cursors = [_execute(raw, dialect, command) for command in commands]
            if commit:
                raw.commit()
    return cursors[-1].fetchall() if commands[-1].reads else []


def _execute(raw: Connection[Any], dialect: Dialect, command: Command) -> RawCursor[Row]:
    compiled = _compile(command.statement, tuple(command.parameters), dialect)
    cursor: RawCursor[Row] = RawCursor(raw)
    cursor.execute(compiled.sql, compiled.values(command.parameters))
    return cursor


def add_rows(table: Table, rows: Sequence[Mapping[str, Any]]) -> Command:
    """The INSERT of rows that have the same columns."""
    return Command(_insert(table, tuple(rows[0])), {"rows": json.dumps(rows, default=_json_value)})


@lru_cache(maxsize=128)
def _insert(table: Table, keys: tuple[str, ...]) -> Executable:
    """An INSERT of any number of rows with these columns, given as one JSON text, so that it is always the same one."""
    columns = [column(key, table.c[key].type) for key in keys]
    rows = (
        func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        .table_valued(*columns, name="given")
        .render_derived(with_types=True)
    )
    return insert(table).from_select(list(keys), select(*(rows.c[key] for key in keys))).inline()


def _json_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(
        f"Expected to write a value into a row, but {type(value).__name__} is none a column holds"
    )
