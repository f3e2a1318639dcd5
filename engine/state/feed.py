"""Addresses that show a person's deadlines to their calendar program.

feed: in use ──revoke──▶ revoked. Of the token in the address only the digest is kept: whoever reads it cannot use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table, Text, func, insert, select, update

from engine.errors import Conflict
from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class FeedScope(StrEnum):
    """Which tasks a feed shows: one's own, or all within reach."""

    MINE = "mine"
    GROUP = "group"


FEED = Table(
    "feed",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    Column("name", Text, nullable=False),
    *choice("scope", FeedScope),
    Column("digest", Text, nullable=False, unique=True),
    instant("created_at"),
    instant("used_at", nullable=True),
    instant("revoked_at", nullable=True),
)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed of a person, without its digest."""

    id: int
    account_id: int
    name: str
    scope: FeedScope
    created_at: datetime
    used_at: datetime | None


_COLUMNS = tuple(FEED.c[name] for name in FeedRow.__dataclass_fields__)


def of_account(tx: Transaction, account_id: int) -> tuple[FeedRow, ...]:
    """The feeds of a person that are not revoked, the oldest first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(FEED.c.account_id == account_id, FEED.c.revoked_at.is_(None))
        .order_by(FEED.c.created_at, FEED.c.id)
    )
    return tuple(_row(row) for row in rows)


def by_digest(tx: Transaction, digest: str) -> tuple[FeedRow, str] | None:
    """The feed with that digest and the digest as stored; None when it is revoked or its account is not active."""
    row = tx.execute(
        select(*_COLUMNS, FEED.c.digest)
        .join(ACCOUNT, ACCOUNT.c.id == FEED.c.account_id)
        .where(FEED.c.digest == digest, FEED.c.revoked_at.is_(None), ACCOUNT.c.active)
    ).first()
    return None if row is None else (_row(row[:-1]), row[-1])


def _row(row: Sequence[Any]) -> FeedRow:
    number, account_id, name, scope, created_at, used_at = row
    return FeedRow(number, account_id, name, FeedScope(scope), created_at, used_at)


def count(tx: Transaction, account_id: int) -> int:
    """How many feeds a person has that are not revoked."""
    statement = select(func.count()).where(FEED.c.account_id == account_id, FEED.c.revoked_at.is_(None))
    return int(tx.execute(statement).scalar_one())


def create(tx: Transaction, account_id: int, name: str, scope: FeedScope, digest: str) -> int:
    """Insert a feed and return its id."""
    return tx.insert(
        insert(FEED).values(account_id=account_id, name=name, scope=scope, digest=digest, created_at=tx.now)
    )


def use(tx: Transaction, feed_id: int) -> None:
    """Note that a calendar program has asked."""
    tx.execute(update(FEED).where(FEED.c.id == feed_id).values(used_at=tx.now))


def revoke(tx: Transaction, feed_id: int, account_id: int) -> None:
    """End a feed of that person; Conflict when it is not theirs or is over already."""
    result = tx.execute(
        update(FEED)
        .where(FEED.c.id == feed_id, FEED.c.account_id == account_id, FEED.c.revoked_at.is_(None))
        .values(revoked_at=tx.now)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to revoke feed {feed_id}, but it is over already")
