"""The batches of a rollout: which cases have their turn together, forth or back (`rollout` draws the machine)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, true, update
from sqlalchemy.dialects.postgresql import insert

from engine.errors import NotFound
from engine.state.rollout import DUE_AGAIN, ROLLOUT_BATCH, ROLLOUT_CASE, BatchState, CaseTurn
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch."""

    id: int
    rollout_id: int
    stage: int
    number: int
    state: BatchState
    begun_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    undone_by: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """How many cases have had their turn in batches that have ended, and how many seconds those took."""

    cases: int
    seconds: float


_BATCH = select(*(ROLLOUT_BATCH.c[name] for name in BatchRow.__slots__))


def _batch(row: Any) -> BatchRow:  # a row of `_BATCH`
    values = dict(row._mapping)
    return BatchRow(**values | {"state": BatchState(values["state"])})


def under_way(tx: Transaction, rollout_id: int) -> BatchRow | None:
    """The batch whose cases have their turn, forth or back."""
    row = tx.execute(
        _BATCH.where(
            ROLLOUT_BATCH.c.rollout_id == rollout_id,
            ROLLOUT_BATCH.c.state.in_((BatchState.OPEN, BatchState.UNDOING)),
        )
    ).first()
    return None if row is None else _batch(row)


def taken(tx: Transaction, rollout_id: int, most: int | None = None, since: datetime | None = None) -> Taken:
    """What the batches of a rollout have taken, the last `most` of them, those that have begun `since` then; a pause
    between two of them does not count.
    """
    ended = (
        select(ROLLOUT_BATCH.c.id, (ROLLOUT_BATCH.c.ended_at - ROLLOUT_BATCH.c.begun_at).label("took"))
        .where(
            ROLLOUT_BATCH.c.rollout_id == rollout_id,
            ROLLOUT_BATCH.c.ended_at.is_not(None),
            true() if since is None else ROLLOUT_BATCH.c.begun_at >= since,
        )
        .order_by(ROLLOUT_BATCH.c.number.desc())
        .limit(most)
        .cte("ended")
    )
    seconds = select(func.coalesce(func.sum(func.extract("epoch", ended.c.took)), 0)).scalar_subquery()
    cases = select(func.count()).where(
        ROLLOUT_CASE.c.batch_id.in_(select(ended.c.id)), ROLLOUT_CASE.c.state != CaseTurn.DUE
    )
    row = tx.execute(select(cases.scalar_subquery().label("cases"), seconds.label("seconds"))).one()
    return Taken(int(row.cases), float(row.seconds))


def last_turn(tx: Transaction, rollout_id: int) -> datetime | None:
    """When something last came of a rollout: a batch began or ended, or a case followed; None before the first."""
    moved = select(func.max(ROLLOUT_CASE.c.moved_at)).where(ROLLOUT_CASE.c.rollout_id == rollout_id)
    last: datetime | None = tx.execute(
        select(
            func.greatest(
                func.max(ROLLOUT_BATCH.c.begun_at),
                func.max(ROLLOUT_BATCH.c.ended_at),
                moved.scalar_subquery(),
            )
        ).where(ROLLOUT_BATCH.c.rollout_id == rollout_id)
    ).scalar_one()
    return last


def span(tx: Transaction, rollout_id: int) -> tuple[datetime | None, datetime | None]:
    """When the first batch of a rollout began and the last one ended."""
    row = tx.execute(
        select(
            func.min(ROLLOUT_BATCH.c.begun_at).label("begun"),
            func.max(ROLLOUT_BATCH.c.ended_at).label("ended"),
        ).where(ROLLOUT_BATCH.c.rollout_id == rollout_id)
    ).one()
    return row.begun, row.ended


def lock(tx: Transaction, batch_id: int) -> BatchRow:
    """The batch, locked; NotFound."""
    row = tx.execute(_BATCH.where(ROLLOUT_BATCH.c.id == batch_id).with_for_update(key_share=True)).first()
    if row is None:
        raise NotFound(f"Expected to find batch {batch_id} of a rollout, but there is none")
    return _batch(row)


