"""What counting the times of a task costs the transaction that completes it: the same completion with and without."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date
from functools import partial
from unittest import mock

from sqlalchemy import create_engine, update

from engine import Engine
from engine.actor import Actor
from engine.commands import case
from engine.commands.case import CaseOpening
from engine.state import rollup
from engine.state.task import TASK
from engine.testing import AGS, World
from tests.benchmarks import place
from tests.benchmarks.clients import Completion, Turn, Work, clients
from tests.benchmarks.report import ms, p95, table

_CLIENTS = (1, 8)
_ROUNDS = 12
_TURNS = 48
_WAYS = ("counted", "not counted")


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a client works, and as whom."""

    url: str
    actor: Actor


def _ways(setting: _Setting) -> dict[str, Turn]:
    """Complete a task as it is, and as if there were no counters."""
    engine = Engine(setting.url, pool_size=1)

    def counted(work: Work) -> None:
        with engine.begin(setting.actor) as tx:
            work.act(tx)

    def uncounted(work: Work) -> None:
        with mock.patch.object(rollup, "count"), engine.begin(setting.actor) as tx:
            work.act(tx)

    return {"counted": counted, "not counted": uncounted}


def run() -> str:
    """Complete the first of ten tasks; the worst case, since every client counts the same step in the same bucket."""
    rows = []
    with place.world() as world:
        world.deploy({"linear.bpmn": place.linear()})
        for count in _CLIENTS:
            setting = _Setting(world.engine.url, world.people["ada"])
            seconds: dict[str, list[float]] = {way: [] for way in _WAYS}
            turns: dict[str, list[float]] = {way: [] for way in _WAYS}
            with clients(count, partial(_ways, setting)) as running:
                for number in range(_ROUNDS + 1):
                    for way in _WAYS if number % 2 else _WAYS[::-1]:
                        took, each = running.run(way, _works(world))
                        if number:  # the first round warms the caches
                            seconds[way].append(took)
                            turns[way].extend(each)
            ratio = statistics.median(
                without / counted for counted, without in zip(*(seconds[way] for way in _WAYS), strict=True)
            )
            for way in _WAYS:
                per_second = f"{_TURNS / statistics.median(seconds[way]):.0f}"
                share = f"{ratio:.0%}" if way == "counted" else "100%"
                rows.append(
                    (
                        str(count),
                        way,
                        ms(statistics.median(turns[way])),
                        ms(p95(turns[way])),
                        per_second,
                        share,
                    )
                )
    head = ("clients", "way", "median ms", "p95 ms", "per second", "throughput ÷ not counted")
    return table("Counting the times of a completed task", head, rows)


def _works(world: World) -> list[Work]:
    ada = world.people["ada"]
    opened = []
    for _ in range(_TURNS):
        with world.engine.begin(ada) as tx:
            opening = CaseOpening("linear", "Muster", "Maryam", date(1990, 5, 17), AGS)
            opened.append(case.open(tx, opening, {}).case_id)
    database = create_engine(world.engine.url)
    with database.begin() as connection:
        rows = connection.execute(
            update(TASK)
            .where(TASK.c.case_id.in_(opened))
            .values(assignee_id=ada.account, claimed_at=TASK.c.created_at)
            .returning(TASK.c.id, TASK.c.revision)
        ).all()
    database.dispose()
    return [Completion(row.id, row.revision, {}) for row in rows]
