"""Accounts and authorities by the names one types on a command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Forbidden

if TYPE_CHECKING:
    from engine.actor import Actor
    from engine.engine import Engine
    from engine.transaction import Transaction


def actor(engine: Engine, login: str | None) -> Actor:
    """The person of that login, or the system itself when none is named."""
    from sqlalchemy import select

    from engine.actor import SYSTEM
    from engine.state import account
    from engine.state.account import ACCOUNT

    if login is None:
        return SYSTEM
    with engine.begin(SYSTEM) as tx:
        found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.login == login, ACCOUNT.c.active))
    if not found:
        raise Forbidden(f"Expected to act as {login}, but there is no active account of that login")
    return found[0].actor


def authorities(tx: Transaction) -> dict[str, int]:
    """The id of every authority by its key."""
    from sqlalchemy import select

    from engine.state.authority import AUTHORITY

    rows = tx.execute(select(AUTHORITY.c.key, AUTHORITY.c.id).order_by(AUTHORITY.c.key))
    return {row.key: row.id for row in rows}
