"""External jobs: work of an element for something outside, fetched by its type.

job: created ──fetch──▶ locked ──▶ completed | failed     failed: no retries are left, an incident is open
        ▲                 │ ▲ │
        └──fails, lock ends─┘ └──▶ cancelled                the element was left first
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    any_,
    bindparam,
    case,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.errors import Conflict, NotFound
from engine.state.case import CASE
from engine.state.instance import (
    COLUMNS,
    INSTANCE,
    IS_ROOT,
    IS_STATE,
    LOCKED,
    ROOT,
    STATE,
    InstanceRow,
    row_of,
)
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class JobState(StrEnum):
    """Where the job is between created and over."""

    CREATED = "created"
    LOCKED = "locked"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


_OPEN = (JobState.CREATED, JobState.LOCKED)

JOB = Table(
    "job",
    METADATA,
    identity(),
    reference("instance_id", "process_instance"),
    Column("element_instance", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("type", Text, nullable=False),
    *choice("state", JobState),
    Column("retries", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("worker", Text),
    #: fetched from then on: when it was created, when to try again, when the lock ends
    instant("available_at"),
    #: why it failed last; may quote what the worker saw, so it is not in the history
    Column("failure", Text),
    instant("created_at"),
    instant("changed_at"),
    Index(
        "ix_job_fetch", "type", "available_at", "id", postgresql_where=text("state IN ('created', 'locked')")
    ),
    Index("ix_job_instance_id", "instance_id", "element_instance"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One job as a command sees it."""

    id: int
    instance_id: int
    element_instance: int
    element: str
    type: str
    state: JobState
    retries: int
    headers: Mapping[str, str]
    worker: str | None
    available_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether a worker may still do it."""
        return self.state in _OPEN

    def must_be_locked(self, worker: str, to: str) -> None:
        """Raise Conflict unless this worker has it; a lock that ran out counts until somebody else fetched the job."""
        if self.state is not JobState.LOCKED:
            raise Conflict(f"Expected to {to} job {self.id}, but it is {self.state}")
        if self.worker != worker:
            raise Conflict(f"Expected to {to} job {self.id}, but another worker has locked it")


_COLUMNS = (
    JOB.c.id,
    JOB.c.instance_id,
    JOB.c.element_instance,
    JOB.c.element,
    JOB.c.type,
    JOB.c.state,
    JOB.c.retries,
    JOB.c.headers,
    JOB.c.worker,
    JOB.c.available_at,
)
_LOCK = (
    select(*_COLUMNS, *COLUMNS)
    .join(INSTANCE, INSTANCE.c.id == JOB.c.instance_id)
    .join(CASE, CASE.c.id == INSTANCE.c.case_id)
    .join(ROOT, IS_ROOT)
    .join(STATE, IS_STATE)
    .where(JOB.c.id == bindparam("job"))
    .with_for_update(key_share=True, of=[*LOCKED, JOB])
)
_FREE = (
    select(JOB.c.id)
    .join(INSTANCE, INSTANCE.c.id == JOB.c.instance_id)
    .join(ROOT, IS_ROOT)
    .where(
        JOB.c.type == bindparam("wanted"),
        JOB.c.state.in_(_OPEN),
        JOB.c.available_at <= bindparam("at"),
        ROOT.c.suspended_at.is_(None),
    )
    .order_by(JOB.c.available_at, JOB.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=JOB, skip_locked=True)
)
_FETCH = (
    update(JOB)
    .where(JOB.c.id.in_(_FREE.scalar_subquery()))
    .values(
        state=JobState.LOCKED,
        worker=bindparam("by"),
        available_at=bindparam("until"),
        changed_at=bindparam("at"),
    )
    .returning(*_COLUMNS)
)
_CLOSE = (
    update(JOB)
    .where(
        JOB.c.instance_id == bindparam("instance"),
        JOB.c.element_instance == any_(bindparam("elements", type_=ARRAY(Integer))),
        JOB.c.state.in_(_OPEN),
    )
    .values(state=bindparam("to"), changed_at=bindparam("at"))
)
_FAIL = (
    update(JOB)
    .where(
        JOB.c.instance_id == bindparam("instance"),
        JOB.c.element_instance == bindparam("number"),
        JOB.c.state.in_(_OPEN),
    )
    .values(
        state=case((bindparam("left") > 0, JobState.CREATED.value), else_=JobState.FAILED.value),
        retries=bindparam("left"),
        available_at=bindparam("at"),
        changed_at=bindparam("at"),
    )
)


def _job(row: Sequence[Any]) -> Job:
    number, instance, element_instance, element, kind, state, retries, headers, worker, available = row
    return Job(
        number,
        instance,
        element_instance,
        element,
        kind,
        JobState(state),
        retries,
        headers,
        worker,
        available,
    )


def lock(tx: Transaction, job_id: int) -> tuple[Job, InstanceRow]:
    """The job with its instance, both locked until the transaction ends; NotFound when there is none."""
    tx.act()
    row = tx.first(_LOCK, {"job": job_id})
    if row is None:
        raise NotFound(f"Expected to find job {job_id}, but there is none")
    return _job(row[: len(_COLUMNS)]), row_of(tx, row[len(_COLUMNS) :])


def open_in_case(tx: Transaction, case_id: int) -> tuple[Job, ...]:
    """The open jobs of a case, by number."""
    rows = tx.execute(
        select(*_COLUMNS)
        .join(INSTANCE, INSTANCE.c.id == JOB.c.instance_id)
        .where(INSTANCE.c.case_id == case_id, JOB.c.state.in_(_OPEN))
        .order_by(JOB.c.id)
    )
    return tuple(_job(tuple(row)) for row in rows)


def fetch(tx: Transaction, kind: str, worker: str, limit: int, until: datetime) -> tuple[Job, ...]:
    """Lock up to `limit` jobs of the type for the worker, the oldest first; other workers skip them."""
    found = tx.fetch(_FETCH, {"wanted": kind, "at": tx.now, "most": limit, "by": worker, "until": until})
    return tuple(sorted((_job(row) for row in found), key=lambda one: one.id))


def create(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Offer jobs."""
    stamps = {"created_at": tx.now, "changed_at": tx.now, "available_at": tx.now}
    tx.add(JOB, [{"state": JobState.CREATED, **stamps, **row} for row in rows])


def close(tx: Transaction, instance_id: int, element_instances: Sequence[int], state: JobState) -> None:
    """Close the open jobs of these element instances."""
    tx.write(
        _CLOSE, {"instance": instance_id, "elements": list(element_instances), "to": state, "at": tx.now}
    )


def fail(tx: Transaction, instance_id: int, element_instance: int, retries: int) -> None:
    """Offer the job again while retries are left, else close it as failed."""
    tx.write(_FAIL, {"instance": instance_id, "number": element_instance, "left": retries, "at": tx.now})


def note(tx: Transaction, job_id: int, failure: str, retry_at: datetime | None) -> None:
    """Keep why the job failed, and from when it may be tried again."""
    tx.execute(
        update(JOB)
        .where(JOB.c.id == job_id)
        .values(failure=failure, available_at=func.coalesce(retry_at, JOB.c.available_at))
    )


def extend(tx: Transaction, job_id: int, until: datetime) -> None:
    """Let the lock of the job end later."""
    tx.execute(update(JOB).where(JOB.c.id == job_id).values(available_at=until, changed_at=tx.now))
