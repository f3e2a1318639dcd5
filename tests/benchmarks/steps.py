"""The pure step, and whether a loop's late turn costs what an early one does – alone and through the database."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from sqlalchemy import select

from engine.actor import SYSTEM
from engine.commands import task
from engine.execution import codec
from engine.execution.instance import Instance
from engine.state.task import TASK, TaskState
from engine.testing import Run, World
from tests.benchmarks import place
from tests.benchmarks.report import cpu, ms, table, us

_EARLY, _LATE = 10, 1000
_ROUNDS = 40


def run() -> str:
    """CPU time of the pure step, then wall time of the same turn through the database."""
    return "\n\n".join((_linear(), _loop(), _stored_loop()))


def _linear() -> str:
    graph_of = place.linear()
    waiting = Run.of(graph_of).start()
    start = waiting.instance

    def whole() -> None:
        waiting.instance = start
        waiting.changes.clear()
        for number in range(1, 11):
            waiting.complete(f"schritt_{number}")

    taken = cpu({"ten steps": whole}, _ROUNDS, 5)["ten steps"] / 10
    size = len(codec.dump(start))
    return table(
        "Pure step: ten user tasks in a row",
        ("CPU µs per completed task, with its facts", "bytes of the waiting instance"),
        [(us(taken), str(size))],
    )


def _loop() -> str:
    states: dict[int, Instance] = {}
    turning = Run.of(place.loop()).start(aktenzeichen="KIM-2026-000001")
    for turn in range(1, _LATE + 1):
        states[turn] = turning.instance
        turning.complete("pruefen")

    def turn_of(number: int) -> None:
        turning.instance = codec.load(codec.dump(states[number]))
        turning.complete("pruefen")

    taken = cpu({"early": lambda: turn_of(_EARLY), "late": lambda: turn_of(_LATE)}, _ROUNDS, 20)
    sizes = [len(codec.dump(states[number])) for number in (_EARLY, _LATE)]
    return table(
        "A loop's turn, pure (load, step, dump)",
        ("turn", "CPU µs", "bytes of state"),
        [
            (f"{_EARLY}th", us(taken["early"]), str(sizes[0])),
            (f"{_LATE:,}th", us(taken["late"]), str(sizes[1])),
            ("ratio", f"{taken['late'] / taken['early']:.2f}", f"{sizes[1] / sizes[0]:.2f}"),
        ],
    )


@dataclass(slots=True)
class _Loop:
    """One case that goes round and round through the database."""

    world: World
    instance: int

    def turn(self) -> float:
        """The seconds of one completion, the search for the task not counted."""
        with self.world.engine.begin(SYSTEM) as tx:
            row = tx.execute(
                select(TASK.c.id, TASK.c.revision).where(
                    TASK.c.instance_id == self.instance, TASK.c.state == TaskState.ACTIVE
                )
            ).one()
        begun = time.perf_counter()
        with self.world.engine.begin(SYSTEM) as tx:
            task.complete(tx, row.id, row.revision, {})
        return time.perf_counter() - begun


def _stored_loop() -> str:
    with place.world() as world:
        world.deploy({"runde.bpmn": place.loop()})
        early, late = (_Loop(world, world.open("runde").file().instances[0].id) for _ in range(2))
        for _ in range(_LATE - _ROUNDS // 2):
            late.turn()
        for _ in range(_EARLY):
            early.turn()
        times = [(early.turn(), late.turn()) for _ in range(_ROUNDS)]
    medians = [statistics.median(column) for column in zip(*times, strict=True)]
    return table(
        "A loop's turn through the database, in turns",
        ("turns", "median ms"),
        [
            (f"{_EARLY + 1} to {_EARLY + _ROUNDS}", ms(medians[0])),
            (f"{_LATE - _ROUNDS // 2 + 1} to {_LATE + _ROUNDS // 2}", ms(medians[1])),
            ("ratio", f"{statistics.median(b / a for a, b in times):.2f}"),
        ],
    )
