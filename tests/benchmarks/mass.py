"""A hundred thousand running instances of the mixed process: their size, and whether one of them is found as fast."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg
from sqlalchemy import Connection, Table, create_engine, text, update

from engine.actor import SYSTEM
from engine.commands import case, timer
from engine.execution import codec
from engine.execution.instance import ROOT, Instance, MessageSubscription
from engine.jobs import conninfo
from engine.state import METADATA
from engine.state.timer import TIMER, TimerState
from engine.testing import World
from tests.benchmarks import mixed, place
from tests.benchmarks.report import ms, p95, table

_FEW, _MANY = 1_000, 100_000
_WARM, _ROUNDS = 10, 60
_STRIDE = 1_000  # larger than every id of the case that is copied, so copies never meet
#: columns that hold the number of the case
_NUMBERED = {("case", "reference"), ("message_subscription", "correlation_key")}


@dataclass(frozen=True, slots=True)
class _Crowd:
    """A world in which `count` copies of one really opened case are running."""

    world: World
    count: int
    first: int
    bytes_each: dict[str, float]

    def number(self, turn: int) -> int:
        """Another case for each turn, all over the table."""
        return 1 + (turn * 7919) % self.count


def run() -> str:
    """Sizes, then the same two acts in turns in a small and a large crowd."""
    with _crowd(_FEW) as few, _crowd(_MANY) as many:
        acts: dict[str, Callable[[_Crowd, int], float]] = {
            "correlate a message (the command of the case file)": _correlate,
            "fire one due timer": _fire,
            "find what is due, one of all timers, and enqueue it": _sweep,
        }
        rows = [_row(title, act, few, many) for title, act in acts.items()]
        sizes = many.bytes_each
    parts = sorted(sizes.items(), key=lambda one: one[1], reverse=True)
    whole = [("all tables with their indexes", f"{sum(sizes.values()):.0f}")]
    return "\n\n".join(
        (
            table(
                f"{_MANY:,} running instances of {mixed.NODES} nodes: bytes on disk for each",
                ("what", "bytes"),
                whole + [(f"of which {name}", f"{size:.0f}") for name, size in parts if size >= 1],
            ),
            table(
                "One of them, in turns",
                ("what", f"of {_FEW:,}: median ms", "p95", f"of {_MANY:,}: median ms", "p95", "ratio"),
                rows,
            ),
        )
    )


def _row(title: str, act: Callable[[_Crowd, int], float], few: _Crowd, many: _Crowd) -> tuple[str, ...]:
    taken: list[tuple[float, float]] = [(act(few, turn), act(many, turn)) for turn in range(_WARM + _ROUNDS)]
    small, large = zip(*taken[_WARM:], strict=True)
    ratio = statistics.median(large) / statistics.median(small)
    return (
        title,
        ms(statistics.median(small)),
        ms(p95(small)),
        ms(statistics.median(large)),
        ms(p95(large)),
        f"{ratio:.2f}",
    )


def _correlate(crowd: _Crowd, turn: int) -> float:
    reference = _reference(crowd.number(turn))
    begun = time.perf_counter()
    with crowd.world.engine.begin(SYSTEM) as tx:
        taken = case.send_message(tx, reference, mixed.MESSAGE)
    assert taken
    return time.perf_counter() - begun


def _fire(crowd: _Crowd, turn: int) -> float:
    found = _make_due(crowd, turn)
    begun = time.perf_counter()
    with crowd.world.engine.begin(SYSTEM) as tx:
        timer.fire(tx, found)
    return time.perf_counter() - begun


def _sweep(crowd: _Crowd, turn: int) -> float:
    _make_due(crowd, turn + _WARM + _ROUNDS)
    begun = time.perf_counter()
    with crowd.world.engine.begin(SYSTEM) as tx:
        timer.enqueue_due(tx)
    return time.perf_counter() - begun


def _make_due(crowd: _Crowd, turn: int) -> int:
    instance = crowd.first + crowd.number(turn) * _STRIDE
    with crowd.world.engine.begin(SYSTEM) as tx:
        due = update(TIMER).where(TIMER.c.instance_id == instance, TIMER.c.state == TimerState.ARMED)
        past = due.values(due_at=text("now() - interval '1 minute'")).returning(TIMER.c.id)
        return int(tx.execute(past).scalar_one())


@contextmanager
def _crowd(count: int) -> Iterator[_Crowd]:
    with place.world() as world:
        world.deploy({"gemischt.bpmn": mixed.for_us()})
        story = world.open("gemischt")
        database = create_engine(world.engine.url)
        first = story.file().instances[0].id
        tables = copy_case(world, story.reference, count)
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            sizes = {one.name: _size(connection, one) / count for one in tables}
        database.dispose()
        yield _Crowd(world, count, first, sizes)


def _size(connection: Connection, one: Table) -> int:
    return int(
        connection.execute(
            text("SELECT pg_total_relation_size(:name)"), {"name": f'"{one.name}"'}
        ).scalar_one()
    )


def copy_case(world: World, reference: str, count: int) -> list[Table]:
    """Copy every row of the case `count` times: the rows the engine wrote, with ids, number and tokens of their own."""
    with psycopg.connect(conninfo(world.engine.url)) as connection:
        # or the wall keeps most rows from whoever is no superuser
        connection.execute("SET laufweg.engine = 'on'")
        with world.engine.begin(SYSTEM) as tx:
            row = tx.execute(
                text('SELECT id, person_id FROM "case" WHERE reference = :it'), {"it": reference}
            ).one()
            instance = tx.execute(
                text("SELECT instance_id AS id, tokens FROM instance_state WHERE case_id = :id"),
                {"id": row.id},
            ).one()
        connection.execute("CREATE TEMP TABLE copies (n bigint, reference text, tokens bytea)")
        live = codec.load(bytes(instance.tokens))
        with connection.cursor().copy("COPY copies FROM STDIN (FORMAT binary)") as copies:
            copies.set_types(["int8", "text", "bytea"])
            for number in range(1, count + 1):
                copies.write_row(
                    (number, _reference(number), codec.dump(_numbered(live, _reference(number))))
                )
        own = {
            "person": ("id", row.person_id),
            "case": ("id", row.id),
            "process_instance": ("id", instance.id),
        }
        tables = []
        for one in METADATA.sorted_tables:
            column, value = own.get(
                one.name, ("case_id", row.id) if "case_id" in one.c else ("instance_id", instance.id)
            )
            if column not in one.c or one.name == "name_word":  # which a trigger writes
                continue
            found = connection.execute(
                f'SELECT count(*) FROM "{one.name}" WHERE {column} = %s',  # noqa: S608  names of our own tables
                (value,),
            ).fetchone()
            if found and found[0]:
                tables.append(one)
                connection.execute(_statement(one, {t.name for t in tables}, f"{column} = {value}"))
        for one in tables:
            if "id" in one.c:
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{one.name}\"', 'id'), {_STRIDE * (count + 2)})"
                )
    return tables


def _statement(one: Table, copied: set[str], where: str) -> str:
    """INSERT … SELECT of one table: ids and what refers to copied rows move by the stride."""
    values = []
    for column in one.c:
        refers = {key.column.table.name for key in column.foreign_keys} & copied
        if (one.name, column.name) in _NUMBERED:
            values.append("copies.reference")
        elif (one.name, column.name) == ("instance_state", "tokens"):
            values.append("copies.tokens")
        elif column.name == "id" or refers:
            values.append(f's."{column.name}" + copies.n * {_STRIDE}')
        else:
            values.append(f's."{column.name}"')
    names = ", ".join(f'"{column.name}"' for column in one.c)
    return (
        f'INSERT INTO "{one.name}" ({names}) OVERRIDING SYSTEM VALUE '  # noqa: S608  names of our own tables
        f'SELECT {", ".join(values)} FROM "{one.name}" s, copies WHERE s.{where} ORDER BY copies.n'
    )


def _numbered(live: Instance, reference: str) -> Instance:
    """The tokens as they would be under another number."""
    copy = live.copy()
    copy.variables[ROOT]["aktenzeichen"] = reference
    copy.subscriptions = {
        number: replace(one, key=reference) if isinstance(one, MessageSubscription) else one
        for number, one in copy.subscriptions.items()
    }
    return copy


def _reference(number: int) -> str:
    return f"KIM-2027-{number:06}"
