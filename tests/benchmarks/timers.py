"""A hundred thousand timers due at once: handing them to the queue, and firing one."""

from __future__ import annotations

import statistics
import time

from sqlalchemy import select, text, update

from engine.actor import SYSTEM
from engine.commands import timer
from engine.state.timer import TIMER
from engine.testing import World
from engine.testing import models as m
from tests.benchmarks import place
from tests.benchmarks.report import ms, p95, table

_DUE = 100_000
_FIRED = 100


def run() -> str:
    """A hundred real cases with a reminder; the rest of the due timers are rows of them that only the sweep sees."""
    with place.world() as world:
        world.deploy({"frist.bpmn": _reminder()})
        for _ in range(_FIRED):
            world.open("frist")
        _fill(world)
        with world.engine.begin(SYSTEM) as tx:
            real = (
                tx.execute(select(TIMER.c.id).where(TIMER.c.subscription < 100).order_by(TIMER.c.id))
                .scalars()
                .all()
            )
        fired = [_seconds(world, number) for number in real]
        begun, more = time.perf_counter(), True
        while more:
            with world.engine.begin(SYSTEM) as tx:
                more = timer.enqueue_due(tx)
        swept = time.perf_counter() - begun
    rows = [
        (
            f"sweep of {_DUE:,}, per timer (claim and enqueue, {timer.BATCH} a transaction)",
            f"{swept / _DUE * 1000:.3f}",
            "",
        ),
        (
            "fire one: the reminder's task is created, the cycle ends",
            ms(statistics.median(fired)),
            ms(p95(fired)),
        ),
    ]
    return table(f"Due timers, {_DUE:,} at once", ("what", "ms", "p95 ms"), rows)


def _seconds(world: World, number: int) -> float:
    begun = time.perf_counter()
    with world.engine.begin(SYSTEM) as tx:
        timer.fire(tx, number)
    return time.perf_counter() - begun


def _fill(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(update(TIMER).values(due_at=text("now() - interval '1 minute'")))
        tx.execute(
            text(
                "INSERT INTO timer (instance_id, subscription, element, state, due_at, created_at, changed_at) "
                "SELECT t.instance_id, 1000 + n, t.element, 'armed', t.due_at + n * interval '1 ms', now(), now() "
                "FROM timer t, generate_series(1, :copies) n"
            ),
            {"copies": _DUE // _FIRED - 1},
        )
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("ANALYZE timer"))


def _reminder() -> bytes:
    return m.process(
        "frist",
        m.start(),
        m.user_task("a"),
        m.boundary("erinnern", "a", m.timer("P14D"), interrupting=False),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
        m.flow("erinnern", "b"),
        m.flow("b", "end", id_="b_end"),
    )
