"""What somebody keeps of the inbox: chosen columns, saved filters, and which tasks they have looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from engine.errors import NotFound
from engine.state.metadata import METADATA, identity, instant, reference
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: without a row the defaults hold
INBOX_SETTING = Table(
    "inbox_setting",
    METADATA,
    identity(),
    reference("account_id", "account"),
    #: keys of the columns in their order
    Column("columns", JSONB, nullable=False),
    UniqueConstraint("account_id"),
)

SAVED_FILTER = Table(
    "saved_filter",
    METADATA,
    identity(),
    reference("account_id", "account"),
    #: the authority whose people see it too; None: nobody else
    reference("authority_id", "authority", nullable=True),
    Column("name", Text, nullable=False),
    #: the parameters of the address
    Column("query", JSONB, nullable=False),
    instant("created_at"),
    UniqueConstraint("account_id", "name"),
    Index("ix_saved_filter_authority_id", "authority_id", postgresql_where=text("authority_id IS NOT NULL")),
)

#: a row says that there is nothing about the task the account has not seen. Without foreign keys: opening a page locks
#: neither the task nor the account.
TASK_SEEN = Table(
    "task_seen",
    METADATA,
    Column("account_id", BigInteger, primary_key=True),
    Column("task_id", BigInteger, primary_key=True),
    instant("at"),
    Index("ix_task_seen_task_id", "task_id"),
)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter with a name; `authority_id` None when it is private."""

    id: int
    account_id: int
    authority_id: int | None
    name: str
    query: Mapping[str, str]


def choose_columns(tx: Transaction, account_id: int, columns: Sequence[str]) -> None:
    """Keep which columns the account sees, in which order."""
    tx.execute(
        insert(INBOX_SETTING)
        .values(account_id=account_id, columns=list(columns))
        .on_conflict_do_update(index_elements=["account_id"], set_={"columns": list(columns)})
    )


def save_filter(
    tx: Transaction, account_id: int, authority_id: int | None, name: str, query: Mapping[str, str]
) -> int:
    """Keep a filter; one of that name which the account has already is replaced. Returns its id."""
    values = {"authority_id": authority_id, "query": dict(query)}
    return int(
        tx.execute(
            insert(SAVED_FILTER)
            .values(account_id=account_id, name=name, created_at=tx.now, **values)
            .on_conflict_do_update(index_elements=["account_id", "name"], set_=values)
            .returning(SAVED_FILTER.c.id)
        ).scalar_one()
    )


def get_filter(tx: Transaction, filter_id: int) -> SavedFilter:
    """The filter, or NotFound."""
    row = tx.execute(select(SAVED_FILTER).where(SAVED_FILTER.c.id == filter_id)).first()
    if row is None:
        raise NotFound(f"Expected to find saved filter {filter_id}, but there is none")
    return _filter(row)


def filters(tx: Transaction, account_id: int, authorities: Sequence[int]) -> tuple[SavedFilter, ...]:
    """The account's own filters and those its authorities share, by name."""
    rows = tx.execute(
        select(SAVED_FILTER)
        .where(or_(SAVED_FILTER.c.account_id == account_id, SAVED_FILTER.c.authority_id.in_(authorities)))
        .order_by(SAVED_FILTER.c.name, SAVED_FILTER.c.id)
    )
    return tuple(_filter(row) for row in rows)


def change_filter(tx: Transaction, filter_id: int, **values: object) -> None:
    """Write columns of a saved filter."""
    tx.execute(update(SAVED_FILTER).where(SAVED_FILTER.c.id == filter_id).values(**values))


def remove_filter(tx: Transaction, filter_id: int) -> None:
    """Forget a saved filter."""
    tx.execute(delete(SAVED_FILTER).where(SAVED_FILTER.c.id == filter_id))


_SEE = (
    insert(TASK_SEEN)
    .values({name: bindparam(name) for name in ("account_id", "task_id", "at")})
    .on_conflict_do_nothing()
)


def see(tx: Transaction, account_id: int, task_id: int) -> None:
    """The account has looked at the task; what it reads beside that, it goes on reading with its own eyes."""
    tx.note(_SEE, {"account_id": account_id, "task_id": task_id, "at": tx.now})


def unsee(tx: Transaction, task_ids: Sequence[int], but: int | None) -> None:
    """There is something new about these tasks for everybody but that account."""
    statement = delete(TASK_SEEN).where(TASK_SEEN.c.task_id.in_(task_ids))
    tx.execute(statement if but is None else statement.where(TASK_SEEN.c.account_id != but))


def forget_seen(tx: Transaction, limit: int) -> int:
    """Delete up to `limit` rows about tasks that are closed; returns how many."""
    closed = (
        select(TASK_SEEN.c.account_id, TASK_SEEN.c.task_id)
        .join(TASK, TASK.c.id == TASK_SEEN.c.task_id)
        .where(TASK.c.state != TaskState.ACTIVE)
        .limit(limit)
        .subquery()
    )
    return tx.execute(
        delete(TASK_SEEN).where(
            TASK_SEEN.c.account_id == closed.c.account_id, TASK_SEEN.c.task_id == closed.c.task_id
        )
    ).rowcount


def _filter(row: Any) -> SavedFilter:
    return SavedFilter(row.id, row.account_id, row.authority_id, row.name, row.query)
