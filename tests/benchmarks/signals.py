"""A signal for which ten thousand instances wait: the transaction that throws it, and the batches that follow."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import text

from engine import jobs
from engine.actor import SYSTEM
from engine.commands import message
from engine.testing import World
from engine.testing import models as m
from engine.worker import Worker
from tests.benchmarks import place
from tests.benchmarks.mass import copy_case
from tests.benchmarks.report import ms, p95, table

_WAITING = 10_000
_HEARD = "SELECT count(*) FROM history WHERE kind = 'signal_received'"


def run() -> str:
    """Copies of one really opened case; every one of them goes on to a user task, by one worker, one job at a time."""
    with place.world() as world:
        world.deploy({"hoeren.bpmn": _listening()})
        copy_case(world, world.open("hoeren").reference, _WAITING - 1)
        with world.engine.begin(SYSTEM) as tx:
            tx.execute(text("ANALYZE"))
        thrown = _seconds(lambda: _throw(world))
        batches = _batches(world)
        with world.engine.begin(SYSTEM) as tx:
            heard = tx.execute(text(_HEARD)).scalar_one()
    assert heard == _WAITING, heard
    rows = [
        ("throw it: the first 50 go on, the others are left to jobs", ms(thrown), ""),
        ("a batch of 50", ms(statistics.median(batches)), ms(p95(batches))),
        (f"all {_WAITING:,}, one job after the other", ms(thrown + sum(batches)), ""),
        ("of that for each instance", ms((thrown + sum(batches)) / _WAITING), ""),
    ]
    return table(f"A signal {_WAITING:,} instances wait for", ("transaction", "ms", "p95 ms"), rows)


def _throw(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        message.broadcast(tx, "alarm")


def _batches(world: World) -> list[float]:
    worker = Worker(world.engine)
    with world.engine.begin(SYSTEM) as tx:
        waiting = [payload for _, payload in jobs.take_all(tx)]
    return [_seconds(partial(worker.broadcast, **one)) for one in waiting]


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _listening() -> bytes:
    return m.process(
        "hoeren",
        m.start(),
        m.catch("lauschen", m.signal("alarm")),
        m.user_task("danach"),
        m.end(),
        m.flow("start", "lauschen"),
        m.flow("lauschen", "danach"),
        m.flow("danach", "end"),
        signals=("alarm",),
    )
