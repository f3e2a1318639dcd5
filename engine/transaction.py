"""One request or one job = one transaction: the connection, the actor and the time."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import Connection, CursorResult, Executable, Insert, Table, TextClause, UpdateBase, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from engine import wall
from engine.actor import Actor
from engine.cache import Cache
from engine.clock import ZONE, Clock
from engine.errors import Conflict, Invalid
from engine.statements import Command, Row, add_rows, send

#: named constraints of the schema and what breaking them means to a person
_CONFLICTS = {
    "uq_account_login": "the login is taken",
    "uq_authority_key": "the key is taken",
    "uq_version_definition_id_number": "someone else stored a version at the same time",
    "uq_assignment_key": "the assignment has already been made",
    "uq_bulk_action_actor_id_key": "it has already been done",
    "uq_message_message_id": "the message has already been received",
    "uq_message_name_message_id": "the message has already been received",
    "uq_proposal_party_authority": "the authority is asked already",
    "uq_resolution_previous": "another resolution was recorded at the same time",
    "fk_proposal_version_version_id": "a proposal to the steering group holds it",
    "fk_proposal_comment_version_id": "somebody has commented on it in a proposal",
    # a row that was read in another revision gets none, which no revision may be
    "revision": "it has moved on",
}

_Answer = TypeVar("_Answer")

_NOW = text("SELECT clock_timestamp()")
_BY_VALUES = text("SET LOCAL plan_cache_mode = force_custom_plan")


class Transaction:
    """What every command and query takes first. It never commits; `Engine.begin` does.

    Writes whose result nobody needs (`write`, `add`, `append`) wait for the next statement that reads, or for the end,
    and go with it in one round trip. Whoever reads sees them.
    """

    def __init__(self, connection: Connection, actor: Actor, clock: Clock, models: Cache) -> None:
        self._connection = connection
        self.actor = actor
        #: for whom, who is away, the actor does what is written from here on
        self.represented: int | None = None
        self.models = models
        self._clock = clock
        self._now: datetime | None = None
        self._waiting: list[Command] = []
        self._facts: dict[Table, list[Mapping[str, Any]]] = {}
        self._last: dict[Executable, list[Mapping[str, Any]]] = {}
        self._known: dict[Hashable, Any] = {}
        self._is_open = False
        self._is_engine = actor.system
        self._plans = "auto"

    @property
    def connection(self) -> Connection:
        """The connection, with everything written so far."""
        self.flush()
        if not self._is_open:
            self._open()
        return self._connection

    def _open(self) -> datetime:
        """Say for whom this transaction reads; returns the database's time, which is not its instant yet."""
        self._is_open = True
        return cast("datetime", self._connection.execute(wall.OPEN, self._opening()).one().now)

    def _opening(self) -> Mapping[str, str]:
        return {**wall.settings(self.actor), "plans": self._plans}

    def widen(self, case_id: int) -> None:
        """Let the rows of one more case through the wall: the caller has found a right to it."""
        self.execute(wall.WIDEN, {"case": case_id})

    @property
    def known(self) -> dict[Hashable, Any]:
        """What was read once and holds while this transaction writes nothing, by whatever was asked.

        From its first write on nothing is kept: it may have changed, and the wall is open.
        """
        return {} if self._is_engine else self._known

    def once(self, asked: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """The answer to a question, asked of the database once as `known` keeps it."""
        known = self.known
        if asked not in known:
            known[asked] = ask()
        return cast("_Answer", known[asked])

    @property
    def writes(self) -> bool:
        """Whether this transaction is the engine's: it has written, or is about to."""
        return self._is_engine

    @property
    def now(self) -> datetime:
        """The instant of this transaction, by the database's clock; the same for everything in it."""
        if self._now is None:
            begins = not self._is_open and not self._waiting
            self._now = self._clock.now(
                self._open() if begins else self.connection.execute(_NOW).scalar_one()
            )
        return self._now

    @property
    def today(self) -> date:
        """The day of this transaction by the wall clock in Germany."""
        return self.now.astimezone(ZONE).date()

    def seen(self, database_time: datetime) -> None:
        """Take the time a statement brought along; without effect once this transaction has its instant."""
        if self._now is None:
            self._now = self._clock.now(database_time)

    def execute(
        self, statement: Executable, parameters: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Run a statement. A broken named constraint or a lost lock is a Conflict, a value no column holds Invalid."""
        if isinstance(statement, UpdateBase):
            self.act()
        elif isinstance(statement, TextClause):
            self._known.clear()  # it may write, or open the wall further
        connection = self.connection
        with _meaning():
            return connection.execute(statement, parameters)

    def plan_by_values(self) -> None:
        """Plan each statement from here on for its own values; said before the first one, it costs none of its own.

        PostgreSQL keeps one plan for a statement it has seen ten times. Where much depends on the values – the tasks of
        a month, those of one person among many, of one authority among 500 – that plan has taken two to ten times as
        long.
        """
        if self._is_open and self._plans == "auto":
            self.connection.execute(_BY_VALUES)  # not `execute`: it changes nothing that is known
        self._plans = "force_custom_plan"

    def insert(self, statement: Insert) -> int:
        """Run an INSERT of one row and return its new id."""
        table = statement.table
        return int(self.execute(statement.returning(table.c.id)).scalar_one())

    def fetch(self, statement: Executable, parameters: Mapping[str, Any]) -> list[Row]:
        """The rows of a statement that is built once, as tuples; it does not see `append`. Errors as `execute`."""
        if isinstance(statement, UpdateBase):
            self.act()
        waiting, self._waiting = self._waiting, []
        return self._send([*waiting, Command(statement, parameters, reads=True)])

    def first(self, statement: Executable, parameters: Mapping[str, Any]) -> Row | None:
        """The first row of `fetch`."""
        rows = self.fetch(statement, parameters)
        return rows[0] if rows else None

    def write(self, statement: Executable, parameters: Mapping[str, Any]) -> None:
        """Run a statement that is built once, at the latest at the end."""
        self.act()
        self._waiting.append(Command(statement, parameters))

    def add(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows with the same columns, at the latest at the end."""
        self.act()
        self._waiting.append(add_rows(table, rows))

    def append(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """As `add`, for a table no step reads or changes: its rows go together, after all other writes."""
        self.act()
        self._facts.setdefault(table, []).extend(rows)

    def note(self, statement: Executable, parameters: Mapping[str, Any]) -> None:
        """As `write`, and goes on reading with the actor's eyes: to log what is read."""
        self._waiting.append(Command(statement, parameters))

    def at_last(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement that is built once on all its rows, its parameter `rows` in JSON, right before the commit.

        For counters, which many transactions change: whoever holds one then asks for no other lock. Nobody in this
        transaction sees it.
        """
        self._last.setdefault(statement, []).extend(rows)

    def act(self) -> None:
        """Read and write as the engine from here on: what it does for a command, it does for all cases."""
        if not self._is_engine:
            self._is_engine = True
            self._waiting.append(Command(wall.ENGINE, {}))

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Read as the engine inside, and with the actor's eyes again after it. Nothing is to be written inside."""
        if self._is_engine:
            yield
            return
        self.flush()
        # what a savepoint is taken back to, the setting is, too
        with self.connection.begin_nested() as nested:
            self.act()
            self.flush()
            try:
                yield
            finally:
                self._is_engine = False
                nested.rollback()

    def flush(self) -> None:
        """Send the writes that wait."""
        waiting = self._all()
        if waiting:
            self._send(waiting)

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Take back at its end what is written inside: to look at what a command would do."""
        self.act()  # before: with what is taken back the setting would go, too
        self.flush()
        last, self._last = self._last, {}
        nested = self._connection.begin_nested()
        try:
            yield
        finally:
            self._waiting, self._facts, self._last = [], {}, last
            nested.rollback()

    def finish(self) -> None:
        """Send the writes that wait, and commit with them; without any the caller commits."""
        last = [
            Command(statement, {"rows": json.dumps(rows)}) for statement, rows in self._last.items() if rows
        ]
        waiting = [*self._all(), *last]
        if waiting:
            self._send(waiting, commit=True)

    def _all(self) -> list[Command]:
        waiting = [*self._waiting, *(add_rows(table, rows) for table, rows in self._facts.items())]
        self._waiting, self._facts = [], {}
        return waiting

    def _send(self, commands: Sequence[Command], *, commit: bool = False) -> list[Row]:
        """One round trip; the rows of the last command, if it reads."""
        if not self._is_open:
            self._is_open = True
            commands = [Command(wall.OPEN, self._opening()), *commands]
        raw = cast("psycopg.Connection[Any]", self._connection.connection.driver_connection)
        with _meaning():
            try:
                return send(raw, self._connection.dialect, commands, commit=commit)
            except psycopg.Error as error:
                if raw.closed:
                    self._connection.invalidate(error)
                raise DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True) from error


@contextmanager
def _meaning() -> Iterator[None]:
    """Turn what the database refuses into one of the five errors, where it has a meaning to a person."""
    try:
        yield
    except IntegrityError as error:
        found = getattr(error.orig, "diag", None)
        broken = getattr(found, "constraint_name", None) or getattr(found, "column_name", None)
        if broken in _CONFLICTS:
            raise Conflict(f"Expected to store the row, but {_CONFLICTS[broken]}") from error
        raise
    except DataError as error:
        raise Invalid("Expected to pass a value to the database, but no column can hold it") from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in {"55P03", "40P01", "40001"}:
            raise Conflict("Expected to change the row, but another transaction holds it") from error
        raise
