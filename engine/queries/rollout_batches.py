"""The batches of a rollout as people see them, and what became of their cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, true

from engine.state.account import ACCOUNT
from engine.state.rollout import ROLLOUT_BATCH, ROLLOUT_CASE, STAYED, BatchState, CaseTurn, Left
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch and what became of its cases; `left` were not put back, by reason."""

    id: int
    stage: int
    number: int
    state: BatchState
    ended_at: datetime | None
    moved: int
    stayed: int
    undone: int
    left: Mapping[Left, int]
    undone_by: str | None
    reason: str | None


def lines(
    tx: Transaction,
    rollout_id: int,
    states: Sequence[BatchState] = tuple(BatchState),
    *,
    before: int | None = None,
    most: int | None = None,
) -> tuple[BatchLine, ...]:
    """The batches in these states, the last one first: with smaller numbers than `before`, at most so many."""
    table = ROLLOUT_BATCH.c
    rows = tx.execute(
        select(ROLLOUT_BATCH, ACCOUNT.c.name)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == table.undone_by)
        .where(
            table.rollout_id == rollout_id,
            table.state.in_(states),
            true() if before is None else table.number < before,
        )
        .order_by(table.number.desc())
        .limit(most)
    ).all()
    turns: dict[int, dict[CaseTurn, int]] = {row.id: {} for row in rows}
    left: dict[int, dict[Left, int]] = {row.id: {} for row in rows}
    for one in tx.execute(
        select(
            ROLLOUT_CASE.c.batch_id,
            ROLLOUT_CASE.c.state,
            ROLLOUT_CASE.c.left_because,
            func.count().label("n"),
        )
        .where(ROLLOUT_CASE.c.batch_id.in_(turns))
        .group_by(ROLLOUT_CASE.c.batch_id, ROLLOUT_CASE.c.state, ROLLOUT_CASE.c.left_because)
    ):
        known = turns[one.batch_id]
        known[CaseTurn(one.state)] = known.get(CaseTurn(one.state), 0) + one.n
        if one.left_because:
            left[one.batch_id][Left(one.left_because)] = one.n
    return tuple(
        BatchLine(
            row.id,
            row.stage,
            row.number,
            BatchState(row.state),
            row.ended_at,
            turns[row.id].get(CaseTurn.MOVED, 0),
            sum(turns[row.id].get(one, 0) for one in STAYED),
            turns[row.id].get(CaseTurn.UNDONE, 0),
            left[row.id],
            row.name,
            row.reason,
        )
        for row in rows
    )


def total(tx: Transaction, rollout_id: int) -> int:
    """How many there are."""
    found = select(func.count()).where(ROLLOUT_BATCH.c.rollout_id == rollout_id)
    return int(tx.execute(found).scalar_one())
