"""Running cases of the naturalisation follow into a version with a shorter time: how fast, and what others feel of it.

    python -m tests.benchmarks rollout
    python -m tests.benchmarks.rollout 5000
    python -m tests.benchmarks.rollout 100000 300    # cases follow for so many seconds, the others are left

One worker as it is started by `laufweg worker`; beside it tasks of the same cases are completed, twenty a second:
before, while the cases follow, and when all of them have. Then what its page and its report take.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from sqlalchemy import create_engine, text

from engine import SYSTEM, commands, queries, worker
from engine.commands import task
from engine.commands.proposal import Content
from engine.feel import context_from_python
from engine.state import proposal
from engine.state.proposal import ProposalState
from engine.testing import World
from tests.benchmarks import place
from tests.benchmarks.mass import copy_case
from tests.benchmarks.report import machine, ms, p95, table
from tests.steering import naturalisation

_WANTED = 100_000
#: tasks completed before and after
_COMPLETED = 400
_WARM = 30
#: seconds from one to the next: twenty a second is what a few hundred people do
_EVERY = 0.05

_STATE = """
SELECT r.state, r.ended_at, b.n AS batches,
  (SELECT count(*) FROM rollout_case c WHERE c.state = 'moved') AS moved,
  (SELECT count(*) FROM rollout_case c WHERE c.state IN ('refused', 'halted')) AS stayed,
  (SELECT count(*) FROM rollout_case c WHERE c.tries > 0) AS held,
  extract(epoch FROM coalesce(r.ended_at, now()) - r.started_at) AS whole,
  extract(epoch FROM coalesce(r.ended_at, now()) - b.begun) AS moving
