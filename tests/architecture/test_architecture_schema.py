"""Schema migrations: numbered, one line of them, and together exactly the tables of `engine/state`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from engine.engine import head
from engine.state import METADATA

FOLDER = Path(__file__).parents[2] / "migrations"


@pytest.fixture(scope="module")
def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    """A connection to a database that the migrations have made."""
    engine = create_engine(database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_there_is_one_head_and_head_txt_names_it(scripts: ScriptDirectory) -> None:
    """Two branches that both add a migration meet in head.txt as a merge conflict, not on a running system."""
    assert scripts.get_heads() == [(FOLDER / "head.txt").read_text().strip()]
    assert scripts.get_heads() == [head()]


def test_migrations_are_numbered_in_their_order(scripts: ScriptDirectory) -> None:
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    files = sorted(path.stem for path in (FOLDER / "versions").glob("[0-9]*.py"))

    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert [file.split("_")[0] for file in files] == revisions
    assert all(re.fullmatch(r"\d{4}(_[a-z0-9]+)+", file) for file in files)


def test_the_migrations_make_exactly_the_tables_of_the_code(connection: Connection) -> None:
    assert _differences(connection) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE user_task ADD COLUMN extra integer",
        "ALTER TABLE user_task DROP COLUMN priority",
        "ALTER TABLE user_task ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE user_task ALTER COLUMN name TYPE integer USING 0",
        "DROP TABLE timer CASCADE",
        "CREATE TABLE extra (id integer)",
    ],
)
def test_a_difference_between_migrations_and_code_is_noticed(connection: Connection, change: str) -> None:
    connection.execute(text(change))

    assert _differences(connection) != []


def test_checks_of_the_code_are_checks_of_the_database(connection: Connection) -> None:
    """Alembic does not compare CHECK constraints: the states of an enum would drift apart unseen."""
    rows = connection.execute(
        text(
            "SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
            " WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND relname NOT LIKE 'procrastinate%'"
        )
    )

    expected = {
        str(constraint.name)
        for table in METADATA.sorted_tables
        for constraint in table.constraints
        if constraint.__visit_name__ in {"check_constraint", "table_or_column_check_constraint"}
    }
    assert expected
    assert {row.conname for row in rows} == expected


def _differences(connection: Connection) -> list[object]:
    """What `alembic check` would report, without the tables of the job queue (as migrations/env.py)."""
    options = {
        "compare_type": True,
        "include_name": lambda name, kind, _parents: (
            not (kind == "table" and name.startswith("procrastinate_"))
        ),
    }
    found: list[object] = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    return found