def begin(tx: Transaction, rollout_id: int, stage: int, size: int, *, again: bool = False) -> int | None:
    """Begin a batch of the next cases of a stage of a locked rollout, or with `again` of any stage those that have
    stayed before; those that somebody held come last. None when there is no case.
    """
    cases = (
        select(ROLLOUT_CASE.c.id)
        .where(
            ROLLOUT_CASE.c.rollout_id == rollout_id,
            DUE_AGAIN if again else and_(ROLLOUT_CASE.c.stage == stage, ROLLOUT_CASE.c.state == CaseTurn.DUE),
        )
        .order_by(ROLLOUT_CASE.c.tries, ROLLOUT_CASE.c.id)
        .limit(size)
    )
    numbers = tx.execute(cases).scalars().all()
    if not numbers:
        return None
    last = select(func.coalesce(func.max(ROLLOUT_BATCH.c.number), 0) + 1).where(
        ROLLOUT_BATCH.c.rollout_id == rollout_id
    )
    batch = tx.insert(
        insert(ROLLOUT_BATCH).values(
            rollout_id=rollout_id,
            stage=stage,
            number=last.scalar_subquery(),
            state=BatchState.OPEN,
            begun_at=tx.now,
        )
    )
    tx.execute(update(ROLLOUT_CASE).where(ROLLOUT_CASE.c.id.in_(numbers)).values(batch_id=batch))
    return batch


def reopen(tx: Transaction, rollout_id: int, since: datetime, size: int) -> int | None:
    """Take up the last batch of a locked rollout again that has begun since then and has room, with the next cases
    that are to have their turn; None when there is no such batch, or no case.
    """
    last = tx.execute(
        _BATCH.where(ROLLOUT_BATCH.c.rollout_id == rollout_id)
        .order_by(ROLLOUT_BATCH.c.number.desc())
        .limit(1)
    ).first()
    if last is None or last.state != BatchState.DONE or last.begun_at < since:
        return None
    held = select(func.count()).where(ROLLOUT_CASE.c.batch_id == last.id)
    room = size - int(tx.execute(held).scalar_one())
    if room <= 0:
        return None
    cases = (
        select(ROLLOUT_CASE.c.id)
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.state == CaseTurn.DUE)
        .order_by(ROLLOUT_CASE.c.tries, ROLLOUT_CASE.c.id)
        .limit(room)
    )
    numbers = tx.execute(cases).scalars().all()
    if not numbers:
        return None
    change(tx, last.id, BatchState.DONE, BatchState.OPEN, ended_at=None)
    tx.execute(update(ROLLOUT_CASE).where(ROLLOUT_CASE.c.id.in_(numbers)).values(batch_id=last.id))
    return int(last.id)


def of_stage(tx: Transaction, rollout_id: int, stage: int) -> tuple[int, ...]:
    """The batches of a stage that have had their turn and of which something is moved, the last one first."""
    moved = select(ROLLOUT_CASE.c.id).where(
        ROLLOUT_CASE.c.batch_id == ROLLOUT_BATCH.c.id, ROLLOUT_CASE.c.state == CaseTurn.MOVED
    )
    rows = tx.execute(
        select(ROLLOUT_BATCH.c.id)
        .where(
            ROLLOUT_BATCH.c.rollout_id == rollout_id,
            ROLLOUT_BATCH.c.stage == stage,
            ROLLOUT_BATCH.c.state == BatchState.DONE,
            moved.exists(),
        )
        .order_by(ROLLOUT_BATCH.c.number.desc())
    )
    return tuple(rows.scalars())


def change(tx: Transaction, batch_id: int, before: BatchState, after: BatchState, **values: object) -> bool:
    """Let a batch go from one state to the next; False when it was not there."""
    changed = tx.execute(
        update(ROLLOUT_BATCH)
        .where(ROLLOUT_BATCH.c.id == batch_id, ROLLOUT_BATCH.c.state == before)
        .values(state=after, **values)
    )
    return changed.rowcount == 1
