"""Transactions that really meet: all of them wait for the same instance before the first goes on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Transaction
from engine.testing import World

Doing = Callable[[Transaction], object]


@pytest.fixture
def together(world: World) -> Callable[..., list[object]]:
    """Run each in a thread and transaction of its own, begun in this order; what each returned, or its Conflict."""

    def run(doing: Doing) -> object:
        try:
            with world.engine.begin(SYSTEM) as tx:
                return doing(tx)
        except Conflict as conflict:
            return conflict

    def all_of(*doings: Doing) -> list[object]:
        with ThreadPoolExecutor(len(doings)) as threads:
            with world.engine.begin(SYSTEM) as holder:
                holder.execute(text("SELECT id FROM process_instance FOR NO KEY UPDATE"))
                futures = []
                for number, doing in enumerate(doings, 1):
                    futures.append(threads.submit(run, doing))
                    _wait_for(holder, number)
            return [future.result(timeout=30) for future in futures]

    return all_of


@pytest.fixture
def waiting() -> Callable[[Transaction, int], None]:
    """Wait until so many transactions wait for a lock; asked from inside the one that holds it."""
    return _wait_for


def _wait_for(tx: Transaction, number: int) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(2000):
        tx.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.002)"))
        if tx.execute(waiting).scalar_one() >= number:
            return
    pytest.fail(f"Expected {number} transactions to wait for the instance, but fewer do")
