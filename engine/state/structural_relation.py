"""Which structural problems are related: each counts its own cases, and its page leads to the other."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Table, delete, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state.metadata import METADATA
from engine.transaction import Transaction

#: a pair once, whoever named which: the lower number first
STRUCTURAL_RELATION = Table(
    "structural_relation",
    METADATA,
    Column(
        "problem_id",
        BigInteger,
        ForeignKey("structural_problem.id"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "other_id",
        BigInteger,
        ForeignKey("structural_problem.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    CheckConstraint("problem_id < other_id", name="order"),
)


def relate(tx: Transaction, one: int, other: int) -> bool:
    """Note that two problems are related; False when that is known."""
    first, second = sorted((one, other))
    made = tx.execute(
        upsert(STRUCTURAL_RELATION)
        .values(problem_id=first, other_id=second)
        .on_conflict_do_nothing()
        .returning(STRUCTURAL_RELATION.c.other_id)
    )
    return made.first() is not None


def unrelate(tx: Transaction, one: int, other: int) -> bool:
    """Note that two problems are not related any more; False when they were not."""
    first, second = sorted((one, other))
    table = STRUCTURAL_RELATION.c
    gone = tx.execute(delete(STRUCTURAL_RELATION).where(table.problem_id == first, table.other_id == second))
    return gone.rowcount == 1


def related(tx: Transaction, problem_id: int) -> tuple[int, ...]:
    """The ids of the problems that are related to one."""
    table = STRUCTURAL_RELATION.c
    rows = tx.execute(
        select(table.problem_id, table.other_id).where(
            or_(table.problem_id == problem_id, table.other_id == problem_id)
        )
    )
    return tuple(sorted(row.other_id if row.problem_id == problem_id else row.problem_id for row in rows))
