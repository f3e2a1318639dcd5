"""What the tables of one-time links have in common: the way of a link, its columns, and the selects on them.

link: waiting ──sent──▶ sent ──answered──▶ answered
         ▲   │           ├──what it asks is over, or taken back──▶ withdrawn
    asked│   ▼           └──too many wrong codes──▶ locked
    again└ failed         a sent one is over with `expires_at`

Of the token only the digest is kept, made when the mail is written, so that nobody can read it here. The code, which is
told separately, is kept as a slow hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    SmallInteger,
    Table,
    Text,
    UnaryExpression,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.schema import SchemaItem

from engine.state.metadata import choice, instant, reference
from engine.transaction import Transaction


class LinkState(StrEnum):
    """Where a link is between asked for and over."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LOCKED = "locked"


#: a link in one of these can still be answered by
OPEN: Final = (LinkState.WAITING, LinkState.SENT)


def columns() -> tuple[SchemaItem, ...]:
    """Where the mail goes, what opens the link, and how far it has come."""
    return (
        Column("address", Text, nullable=False),
        Column("digest", Text, unique=True),
        Column("code_hash", Text, nullable=False),
        *choice("state", LinkState),
        reference("created_by", "account"),
        instant("created_at"),
        instant("expires_at"),
        #: not before then: the next try of the mail
        instant("due_at"),
        Column("attempts", SmallInteger, nullable=False, server_default="0"),
        Column("failure", Text),
        instant("sent_at", nullable=True),
        Column("guesses", SmallInteger, nullable=False, server_default="0"),
        instant("opened_at", nullable=True),
        instant("closed_at", nullable=True),
        #: who answered, as they named themselves
        Column("answered_by", Text),
    )


def indexes(table: str, about: str) -> tuple[Index, ...]:
    """What is due, and at most one open link for each thing it is `about`."""
    return (
        Index(f"ix_{table}_{about}", about, "id"),
        Index(f"ix_{table}_due", "due_at", postgresql_where=text("state = 'waiting'")),
        Index(f"uq_{table}_open", about, unique=True, postgresql_where=text("state IN ('waiting', 'sent')")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLink:
    """One link as commands see it."""

    id: int
    address: str
    digest: str | None
    code_hash: str
    state: LinkState
    created_by: int
    created_at: datetime
    expires_at: datetime
    due_at: datetime
    attempts: int
    failure: str | None
    sent_at: datetime | None
    guesses: int
    opened_at: datetime | None
    closed_at: datetime | None
    answered_by: str | None

    @property
    def was_written(self) -> bool:
        """Whether somebody has, or may have, its mail."""
        return self.digest is not None and self.state is not LinkState.FAILED

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered by: its mail was written, and its time has not run out."""
        return self.state in OPEN and self.digest is not None and now < self.expires_at


Link = TypeVar("Link", bound=OneTimeLink)


class Links(Generic[Link]):
    """One table of links."""

    def __init__(self, table: Table, kind: type[Link]) -> None:
        self._table = table
        self._kind = kind
        self._columns = tuple(table.c[name] for name in kind.__dataclass_fields__)

    def get(self, tx: Transaction, link_id: int) -> Link | None:
        """The link, if there is one that may be seen."""
        return self._one(tx, self._table.c.id == link_id)

    def lock(self, tx: Transaction, link_id: int) -> Link | None:
        """The link, locked until the transaction ends."""
        return self._one(tx, self._table.c.id == link_id, locked=True)

    def by_digest(self, tx: Transaction, digest: str) -> Link | None:
        """The link whose token has that digest, locked until the transaction ends."""
        return self._one(tx, self._table.c.digest == digest, locked=True)

    def all_of(
        self, tx: Transaction, *wanted: ColumnElement[bool], order: UnaryExpression[Any], locked: bool = False
    ) -> tuple[Link, ...]:
        """The links that are wanted."""
        query = select(*self._columns).where(*wanted).order_by(order)
        rows = tx.execute(query.with_for_update() if locked else query).all()
        return tuple(self._read(row) for row in rows)

    def create(self, tx: Transaction, **values: object) -> int:
        """Insert a link that waits to be sent, and return its id."""
        known = {"state": LinkState.WAITING, "created_at": tx.now, "due_at": tx.now}
        return tx.insert(insert(self._table).values(**known, **values))

    def change(self, tx: Transaction, link_id: int, **values: object) -> None:
        """Write columns of a link that is locked."""
        tx.execute(update(self._table).where(self._table.c.id == link_id).values(**values))

    def withdraw(self, tx: Transaction, *wanted: ColumnElement[bool]) -> tuple[Link, ...]:
        """Withdraw the open ones of those that are wanted; returns them as they are now."""
        rows = tx.execute(
            update(self._table)
            .where(self._table.c.state.in_(OPEN), *wanted)
            .values(state=LinkState.WITHDRAWN, closed_at=tx.now)
            .returning(*self._columns)
        )
        return tuple(self._read(row) for row in rows)

    def release_stale(self, tx: Transaction, older_than: timedelta, limit: int) -> list[int]:
        """Links that should have been sent long ago: their jobs are lost. They are due now."""
        table = self._table
        stale = (
            select(table.c.id)
            .where(table.c.state == LinkState.WAITING, table.c.due_at < tx.now - older_than)
            .order_by(table.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found = tx.execute(
            update(table)
            .where(table.c.id.in_(stale.scalar_subquery()))
            .values(due_at=tx.now)
            .returning(table.c.id)
        )
        return sorted(found.scalars())

    def _one(self, tx: Transaction, wanted: ColumnElement[bool], *, locked: bool = False) -> Link | None:
        query = select(*self._columns).where(wanted)
        row = tx.execute(query.with_for_update() if locked else query).first()
        return None if row is None else self._read(row)

    def _read(self, row: Sequence[Any]) -> Link:
        values: dict[str, Any] = dict(zip(self._kind.__dataclass_fields__, row, strict=True))
        return self._kind(**{**values, "state": LinkState(values["state"])})
