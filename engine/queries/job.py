"""External jobs that are not done yet, or failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from engine.actor import Action
from engine.state.case import CASE
from engine.state.instance import INSTANCE
from engine.state.job import JOB, JobState
from engine.state.record import INCIDENT, IncidentState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job: from when it can be fetched (again), by whom it is locked, why it failed last.

    A failed one is offered again when its incident is resolved.
    """

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
    incident_id: int | None


def overview(tx: Transaction, limit: int = 200) -> tuple[JobRow, ...]:
    """The jobs of every type that are open, or failed and have an open incident; the failed first, then the oldest."""
    tx.actor.must(Action.ADMINISTER)
    later = JOB.alias("later")  # an element that was tried again has a job for each try
    is_last = ~exists().where(
        later.c.instance_id == JOB.c.instance_id,
        later.c.element_instance == JOB.c.element_instance,
        later.c.id > JOB.c.id,
    )
    is_open = JOB.c.state.in_((JobState.CREATED, JobState.LOCKED))
    rows = tx.execute(
        select(JOB, CASE.c.reference, INCIDENT.c.id.label("incident_id"))
        .join(INSTANCE, INSTANCE.c.id == JOB.c.instance_id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .outerjoin(
            INCIDENT,
            and_(
                INCIDENT.c.instance_id == JOB.c.instance_id,
                INCIDENT.c.element_instance == JOB.c.element_instance,
                INCIDENT.c.state == IncidentState.OPEN,
                JOB.c.state == JobState.FAILED,
            ),
        )
        .where(or_(is_open, and_(INCIDENT.c.id.is_not(None), is_last)))
        .order_by(is_open, JOB.c.type, JOB.c.available_at, JOB.c.id)
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
            row.incident_id,
        )
        for row in rows
    )
