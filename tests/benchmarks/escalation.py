"""A hundred thousand rungs due after an outage: how fast they are caught up with, in how much memory, beside whom."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text

from engine import SYSTEM, Engine
from engine.actor import Membership, Role
from engine.commands import account, task
from engine.testing import World
from engine.testing import models as m
from engine.worker import Worker
from tests.benchmarks import place
from tests.benchmarks.report import ms, p95, table

_DUE = 100_000
#: completions measured before and meanwhile
_COMPLETED = 150
_GROUP = 8

_FILL = """
INSERT INTO user_task (instance_id, case_id, version_id, element_instance, element, name, authority_id, topic, role,
  assignee_id, priority, due_at, agreed_due_at, escalation_level, escalate_at, state, revision, created_at, claimed_at)
SELECT instance_id, case_id, version_id, 1000 + n, element, name, authority_id, topic, role,
  (cast(:people AS bigint[]))[1 + n % cardinality(cast(:people AS bigint[]))], priority,
  now() - interval '20 days' - n * interval '1 second', now() - interval '20 days' - n * interval '1 second',
  0, now() - interval '10 days' - n * interval '1 second', 'active', 1, now() - interval '60 days', now()
FROM (SELECT * FROM user_task ORDER BY id LIMIT 1) AS one, generate_series(1, :tasks) AS n
"""


def run() -> str:
    """One worker process catches up while somebody else completes tasks; the same completions alone go before."""
    with place.world() as world:
        people = _people(world)
        world.deploy({"p.bpmn": m.tasks("p", "a", "b")})
        stories = [world.open("p") for _ in range(2 * _COMPLETED)]
        with world.engine.begin(SYSTEM) as tx:
            tx.execute(text("UPDATE user_task SET escalate_at = now() + interval '1 year'"))
            tx.execute(text(_FILL), {"people": people, "tasks": _DUE})
        with world.engine.begin(SYSTEM) as tx:
            tx.execute(text("ANALYZE user_task"))
        with world.engine.begin(SYSTEM) as tx:
            found = tx.execute(
                text(
                    "SELECT id, revision FROM user_task WHERE element_instance < 1000 AND state = 'active' ORDER BY id"
                )
            )
            open_tasks = [(row.id, row.revision) for row in found]
        alone = [_complete(world, *one) for one in open_tasks[:_COMPLETED]]
        with _catching_up(world.engine.url) as told:
            beside = [_complete(world, *one) for one in open_tasks[_COMPLETED : len(stories)]]
            took, before, after = told()
        with world.engine.begin(SYSTEM) as tx:
            rungs, notices = tx.execute(
                text("SELECT (SELECT count(*) FROM escalation), (SELECT count(*) FROM notification)")
            ).one()
    rows = [
        (f"catch up with {rungs:,} rungs, one worker", f"{took:.0f} s", f"{rungs / took:,.0f} a second"),
        ("notices that came of it (summaries)", f"{notices:,}", ""),
        ("memory of the worker, before → after", f"{before:.0f} → {after:.0f} MB", ""),
        (
            "complete a task, alone: median, p95",
            f"{ms(statistics.median(alone))} ms",
            f"{ms(p95(alone))} ms",
        ),
        ("the same meanwhile", f"{ms(statistics.median(beside))} ms", f"{ms(p95(beside))} ms"),
        (
            "ratio",
            f"{statistics.median(beside) / statistics.median(alone):.2f}",
            f"{p95(beside) / p95(alone):.2f}",
        ),
    ]
    return table(f"Ladders, {_DUE:,} rungs due after an outage", ("what", "", ""), rows)


def _people(world: World) -> list[int]:
    with world.engine.begin(SYSTEM) as tx:
        for login, role in (("hanna", Role.HEAD_OF_OFFICE), ("kim", Role.COORDINATOR)):
            account.create(tx, login, login.title(), "ein-langes-kennwort", [Membership(world.here, role)])
        return [
            account.create(
                tx, f"p{number}", f"P {number}", "ein-langes-kennwort", [Membership(world.here, Role.CLERK)]
            )
            for number in range(_GROUP)
        ]


def _complete(world: World, number: int, revision: int) -> float:
    begun = time.perf_counter()
    with world.engine.begin(SYSTEM) as tx:
        task.complete(tx, number, revision, {})
    return time.perf_counter() - begun


@contextmanager
def _catching_up(url: str) -> Iterator[Any]:
    """A worker process that climbs; asked, it says how long it took, and its memory before and after in MB."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_climb, args=(url, theirs), daemon=True)
    process.start()
    ours.recv()  # it begins
    yield ours.recv
    process.join()


def _climb(url: str, answer: Any) -> None:
    engine = Engine(url)
    with engine.begin(SYSTEM) as tx:
        tx.execute(text("SELECT 1"))
    before = _memory()
    answer.send("begun")
    begun = time.perf_counter()
    Worker(engine).climb()
    answer.send((time.perf_counter() - begun, before, _memory()))


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
