"""External jobs: something outside fetches work by its type, does it, and says how it went.

A lock lets others stay away for a while. When it runs out the job can be fetched again, and whoever had it before
gets a Conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.actor import Action
from engine.errors import Invalid
from engine.execution import codec, withdrawal
from engine.execution.actions import CompleteElement, FailJob, ThrowError
from engine.execution.advance import advance
from engine.execution.bundle import ENGINE_VARIABLES
from engine.feel import Value
from engine.state import instance, job
from engine.transaction import Transaction

_MOST = 1000
_LONGEST_LOCK = timedelta(days=7)
_LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class FetchedJob:
    """Work for the worker that fetched it: what the element sees, until when it is locked, retries left."""

    id: int
    type: str
    element: str
    reference: str
    variables: Mapping[str, Value]
    headers: Mapping[str, str]
    retries: int
    locked_until: datetime


def fetch_and_lock(
    tx: Transaction, kind: str, worker: str, limit: int = 1, lock: timedelta = timedelta(minutes=5)
) -> tuple[FetchedJob, ...]:
    """Lock up to `limit` jobs of the type for the worker, the oldest first; suspended instances offer none.

    What carries data to somebody whose release has ended, or tells them by a consent that does not hold, is not handed
    out: it becomes an incident.
    """
    tx.actor.must(Action.ADMINISTER)
    if not worker.strip():
        raise Invalid("Expected to fetch jobs for a worker, but it has no name")
    if not 1 <= limit <= _MOST:
        raise Invalid(f"Expected to fetch 1 to {_MOST} jobs, but {limit} were asked for")
    until = _until(tx, lock)
    fetched = []
    for one in job.fetch(tx, kind, worker, limit, until):
        row = instance.get(tx, one.instance_id)
        if withdrawal.can_be_held_back(tx, row, one.element):
            # never waited for, since a step takes the instance before its jobs: then the lock of the job ends by itself
            held = instance.lock_free(tx, row.id)
            if held is None or withdrawal.hold_back(tx, held, one):
                continue
        seen = codec.load(row.tokens).context(one.element_instance)
        fetched.append(
            FetchedJob(one.id, one.type, one.element, row.reference, seen, one.headers, one.retries, until)
        )
    return tuple(fetched)


def complete(tx: Transaction, job_id: int, worker: str, variables: Mapping[str, Value] | None = None) -> None:
    """The work is done; the instance moves on. Conflict when the job is over or another worker has it."""
    tx.actor.must(Action.ADMINISTER)
    found, row = job.lock(tx, job_id)
    found.must_be_locked(worker, to="complete")
    advance(tx, row, CompleteElement(found.element_instance, _accepted(variables)))


def fail(
    tx: Transaction, job_id: int, worker: str, retries: int, message: str, retry_at: datetime | None = None
) -> None:
    """The work did not succeed: it is offered again from `retry_at` on, or with no retries left becomes an incident."""
    tx.actor.must(Action.ADMINISTER)
    if retries < 0:
        raise Invalid(f"Expected to fail job {job_id} with retries left, but {retries} is less than none")
    found, row = job.lock(tx, job_id)
    found.must_be_locked(worker, to="fail")
    reason = message[:_LONGEST_TEXT]
    advance(tx, row, FailJob(found.element_instance, retries, reason))
    job.note(tx, job_id, reason, retry_at)


def throw_error(
    tx: Transaction,
    job_id: int,
    worker: str,
    code: str,
    message: str = "",
    variables: Mapping[str, Value] | None = None,
) -> None:
    """The work ended in a business error; the nearest event that catches it goes on, or an incident opens."""
    tx.actor.must(Action.ADMINISTER)
    found, row = job.lock(tx, job_id)
    found.must_be_locked(worker, to="throw an error of")
    reason = message[:_LONGEST_TEXT]
    advance(tx, row, ThrowError(found.element_instance, code, reason, _accepted(variables)))
    job.note(tx, job_id, reason, None)


def extend_lock(tx: Transaction, job_id: int, worker: str, lock: timedelta) -> datetime:
    """Keep the job for longer; returns until when."""
    tx.actor.must(Action.ADMINISTER)
    found, _row = job.lock(tx, job_id)
    found.must_be_locked(worker, to="extend the lock of")
    until = _until(tx, lock)
    job.extend(tx, job_id, until)
    return until


def _until(tx: Transaction, lock: timedelta) -> datetime:
    if not timedelta(0) < lock <= _LONGEST_LOCK:
        raise Invalid(f"Expected to lock a job for up to {_LONGEST_LOCK.days} days, but {lock} was asked for")
    return tx.now + lock


def _accepted(variables: Mapping[str, Value] | None) -> dict[str, Value]:
    given = dict(variables or {})
    if ENGINE_VARIABLES & given.keys():
        raise Invalid("Expected to take over variables, but the engine's own variables cannot be changed")
    return given
