"""The impact report over a hundred thousand running instances of the library: the demo's cases, copied as they stand.

Every process that runs in the demo is proposed in another version at once: a task renamed, agreed times a day longer,
in one of them a step replaced, so that its cases are refused. Copied are the rows the report reads.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import text

from engine import demo, impact, jobs
from engine.actor import SYSTEM
from engine.commands import definition, proposal
from engine.commands import impact as commands
from engine.commands.proposal import Content
from engine.engine import Engine
from engine.impact import report as making
from engine.jobs import conninfo
from engine.library import FOLDER
from engine.state import impact as reports
from engine.state.definition import files
from engine.state.proposal import MigrationRule
from tests.benchmarks import place
from tests.benchmarks.report import table

_WANTED = 100_000
_STRIDE = 1_000_000  # larger than every id of the demo, so that copies never meet
_COPIED = {
    "case": 'FROM "case" s',
    "process_instance": "FROM process_instance s",
    "instance_state": "FROM instance_state s",
    "user_task": "FROM user_task s",
    "decision": "FROM decision s",
    "history": "FROM history s",
    "step_input": "FROM step_input s",
}
#: columns that refer to a copied row
_REFERS = {"id", "case_id", "instance_id", "parent_id", "root_id"}


def run() -> str:
    """Fill, propose, compute once; the parts of the time, and what came of it."""
    with place.database() as address:
        engine = Engine(address)
        demo.load(engine)
        copies = _copy(engine)
        number = _propose(engine)
        with _timed() as taken:
            begun, cpu = time.perf_counter(), time.process_time()
            impact.make(engine, FOLDER, number)
            whole, cpu = time.perf_counter() - begun, time.process_time() - cpu
        with engine.begin(SYSTEM) as tx:
            found = reports.get(tx, number)
        engine.dispose()
    assert found is not None
    results = found.results
    total = sum(results["instances"].values())
    said = [(name, f"{seconds:.1f}") for name, seconds in taken.items()]
    rows = [
        ("running instances looked at", f"{total:,}"),
        ("of them tried one by one, because a value was asked for", f"{results['tried']:,}"),
        *((f"outcome: {name}", f"{count:,}") for name, count in results["instances"].items()),
        ("findings", f"{len(results['findings']):,}"),
        ("recorded decisions decided again", f"{_decided(results):,}"),
        ("cases that have ended, played again in both versions", f"{_played(results):,}"),
        ("copies of each case of the demo", f"{copies:,}"),
    ]
    return "\n\n".join(
        (
            table(
                "The impact report of one proposal with every running process of the library: seconds",
                ("part", "seconds"),
                [
                    ("all of it", f"{whole:.1f}"),
                    ("of it processor time of the worker", f"{cpu:.1f}"),
                    *said,
                    ("instances per second", f"{total / whole:,.0f}"),
                ],
            ),
            table("What it looked at", ("what", "count"), rows),
        )
    )


def _decided(results: dict[str, Any]) -> int:
    return sum(one["found"]["looked"] for one in results["decisions"] if one["found"])


def _played(results: dict[str, Any]) -> int:
    return sum(one["found"]["repeated"] for one in results["courses"] if one["found"])


def _copy(engine: Engine) -> int:
    """Copy what runs until there is as much as is wanted; returns how often."""
    with engine.begin(SYSTEM) as tx:
        running = int(
            tx.execute(text("SELECT count(*) FROM process_instance WHERE state = 'active'")).scalar_one()
        )
    copies = -(-_WANTED // running) - 1
    with psycopg.connect(conninfo(engine.url)) as connection:
        connection.execute("SELECT set_config('laufweg.engine', 'on', false)")
        for name, source in _COPIED.items():
            columns = [
                row[0]
                for row in connection.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                    " AND is_generated = 'NEVER' ORDER BY ordinal_position",
                    (name,),
                )
            ]
            values = ", ".join(_value(name, column) for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            connection.execute(
                f'INSERT INTO "{name}" ({names}) OVERRIDING SYSTEM VALUE SELECT {values} {source},'
                f" generate_series(1, {copies}) AS n WHERE {_wanted(name)} ORDER BY n"
            )
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return copies


def _value(name: str, column: str) -> str:
    if (name, column) == ("case", "reference"):
        return "s.reference || '-' || n"
    if column in _REFERS:
        return f's."{column}" + n * {_STRIDE}'
    return f's."{column}"'


def _wanted(name: str) -> str:
    """Everything of the cases in which something runs."""
    column = "id" if name == "case" else "case_id"
    running = f"SELECT case_id FROM process_instance WHERE state = 'active' AND id < {_STRIDE}"  # noqa: S608
    return f"s.{column} IN ({running})"


def _propose(engine: Engine) -> int:
    """Another version of each process that runs, in one proposal; returns the report that is to be computed."""
    with engine.begin(SYSTEM) as tx:
        step = tx.execute(
            text(
                "SELECT i.process_key, t.element FROM user_task t JOIN process_instance i ON i.id = t.instance_id"
                " WHERE t.state = 'active' AND t.id < :stride GROUP BY 1, 2 ORDER BY count(*) DESC, 2 LIMIT 1"
            ),
            {"stride": _STRIDE},
        ).one()
        latest = tx.execute(
            text(
                "SELECT DISTINCT ON (d.key) d.key, v.id FROM process_instance i JOIN version v ON v.id = i.version_id"
                " JOIN definition d ON d.id = v.definition_id WHERE i.state = 'active' ORDER BY d.key, v.number DESC"
            )
        ).all()
        versions = {
            definition.deploy(
                tx, _changed(files(tx, row.id), step.element if row.key == step.process_key else "")
            ).version_id: {}
            for row in latest
        }
        # a place with a resolution of its own stays out of what is resolved for a wider one
        places = tuple(tx.execute(text("SELECT DISTINCT jurisdiction FROM adoption ORDER BY 1")).scalars())
        number = proposal.create(
            tx,
            Content("Alles", "Messung", "§ 1", places, tx.today, MigrationRule.ALL, times=versions),
        )
        commands.ask(tx, number)
    with engine.begin(SYSTEM) as tx:
        asked = [int(args["report_id"]) for kind, args in jobs.take_all(tx) if kind == jobs.IMPACT_REPORT]
    return max(asked)  # the demo has asked for one as well


def _changed(content: Mapping[str, bytes], replaced: str) -> dict[str, bytes]:
    """The same with one task renamed, agreed times a day longer, and, if one is named, a step replaced."""
    found = {}
    for path, one in content.items():
        text_ = one
        if path.endswith(".bpmn"):
            text_ = re.sub(rb'(<bpmn:userTask [^>]*name="[^"]*)"', rb'\1 (neu)"', text_, count=1)
        if path == "process.toml":
            text_ = re.sub(rb'wert = "P(\d+)D"', lambda it: b'wert = "P%dD"' % (int(it[1]) + 1), text_)
        if replaced:
            text_ = re.sub(rb"\b%s\b" % replaced.encode(), replaced.encode() + b"_neu", text_)
        found[path] = text_
    return found


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Seconds of each part, by its name."""
    taken: dict[str, float] = {}
    parts = {
        "cases": "_survey",
        "scenarios": "_rehearse",
        "decisions": "_replay",
        "cases that have ended, played again": "_play_again",
        "steps": "_measure",
    }
    before = {name: getattr(making, name) for name in parts.values()}

    def timing(title: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any) -> Any:
            begun = time.perf_counter()
            try:
                return work(*given)
            finally:
                taken[title] = taken.get(title, 0.0) + time.perf_counter() - begun

        return measured

    for title, name in parts.items():
        setattr(making, name, timing(title, before[name]))
    try:
        yield taken
    finally:
        for name, work in before.items():
            setattr(making, name, work)
