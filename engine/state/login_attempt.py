"""Failed attempts to log in, counted for all web processes together.

A row is a window: it counts until `ends_at`, then the next failure begins a new one. Who tried is there as a digest.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, Table, Text, bindparam, case, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from engine.state.metadata import METADATA, identity, instant
from engine.transaction import Transaction

LOGIN_ATTEMPT = Table(
    "login_attempt",
    METADATA,
    identity(),
    Column("digest", Text, nullable=False, unique=True),
    Column("failures", Integer, nullable=False),
    instant("ends_at"),
)

_RUNNING = select(LOGIN_ATTEMPT.c.failures, LOGIN_ATTEMPT.c.ends_at).where(
    LOGIN_ATTEMPT.c.digest == bindparam("wanted"), LOGIN_ATTEMPT.c.ends_at > bindparam("now")
)


def add(tx: Transaction, digest: str, window: timedelta, failures: int) -> int:
    """Count failures in the window that runs, or in a new one; returns how many there are in it."""
    fresh = insert(LOGIN_ATTEMPT).values(digest=digest, failures=failures, ends_at=tx.now + window)
    is_over = LOGIN_ATTEMPT.c.ends_at <= literal(tx.now)
    counted = fresh.on_conflict_do_update(
        index_elements=["digest"],
        set_={
            "failures": case((is_over, failures), else_=LOGIN_ATTEMPT.c.failures + failures),
            "ends_at": case((is_over, tx.now + window), else_=LOGIN_ATTEMPT.c.ends_at),
        },
    )
    return int(tx.execute(counted.returning(LOGIN_ATTEMPT.c.failures)).scalar_one())


def running(tx: Transaction, digest: str) -> tuple[int, datetime | None]:
    """The failures of the window that runs, and when it ends; none and None when none runs."""
    row = tx.execute(_RUNNING, {"wanted": digest, "now": tx.now}).first()
    return (0, None) if row is None else (row.failures, row.ends_at)


def forget(tx: Transaction, digest: str) -> None:
    """Begin anew for one who tries."""
    tx.execute(delete(LOGIN_ATTEMPT).where(LOGIN_ATTEMPT.c.digest == digest))


def forget_old(tx: Transaction) -> int:
    """Delete the windows that are over; returns how many there were."""
    return tx.execute(delete(LOGIN_ATTEMPT).where(LOGIN_ATTEMPT.c.ends_at <= tx.now)).rowcount
