"""One request or one job = one transaction: the connection, the actor and the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, Insert, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from engine.actor import Actor
from engine.cache import Cache
from engine.clock import Clock
from engine.errors import Conflict, Invalid

#: named constraints of the schema and what breaking them means to a person
_CONFLICTS = {
    "uq_account_login": "the login is taken",
    "uq_authority_key": "the key is taken",
    "uq_version_definition_id_number": "someone else stored a version at the same time",
    "uq_message_message_id": "the message has already been received",
    "uq_message_name_message_id": "the message has already been received",
}

_NOW = text("SELECT clock_timestamp()")


class Transaction:
    """What every command and query takes first. It never commits; `Engine.begin` does."""

    def __init__(self, connection: Connection, actor: Actor, clock: Clock, models: Cache) -> None:
        self.connection = connection
        self.actor = actor
        self.models = models
        self._clock = clock
        self._now: datetime | None = None

    @property
    def now(self) -> datetime:
        """The instant of this transaction, by the database's clock; the same for everything in it."""
        if self._now is None:
            self._now = self._clock.now(self.connection.execute(_NOW).scalar_one())
        return self._now

    def seen(self, database_time: datetime) -> None:
        """Take the time a statement brought along; without effect once this transaction has its instant."""
        if self._now is None:
            self._now = self._clock.now(database_time)

    def execute(
        self, statement: Executable, parameters: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Run a statement. A broken named constraint or a lost lock is a Conflict, a value no column holds Invalid."""
        try:
            return self.connection.execute(statement, parameters)
        except IntegrityError as error:
            name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
            if name in _CONFLICTS:
                raise Conflict(f"Expected to store the row, but {_CONFLICTS[name]}") from error
            raise
        except DataError as error:
            raise Invalid("Expected to pass a value to the database, but no column can hold it") from error
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in {"55P03", "40P01", "40001"}:
                raise Conflict("Expected to change the row, but another transaction holds it") from error
            raise

    def insert(self, statement: Insert) -> int:
        """Run an INSERT of one row and return its new id."""
        table = statement.table
        return int(self.execute(statement.returning(table.c.id)).scalar_one())
