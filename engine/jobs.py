"""The one door to Procrastinate, the job queue in the same PostgreSQL.

A job is enqueued in the caller's transaction: it exists if and only if what caused it does. A worker that dies leaves
its jobs in state `doing`; `rescue` gives them to another one. Handlers are idempotent, so a second run does no harm.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONValue
from sqlalchemy import make_url, text

from engine.transaction import Transaction

#: job kinds
FIRE_TIMER = "fire_timer"
START_INSTANCE = "start_instance"
DELIVER_MESSAGE = "deliver_message"
BROADCAST = "broadcast"
COUNT_PROBLEM = "count_problem"
REEVALUATE = "reevaluate"
CHANGE_REGISTER = "change_register"
SEND_MAIL = "send_mail"
DO_DUTY = "do_duty"
SWEEP_DOCUMENTS = "sweep_documents"
EXPORT_CASE = "export_case"
FOLLOW_RELEASES = "follow_releases"
SEND_LINK = "send_link"
SEND_PARTY_LINK = "send_party_link"
CALL_OFF_LINK = "call_off_link"
CALL_OFF_PARTY_LINK = "call_off_party_link"
CHECK_PROPOSAL = "check_proposal"
IMPACT_REPORT = "impact_report"
GATHER_ROLLOUT = "gather_rollout"
ROLL_OUT = "roll_out"
FOLLOW_PHASE = "follow_phase"
UNDO_ROLLOUT = "undo_rollout"

QUEUE = "engine"
#: mails have a queue of their own: a mail server that does not answer must not hold up anything else
MAIL_QUEUE = "mail"
_MAIL_PRIORITY = -1
_MAILS = frozenset({SEND_MAIL, SEND_LINK, SEND_PARTY_LINK, CALL_OFF_LINK, CALL_OFF_PARTY_LINK})

#: seconds without a heartbeat after which a worker counts as dead; its jobs go to another one
DEAD_AFTER = float(os.environ.get("LAUFWEG_DEAD_AFTER", "30"))

_producer = App(connector=SyncPsycopgConnector())
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=2)


def schema() -> str:
    """The SQL that creates the queue's tables and functions."""
    return SchemaManager.get_schema()


def defer(
    tx: Transaction, kind: str, payloads: Sequence[dict[str, JSONValue]], *, at: datetime | None = None
) -> None:
    """Enqueue one job per payload in the caller's transaction; none runs before `at`."""
    raw = tx.connection.connection.driver_connection
    queue = _queue(kind)
    _producer.configure_task(
        kind,
        queue=queue,
        connection=raw,
        schedule_at=at,
        # what waits for the morning stands behind what is due, so that the queue finds its next job at once
        priority=_MAIL_PRIORITY if queue == MAIL_QUEUE else 0,
        allow_unknown=True,
    ).batch_defer(*payloads)


def _queue(kind: str) -> str:
    return MAIL_QUEUE if kind in _MAILS else QUEUE


def take_all(tx: Transaction) -> list[tuple[str, dict[str, Any]]]:
    """Take every waiting job that is due out of the queue, the oldest first: for tests, which run them in turn."""
    rows = tx.execute(
        text(
            "WITH gone AS (DELETE FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (scheduled_at IS NULL OR scheduled_at <= :now) RETURNING id, task_name, args)"
            " SELECT task_name, args FROM gone ORDER BY id"
        ),
        {"now": tx.now},
    )
    return [(row.task_name, dict(row.args)) for row in rows]


def held(tx: Transaction, kind: str, owner: str, items: str) -> dict[int, tuple[int, int]]:
    """How many items the jobs of a kind still have to do, and how many they gave up, by the owner in their payload."""
    rows = tx.execute(
        text(
            "SELECT (args->>:owner)::bigint AS owner,"
            " coalesce(sum(jsonb_array_length(args->:items)) FILTER (WHERE status IN ('todo', 'doing')), 0) AS waiting,"
            " coalesce(sum(jsonb_array_length(args->:items)) FILTER (WHERE status = 'failed'), 0) AS failed"
            " FROM procrastinate_jobs WHERE task_name = :kind GROUP BY 1"
        ),
        {"kind": kind, "owner": owner, "items": items},
    )
    return {row.owner: (int(row.waiting), int(row.failed)) for row in rows}


def consumer(url: str, handlers: Mapping[str, Callable[..., None]]) -> App:
    """An application that runs these handlers, to be opened by a worker."""
    app = App(connector=PsycopgConnector(conninfo=conninfo(url)))
    for kind, handler in handlers.items():
        app.task(name=kind, queue=_queue(kind), retry=_RETRY)(handler)
    return app


async def rescue(app: App) -> int:
    """Give the jobs of dead workers back to the queue; returns how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER))
    for job in stalled:
        await app.job_manager.retry_job(job)
    return len(stalled)


def conninfo(url: str) -> str:
    """The address as libpq reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
