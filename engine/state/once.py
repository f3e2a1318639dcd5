"""What somebody writes stands there once, also when their browser sends it twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import Table, func, select

from engine.transaction import Transaction

#: the same words of the same person are the same deed so long
_TWICE: Final = timedelta(minutes=1)


def written(tx: Transaction, table: Table, said: Mapping[str, object], instant: str = "at") -> int | None:
    """The number of the row with these values that the actor wrote within the last minute, by its column `instant`.

    Whoever sends the same at the same moment waits until this transaction ends. None for the engine, which knows what
    it does.
    """
    if tx.actor.account is None:
        return None
    key = f"{table.name} {tx.actor.account} {sorted((name, str(value)) for name, value in said.items())}"
    tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    same = [table.c[name].is_not_distinct_from(value) for name, value in said.items()]
    found = (
        select(table.c.id)
        .where(*same, table.c[instant] > tx.now - _TWICE)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    number: int | None = tx.execute(found).scalar()
    return number
