"""Workers that are killed while cases follow into another version: afterwards each has followed once, and is whole.

Real workers, each in a process of its own, two at once. Whenever cases have followed since the last kill, one of them
gets SIGKILL in the middle of its batch and another one begins; its job comes back after its heartbeat is missed.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import Connection, create_engine, text

from engine import SYSTEM, jobs, worker
from engine import Engine as Laufweg
from engine.commands import rolling as rolling_commands
from engine.testing import World
from engine.testing import models as m
from tests.benchmarks.mass import copy_case
from tests.steering.rolling import Rolling

#: workers at the same time
WORKERS = 2
#: seconds without a heartbeat after which one counts as dead here
DEAD_AFTER = 1.0
#: seconds within which something must happen
_PATIENCE = 180.0
OLD = {"p.bpmn": m.tasks("p", "a", "b")}
NEW = {"p.bpmn": m.tasks("p", "a", "b", "c")}

_DONE = "SELECT state = 'done' FROM rollout"
_MOVED = "SELECT count(*) FROM rollout_case WHERE state = 'moved'"
#: cases of which not everything is so as it must be once all have followed
_WRONG = """
SELECT i.case_id,
  (SELECT count(*) FROM history h WHERE h.instance_id = i.id AND h.kind = 'instance_migrated') AS moves,
  i.version_id = :target AS there,
  (SELECT bool_and(t.version_id = :target) FROM user_task t WHERE t.instance_id = i.id) AS tasks,
  (SELECT c.state FROM rollout_case c WHERE c.case_id = i.case_id) AS turn,
  EXISTS (SELECT FROM rollout_before b WHERE b.case_id = i.case_id) AS kept
FROM process_instance i ORDER BY i.case_id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: `within` are the kills that hit a batch with cases still to come."""

    kills: int
    within: int
    cases: int
    batches: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        verdict = "every case once and whole" if not self.wrong else f"WRONG: {'; '.join(self.wrong[:5])}"
        return (
            f"{self.kills} workers killed, {self.within} of them within a batch; {self.cases:,} cases, "
            f"{self.batches:,} batches: {verdict}"
        )


def run(world: World, kills: int, cases: int) -> Outcome:
    """Let so many cases follow, kill so many workers meanwhile, and look at every case."""
    own = Laufweg(world.engine.url)  # by the database's clock, as the workers
    rolling = Rolling.build(replace(world, engine=own), OLD, NEW, 1)
    copy_case(world, rolling.stories[0].reference, cases - 1)
    number = rolling.begin().row().id
    for place in range(2):
        with own.begin(SYSTEM) as tx:
            rolling_commands.gather(tx, number, place, 0)
    with own.begin(SYSTEM) as tx:
        # the same job for every hand of both workers: all of them are at the first batch at once
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": number}] * 2 * worker.CONCURRENCY)
    engine = create_engine(
        world.engine.url,
        isolation_level="AUTOCOMMIT",
        connect_args={"options": "-c laufweg.engine=on"},  # as the engine itself reads (engine/wall.py)
    )
    try:
        with engine.connect() as seen:
            within = _kill(world.engine.url, seen, kills)
            return _look(seen, rolling, kills, within, cases)
    finally:
        engine.dispose()
        own.dispose()


def work(url: str) -> None:
    """A worker as `laufweg worker` starts it, which counts as dead soon."""
    jobs.DEAD_AFTER = DEAD_AFTER
    worker.main(url)


def _kill(url: str, seen: Connection, kills: int) -> int:
    context = multiprocessing.get_context("spawn")
    chance = random.Random(8)  # noqa: S311  no secret
    running: list[BaseProcess] = []
    within = 0
    try:
        for _ in range(kills):
            while len(running) < WORKERS:
                process = context.Process(target=work, args=(url,), daemon=True)
                process.start()
                running.append(process)
            _until(seen, f"SELECT ({_MOVED}) > {_ask(seen, _MOVED)} OR ({_DONE})")
            time.sleep(chance.uniform(0.0, 0.05))
            victim = running.pop(chance.randrange(len(running)))
            victim.kill()
            victim.join()
            within += bool(
                _ask(
                    seen,
                    "SELECT EXISTS (SELECT FROM rollout_case c JOIN rollout_batch b ON b.id = c.batch_id"
                    " WHERE b.state = 'open' AND c.state = 'due')",
                )
            )
        process = context.Process(target=work, args=(url,), daemon=True)
        process.start()
        running.append(process)
        _until(seen, _DONE)
    finally:
        for process in running:
            process.kill()
            process.join()
    return within


def _ask(seen: Connection, question: str) -> Any:
    return seen.execute(text(question)).scalar_one()


def _until(seen: Connection, question: str) -> None:
    end = time.monotonic() + _PATIENCE
    while not _ask(seen, question):
        if time.monotonic() > end:
            raise TimeoutError(f"Expected {question} to come true, but it has not")
        time.sleep(0.01)


def _look(seen: Connection, rolling: Rolling, kills: int, within: int, cases: int) -> Outcome:
    rows = seen.execute(text(_WRONG), {"target": rolling.target}).all()
    wrong = [] if len(rows) == cases else [f"{len(rows)} cases of {cases}"]
    for row in rows:
        if tuple(row)[1:] != (1, True, True, "moved", True):
            wrong.append(f"case {row.case_id}: {tuple(row)[1:]}")
    left = _ask(seen, "SELECT count(*) FROM rollout_batch WHERE state <> 'done'")
    if left:
        wrong.append(f"{left} batches are not over")
    batches = _ask(seen, "SELECT count(*) FROM rollout_batch")
    return Outcome(kills, within, cases, batches, tuple(wrong))
