"""Every panel of supervision and the bottlenecks of a version, with a million open and ten million completed tasks.

    python -m tests.benchmarks.supervision HOME [explain FILE]

measures in the database that `tests.benchmarks.many_tasks HOME` has made, and writes the plan of every statement. As
one of `python -m tests.benchmarks` it makes one of a tenth of that size itself.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url, text

from engine import SYSTEM, Engine, Transaction
from engine.database import Embedded
from engine.queries import bottleneck, supervision
from engine.queries.bottleneck import Selection, Span
from tests.benchmarks import many_tasks, place
from tests.benchmarks.report import machine, ms, p95, table

#: the functions of `engine.queries.supervision` that take a scope, one for each panel
PANELS = (
    "due_figures",
    "by_process",
    "by_step",
    "by_team",
    "by_person",
    "by_authority",
    "ageing",
    "workload",
    "trend",
    "stopped",
)
_ROUNDS = 7
_TICK = 0.01  # seconds of CPU as Linux counts them
_FEW = 20

Asking = Callable[[Transaction], object]


def run() -> str:
    """A tenth of the size, in a database of its own."""
    with place.world() as world:
        many_tasks.fill(world, 100_000, 1_000_000)
        return report(world.engine)


def report(engine: Engine) -> str:
    """Every panel for three scopes: the largest authority, twenty as in a large Kreis, and all."""
    rows = []
    for title, asking in _askings(engine):
        taken, cpu = _measure(engine, asking)
        rows.append((title, ms(statistics.median(taken)), ms(p95(taken)), ms(cpu)))
    with engine.begin(SYSTEM) as tx:
        counts = tx.execute(text("SELECT state, count(*) FROM user_task GROUP BY state ORDER BY state")).all()
    note = ", ".join(f"{number:,} {state}" for state, number in counts)
    head = ("panel", "p50 ms", "p95 ms", "CPU ms")
    return table(f"Supervision: {note}, {many_tasks.AUTHORITIES} authorities", head, rows)


def _askings(engine: Engine) -> Iterator[tuple[str, Asking]]:
    with engine.begin(SYSTEM) as tx:
        by_size = list(
            tx.execute(
                text(
                    "SELECT authority_id FROM user_task WHERE state = 'active' GROUP BY authority_id"
                    " ORDER BY count(*) DESC, authority_id"
                )
            ).scalars()
        )
        version = bottleneck.latest_version(tx) or 0
        today = tx.today
    middle = len(by_size) // 2
    scopes = {
        "largest authority": by_size[:1],
        f"{_FEW} authorities": by_size[middle : middle + _FEW],
        "all": [],
    }
    for scope, numbers in scopes.items():
        for name in PANELS:
            if hasattr(supervision, name):
                yield f"{name}, {scope}", _panel(name, numbers)
        chosen = frozenset(numbers) or None
        for weeks in (12, 52):
            selection = Selection(version, Span.around(today, weeks), chosen)
            yield f"bottlenecks, {weeks} weeks, {scope}", _bottlenecks(selection)
    yield "version a task was completed of last", bottleneck.latest_version


def _panel(name: str, numbers: list[int]) -> Asking:
    def ask(tx: Transaction) -> object:
        panels: Any = supervision  # found by name
        return getattr(panels, name)(tx, panels.choose(tx, tuple(numbers)))

    return ask


def _bottlenecks(selection: Selection) -> Asking:
    return lambda tx: bottleneck.show(tx, selection)


def _measure(engine: Engine, asking: Asking) -> tuple[list[float], float]:
    """Seconds of each round but the first, and the CPU seconds of one, ours and those of all of PostgreSQL."""
    taken: list[float] = []
    cpu = 0.0
    for number in range(_ROUNDS + 1):
        with engine.begin(SYSTEM) as tx:
            server = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
            before, begun = _cpu(server) + time.process_time(), time.perf_counter()
            asking(tx)
            if number:  # the first round warms the caches
                taken.append(time.perf_counter() - begun)
                cpu += _cpu(server) + time.process_time() - before
    return taken, cpu / _ROUNDS


def _cpu(process: int) -> float:
    """CPU seconds a server process of this machine has used, with workers that helped; zero where that is not known."""
    with suppress(OSError):
        own = _fields(process)
        main = _fields(int(own[1]))  # its children that have ended, as a worker does at the end of its part
        return (int(own[11]) + int(own[12]) + int(main[13]) + int(main[14])) * _TICK
    return 0.0


def _fields(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def explain(engine: Engine) -> str:
    """The plan PostgreSQL has for every statement of every panel, as it ran."""
    return "\n\n".join(f"## {title}\n\n{_plans(engine, asking)}" for title, asking in _askings(engine))


def _plans(engine: Engine, asking: Asking) -> str:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if re.search("user_task|task_time|incident", statement):
            asked.append((statement, parameters))

    with engine.begin(SYSTEM) as tx:
        event.listen(tx.connection, "before_cursor_execute", note)
        asking(tx)
        event.remove(tx.connection, "before_cursor_execute", note)
        return "\n\n".join(
            "\n".join(
                _short(row[0])
                for row in tx.connection.exec_driver_sql(
                    f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", given
                )
            )
            for statement, given in asked
        )


def _short(line: str) -> str:
    """A line of a plan without the numbers of all authorities."""
    return re.sub(r"\{(\d+,\d+),[\d,]{40,}\}", r"{\1,…}", line)


def main() -> None:
    """Measure where `many_tasks` has left its database, and keep the plans if a file is named."""
    home, *more = sys.argv[1:]
    url = make_url(Embedded(Path(home)).acquire()).set(username="postgres")
    engine = Engine(url.render_as_string(hide_password=False))
    sys.stdout.write(f"{machine()}\n\n{report(engine)}\n")
    if more[:1] == ["explain"]:
        Path(more[1]).write_text(f"{machine()}\n\n{explain(engine)}\n", encoding="utf-8")
    engine.dispose()


if __name__ == "__main__":
    main()
