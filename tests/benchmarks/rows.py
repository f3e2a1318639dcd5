"""The rows one transaction wrote, and the barest transactions that write the same rows for another case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Table, bindparam, insert, select, text, update
from sqlalchemy import Engine as Database
from sqlalchemy.dialects.postgresql import JSONB

from engine.state import METADATA

Row = dict[str, Any]

#: how a row of these tables is found without its id
_KEYS = {
    "user_task": ("instance_id", "element_instance"),
    "timer": ("instance_id", "subscription"),
    "message_subscription": ("instance_id", "subscription"),
    "process_instance": ("id",),
    "instance_state": ("instance_id",),
    "case": ("id",),
}


@dataclass(frozen=True, slots=True)
class Target:
    """The case the rows are written for; zeros when they open a new one."""

    case: int = 0
    instance: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """Row versions of one transaction: new ones per table in the order of foreign keys, and changed columns."""

    inserted: tuple[tuple[Table, tuple[Row, ...]], ...]
    changed: tuple[tuple[Table, Row, Row], ...]

    def describe(self) -> str:
        """How many rows of which table."""
        made = [f"{len(rows)} {table.name}" for table, rows in self.inserted]
        changed = [table.name for table, _, _ in self.changed]
        return "INSERT " + ", ".join(made) + "; UPDATE " + (", ".join(changed) or "–")


def written_by(database: Database, act: Callable[[], str]) -> Written:
    """Run `act`, which commits one transaction and returns its number, and read back what it wrote."""
    with database.connect() as connection:
        before = {
            table.name: {row[_number(table)]: row for row in _rows(connection, table)} for table in _tables()
        }
    number = int(act()) % 2**32
    inserted: list[tuple[Table, tuple[Row, ...]]] = []
    changed: list[tuple[Table, Row, Row]] = []
    with database.connect() as connection:
        for table in _tables():
            rows = _rows(connection, table, f"xmin::text = '{number}'")
            new = tuple(row for row in rows if row[_number(table)] not in before[table.name])
            if new:
                inserted.append((table, new))
            for row in rows:
                old = before[table.name].get(row[_number(table)])
                if old is not None:
                    key = {name: row[name] for name in _KEYS[table.name]}
                    changed.append((table, key, {name: row[name] for name in row if row[name] != old[name]}))
    return Written(tuple(inserted), tuple(changed))


def _tables() -> Iterable[Table]:
    return (table for table in METADATA.sorted_tables if "id" in table.c or table.name in _KEYS)


def _number(table: Table) -> str:
    """The column by which its rows are told apart."""
    return "id" if "id" in table.c else "instance_id"


def _rows(connection: Connection, table: Table, where: str = "true") -> list[Row]:
    return [
        dict(row)
        for row in connection.execute(
            select(table).where(text(where)).order_by(table.c[_number(table)])
        ).mappings()
    ]


def _placed(table: Table, row: Row, target: Target, new: Mapping[str, int]) -> Row:
    """The row as the target has it: its own case, instance and number, ids given by the database."""
    ids = {"case_id": target.case, "instance_id": target.instance} | new
    placed = {
        name: ids.get(name) or value if name in ids and value else value
        for name, value in row.items()
        if name != "id"
    }
    if table.name == "case":
        placed["reference"] = f"BANK-{target.number}"
    return placed


#: tables whose new id other new rows refer to
_PARENTS = {"person": "person_id", "case": "case_id", "process_instance": "instance_id"}


class CoreWriter:
    """The rows through SQLAlchemy Core: one executemany per table, one UPDATE per changed row."""

    def __init__(self, written: Written) -> None:
        self._inserts = [(table, insert(table), rows) for table, rows in written.inserted]
        self._updates = [
            (
                update(table).where(*(table.c[name] == bindparam(f"key_{name}") for name in key)),
                table,
                key,
                values,
            )
            for table, key, values in written.changed
        ]

    def write(self, database: Database, target: Target) -> None:
        """One transaction."""
        new: dict[str, int] = {}
        with database.begin() as connection:
            for statement, table, key, values in self._updates:
                connection.execute(statement, {**values, **_key(table, key, target)})
            for table, statement, rows in self._inserts:
                placed = [_placed(table, row, target, new) for row in rows]
                if table.name in _PARENTS:
                    found = connection.execute(statement.returning(table.c.id), placed[0]).scalar_one()
                    new[_PARENTS[table.name]] = found
                else:
                    connection.execute(statement, placed)


def _key(table: Table, key: Row, target: Target) -> Row:
    own = {"id": target.case if table.name == "case" else target.instance, "instance_id": target.instance}
    return {f"key_{name}": own.get(name, value) for name, value in key.items()}


class PsycopgWriter:
    """The rows through plain psycopg: one INSERT of many rows per table, one UPDATE per changed row."""

    def __init__(self, written: Written) -> None:
        self._inserts = [(table, _insert(table, rows), rows) for table, rows in written.inserted]
        self._updates = [
            (_update(table, key, values), table, key, values) for table, key, values in written.changed
        ]

    def write(self, connection: psycopg.Connection, target: Target) -> None:
        """One transaction."""
        new: dict[str, int] = {}
        with connection.transaction(), connection.cursor() as cursor:
            for statement, table, key, values in self._updates:
                cursor.execute(statement, _json(table, {**values, **_key(table, key, target)}))
            for table, statement, rows in self._inserts:
                placed = [_json(table, _placed(table, row, target, new)) for row in rows]
                cursor.execute(statement, [value for row in placed for value in row.values()])
                if table.name in _PARENTS:
                    new[_PARENTS[table.name]] = cursor.fetchone()[0]  # type: ignore[index]  # RETURNING id


def _insert(table: Table, rows: tuple[Row, ...]) -> sql.Composed:
    names = [name for name in rows[0] if name != "id"]
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(names)))
    return sql.SQL("INSERT INTO {} ({}) VALUES {}{}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join([one] * len(rows)),
        sql.SQL(" RETURNING id" if table.name in _PARENTS else ""),
    )


def _update(table: Table, key: Row, values: Row) -> sql.Composed:
    def pairs(names: Iterable[str], prefix: str) -> list[sql.Composed]:
        return [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(f"{prefix}{name}"))
            for name in names
        ]

    return sql.SQL("UPDATE {} SET {} WHERE {}").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(pairs(values, "")),
        sql.SQL(" AND ").join(pairs(key, "key_")),
    )


def _json(table: Table, row: Row) -> Row:
    return {
        name: Jsonb(value)
        if name in table.c and isinstance(table.c[name].type, JSONB) and value is not None
        else value
        for name, value in row.items()
    }
