"""What is sent to the database, counted where it leaves the process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import psycopg


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SQL statement any connection of this process sends meanwhile; one for all rows counts once.

    What opens the wall (engine/wall.py) is not counted: it goes along in the round trip of another one.
    """
    sent: list[str] = []
    single, many = psycopg.Cursor.execute, psycopg.Cursor.executemany

    def execute(cursor: Any, query: Any, *given: Any, **options: Any) -> Any:
        if "set_config('laufweg." not in str(query):  # goes along with another statement, in its round trip
            sent.append(str(query))
        return single(cursor, query, *given, **options)

    def executemany(cursor: Any, query: Any, *given: Any, **options: Any) -> Any:
        sent.append(str(query))
        return many(cursor, query, *given, **options)

    with (
        mock.patch.object(psycopg.Cursor, "execute", execute),
        mock.patch.object(psycopg.Cursor, "executemany", executemany),
    ):
        yield sent
