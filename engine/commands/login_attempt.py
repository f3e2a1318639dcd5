"""Failed attempts to log in: counted together for all web processes, forgotten when their time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from engine.state import login_attempt
from engine.transaction import Transaction


def count(tx: Transaction, who: str, window: timedelta, failures: int = 1) -> int:
    """Count failed attempts of `who` within the window; returns how many there are now. Old windows are deleted."""
    tx.actor.must_be_engine()
    login_attempt.forget_old(tx)
    return login_attempt.add(tx, _digest(who), window, failures)


def counted(tx: Transaction, who: str) -> tuple[int, datetime | None]:
    """How many attempts have failed in the window that runs, and when it ends."""
    tx.actor.must_be_engine()
    return login_attempt.running(tx, _digest(who))


def forget(tx: Transaction, who: str) -> None:
    """Forget the failed attempts of `who`."""
    tx.actor.must_be_engine()
    login_attempt.forget(tx, _digest(who))


def _digest(who: str) -> str:
    return sha256(who.encode()).hexdigest()
