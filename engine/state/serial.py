"""The number within a year that people quote: „V 2026/3“."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from engine.transaction import Transaction


def next_of_year(tx: Transaction, table: Table) -> tuple[int, int]:
    """The year of today and the number after the last one of it, which nobody else gets until the transaction ends."""
    tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(table.name, 0))))
    year = tx.today.year
    number = select(func.coalesce(func.max(table.c.serial), 0) + 1).where(table.c.year == year)
    return year, tx.execute(number).scalar_one()
