"""The case file tab by tab: milliseconds and statements, for a young case and for one with 2,000 facts.

    python -m tests.benchmarks case_file

Beside it the whole file at once, as the export reads it. A page of the browser adds its template.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from sqlalchemy import func, select

from engine import SYSTEM, Transaction, queries
from engine.commands import task
from engine.queries.case_file import CaseFront, FactKind, TimelineFilter
from engine.state.record import HISTORY
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements
from tests.benchmarks import place
from tests.benchmarks.report import ms, p95, table

_ROUNDS = 31
_FACTS = 2_000
_ROUND_TRIP = m.process(
    "runde",
    m.start(),
    m.exclusive("wieder"),
    m.user_task("pruefen"),
    m.user_task("entscheiden"),
    m.exclusive("fertig", default="fertig_wieder"),
    m.end(),
    m.flow("start", "wieder"),
    m.flow("wieder", "pruefen"),
    m.flow("pruefen", "entscheiden"),
    m.flow("entscheiden", "fertig"),
    m.flow("fertig", "wieder"),
    m.flow("fertig", "end", "=aktenzeichen = null"),
)
_Read = Callable[[Transaction, CaseFront], object]
_TABS: dict[str, _Read] = {
    "front alone": lambda _tx, _front: None,
    "ueberblick": lambda tx, front: (
        front.tasks,
        queries.case_file.latest(tx, front, 8),
    ),
    "verlauf": lambda tx, front: queries.case_file.timeline(tx, front, TimelineFilter()),
    "verlauf, text in the oldest fact": lambda tx, front: queries.case_file.timeline(
        tx, front, TimelineFilter(FactKind.ALL, text="eröffnet")
    ),
    "ablaeufe": queries.case_file.course,
    "aufgaben": queries.case_file.case_tasks,
    "entscheidungen": queries.case_file.case_decisions,
    "hilfeplan": queries.case_file.help_plans,
    "beteiligte": queries.case_file.people,
    "notizen": lambda tx, front: queries.case_file.case_notes(tx, front.sight),
}


def run() -> str:
    """Measure in a database of its own."""
    with place.world() as world:
        young = world.start({"runde.bpmn": _ROUND_TRIP})
        old = world.open("runde")
        while _facts(old) < _FACTS:
            _go_round(old, 20)
        parts = [_table(one, f"Case file, {_facts(one):,} facts") for one in (young, old)]
    return "\n\n".join(parts)


def _facts(story: Story) -> int:
    with story.world.engine.begin(SYSTEM) as tx:
        head = queries.case_file.front(tx, story.reference).head
        counted = select(func.count()).select_from(HISTORY).where(HISTORY.c.case_id == head.id)
        return int(tx.execute(counted).scalar_one())


def _go_round(story: Story, times: int) -> None:
    for _ in range(times):
        with story.world.engine.begin(SYSTEM) as tx:
            (row,) = queries.case_file.front(tx, story.reference).tasks
            task.complete(tx, row.id, row.revision, {})


def _table(story: Story, title: str) -> str:
    rows = [(name, *_measured(story, _tab(story, read))) for name, read in _TABS.items()]
    rows.append(("the whole file at once", *_measured(story, lambda tx: _whole(tx, story))))
    return table(title, ("tab", "p50 ms", "p95 ms", "statements"), rows)


def _tab(story: Story, read: _Read) -> Callable[[Transaction], object]:
    def of(tx: Transaction) -> object:
        front = queries.case_file.front(tx, story.reference)
        return queries.case_file.deadlines(tx, front), read(tx, front)

    return of


def _whole(tx: Transaction, story: Story) -> object:
    return queries.case_file.show(tx, story.reference, 100_000)


def _measured(story: Story, read: Callable[[Transaction], object]) -> tuple[str, str, str]:
    world: World = story.world
    ada = world.people["ada"]
    taken = []
    with statements() as sent, world.engine.begin(ada) as tx:
        read(tx)
    count = len(sent)
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        with world.engine.begin(ada) as tx:
            read(tx)
        taken.append(time.perf_counter() - begun)
    return ms(statistics.median(taken)), ms(p95(taken)), str(count)
