"""The door to the library: one `Engine` per process, one transaction per request or job."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.resources import files

import psycopg
from sqlalchemy import Dialect, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from engine.actor import Actor
from engine.cache import Cache
from engine.clock import Clock, DatabaseClock
from engine.errors import Conflict
from engine.transaction import Transaction

#: a lock that cannot be had, a statement that does not end, a session that forgot its transaction
_TIMEOUTS = (
    "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)
#: seconds after its last use for which a connection is trusted to be alive
_TRUSTED = 1.0


class Engine:
    """Thread safe. `clock` is the database's own unless a test moves it by hand."""

    def __init__(self, url: str, clock: Clock | None = None, pool_size: int = 8) -> None:
        self.url = url
        self._clock = clock or DatabaseClock()
        self._models = Cache()
        self._database = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            hide_parameters=True,  # names and birth dates do not belong into a log
            connect_args={"options": _TIMEOUTS},
        )
        event.listen(self._database, "checkin", _note_use)
        event.listen(self._database, "checkout", partial(_ask_if_idle, self._database.dialect))

    def at(self, clock: Clock, pool_size: int = 1) -> Engine:
        """The same database on another clock, with connections of its own; what is compiled already is shared."""
        other = Engine(self.url, clock, pool_size)
        other._models = self._models  # immutable values
        return other

    @contextmanager
    def begin(self, actor: Actor) -> Iterator[Transaction]:
        """A transaction in the actor's name: committed at the end, rolled back when an exception leaves the block."""
        with self._database.begin() as connection:
            tx = Transaction(connection, actor, self._clock, self._models)
            yield tx
            tx.finish()

    def ready(self) -> None:
        """Return when the database answers and its schema is the one this code needs; Conflict otherwise."""
        needed = head()
        try:
            with self._database.connect() as connection:
                found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except SQLAlchemyError as error:
            raise Conflict(
                "Expected to reach the database, but it does not answer or has no schema"
            ) from error
        if found != needed:
            raise Conflict(f"Expected to find schema {needed}, but the database has {found}")

    def dispose(self) -> None:
        """Close every connection."""
        self._database.dispose()


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _ask_if_idle(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Replace connections the server has closed meanwhile; under load there is no time for that, and no question."""
    if time.monotonic() - record.info.get("used", 0.0) > _TRUSTED:
        try:
            dialect.do_ping(connection)
        except psycopg.Error as error:
            raise InvalidatePoolError from error


def head() -> str:
    """The number of the newest schema migration."""
    return (files("migrations") / "head.txt").read_text().strip()
