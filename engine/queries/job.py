"""External jobs that are not done yet, or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.actor import Action
from engine.state.case import CASE
from engine.state.instance import INSTANCE
from engine.state.job import JOB, JobState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job: from when it can be fetched (again), by whom it is locked, why it failed last."""

    id: int
    reference: str
    instance_id: int
    element: str
    type: str
    state: JobState
    retries: int
    worker: str | None
    available_at: datetime
    failure: str | None


def overview(tx: Transaction, limit: int = 200) -> tuple[JobRow, ...]:
    """The open jobs of every type, the oldest first."""
    tx.actor.must(Action.ADMINISTER)
    rows = tx.execute(
        select(JOB, CASE.c.reference)
        .join(INSTANCE, INSTANCE.c.id == JOB.c.instance_id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .where(JOB.c.state.in_((JobState.CREATED, JobState.LOCKED)))
        .order_by(JOB.c.type, JOB.c.available_at, JOB.c.id)
        .limit(limit)
    )
    return tuple(
        JobRow(
            row.id,
            row.reference,
            row.instance_id,
            row.element,
            row.type,
            JobState(row.state),
            row.retries,
            row.worker,
            row.available_at,
            row.failure,
        )
        for row in rows
    )