FROM rollout r, (SELECT count(*) AS n, min(begun_at) AS begun FROM rollout_batch) AS b
"""


@dataclass(frozen=True, slots=True)
class _Load:
    """What the tasks of some time took, and the load of the machine then."""

    seconds: tuple[float, ...]
    load: float


def run(count: int = _WANTED, most: float = math.inf) -> str:
    """Fill, let the worker begin, complete meanwhile; give up after so many seconds of moving."""
    with place.world() as world:
        story = naturalisation.one_case(world)
        copy_case(world, story.reference, count - 1)
        _settle(world)
        tasks = _tasks(world)
        _propose(world)
        with _worker(world.engine.url) as process:
            _complete(world, tasks, _WARM)
            before = _load(world, tasks, _COMPLETED)
            with world.engine.begin(SYSTEM) as tx:
                commands.proposal.turn(tx)
            cpu = _cpu(process)
            beside = _meanwhile(world, tasks, most)
            cpu = _cpu(process) - cpu
            with world.engine.begin(SYSTEM) as tx:
                came = tx.execute(text(_STATE)).one()
                if came.state != "done":
                    commands.rollout.end(tx, 1, "Messung")
            after = _load(world, tasks, _COMPLETED)
            pages = _pages(world)
    return "\n\n".join(
        (
            table(
                f"Rollout of {count:,} cases, one worker",
                ("what", ""),
                [
                    ("cases that followed", f"{came.moved:,}"),
                    ("cases that stayed", f"{came.stayed:,}"),
                    ("cases that somebody held and that were tried again", f"{came.held:,}"),
                    ("batches", f"{came.batches:,}"),
                    (
                        "seconds: gather the cases; move them",
                        f"{came.whole - came.moving:.0f}; {came.moving:.0f}",
                    ),
                    ("processor time of the worker for a case, ms", ms(cpu / (came.moved + came.stayed))),
                    ("cases a second", f"{float(came.moved) / float(came.moving):,.0f}"),
                ],
            ),
            table(
                "Complete a task of one of these cases meanwhile",
                ("when", "completed", "median ms", "p95 ms", "load"),
                [
                    (
                        name,
                        f"{len(one.seconds):,}",
                        ms(statistics.median(one.seconds)),
                        ms(p95(one.seconds)),
                        f"{one.load:.1f}",
                    )
                    for name, one in (
                        ("before", before),
                        ("while the cases follow", beside),
                        ("after", after),
                    )
                ],
            ),
            _ratio(before, beside, after),
            table("What is read of it", ("what", "ms"), [(name, ms(taken)) for name, taken in pages]),
        )
    )


def _pages(world: World) -> list[tuple[str, float]]:
    """What the page of the rollout, its report and the file of all cases take to read, the median of five."""
    found = []
    for name, ask in (
        ("page", queries.rollout.show),
        ("report", queries.rollout_report.show),
        ("every case, for a file", queries.rollout_report.cases),
    ):
        taken = []
        for _turn in range(5):
            begun = time.perf_counter()
            with world.engine.begin(SYSTEM) as tx:
                ask(tx, 1)
            taken.append(time.perf_counter() - begun)
        found.append((name, statistics.median(taken)))
    return found


def _ratio(before: _Load, beside: _Load, after: _Load) -> str:
    alone = (*before.seconds, *after.seconds)
    median = statistics.median(beside.seconds) / statistics.median(alone)
    return (
        f"Meanwhile ÷ before and after: median {median:.2f}, p95 {p95(beside.seconds) / p95(alone):.2f}"
        f" (p95 ÷ before alone: {p95(beside.seconds) / p95(before.seconds):.2f})"
    )


def _settle(world: World) -> None:
    database = create_engine(world.engine.url, isolation_level="AUTOCOMMIT")
    with database.connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
    database.dispose()


def _tasks(world: World) -> Iterator[tuple[int, int]]:
    """Open tasks of the step, in an order by chance that is always the same."""
    with world.engine.begin(SYSTEM) as tx:
        asked = "SELECT id, revision FROM user_task WHERE state = 'active' AND element = :step ORDER BY id"
        found = [(row.id, row.revision) for row in tx.execute(text(asked), {"step": naturalisation.STEP})]
    random.Random(8).shuffle(found)  # noqa: S311  no secret
    return iter(found)


def _propose(world: World) -> None:
    """The same process with ten days instead of fourteen, resolved, not in force yet."""
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, naturalisation.files("P10D")).version_id
        content = Content(
            "Zehn Tage",
            "Schneller",
            "§ 10 StAG",
            ("05334",),
            tx.today,
            proposal.MigrationRule.ALL,
            times={version: {}},
        )
        number = commands.proposal.create(tx, content)
        commands.adoption.adopt(tx, version, "05334", tx.today, "Messung")
        proposal.change(tx, proposal.get(tx, number), state=ProposalState.ADOPTED)


def _load(world: World, tasks: Iterator[tuple[int, int]], count: int) -> _Load:
    seconds = _complete(world, tasks, count)
    return _Load(tuple(seconds), os.getloadavg()[0])


def _meanwhile(world: World, tasks: Iterator[tuple[int, int]], most: float) -> _Load:
    """Complete tasks while cases follow, until all have or the time is over."""
    seconds: list[float] = []
    loads: list[float] = []
    over = math.inf
    while True:
        with world.engine.begin(SYSTEM) as tx:
            state = tx.execute(text("SELECT state FROM rollout")).scalar_one()
        if state == "running" and over == math.inf:
            over = time.monotonic() + most
            seconds.clear()  # gathering is no moving
        if time.monotonic() > over:
            return _Load(tuple(seconds), statistics.mean(loads))
        if state not in {"gathering", "running"}:
            assert state == "done", state
            return _Load(tuple(seconds), statistics.mean(loads))
        seconds += _complete(world, tasks, 20)
        loads.append(os.getloadavg()[0])


def _complete(world: World, tasks: Iterator[tuple[int, int]], count: int) -> list[float]:
    values = context_from_python(dict(naturalisation.COMPLETE))
    found = []
    while len(found) < count:
        # a case that follows keeps the revision of a task whose form and group stay
        number, revision = next(tasks)
        begun = time.perf_counter()
        with world.engine.begin(SYSTEM) as tx:
            task.complete(tx, number, revision, values)
        taken = time.perf_counter() - begun
        found.append(taken)
        time.sleep(max(0.0, _EVERY - taken))
    return found


def _cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


@contextmanager
def _worker(url: str) -> Iterator[psutil.Process]:
    """A worker in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=worker.main, args=(url,), daemon=True)
    process.start()
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.join()


def main() -> None:
    """`python -m tests.benchmarks.rollout [CASES [SECONDS]]`."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _WANTED
    most = float(sys.argv[2]) if len(sys.argv) > 2 else math.inf
    sys.stdout.write(f"{machine()}\n\n{run(count, most)}\n")


if __name__ == "__main__":
    main()
