"""A case from its start to its end, pure and through the database: our engine against SpiffWorkflow."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import psycopg

from engine import Engine
from engine.actor import SYSTEM
from engine.commands import case, task
from engine.commands.case import CaseOpening
from engine.execution import codec
from engine.jobs import conninfo
from engine.state.task import TaskState
from engine.testing import AGS, Run
from tests.benchmarks import mixed, place, spiff
from tests.benchmarks.clients import Turn, clients
from tests.benchmarks.report import compare, ms, table, us

_LINEAR = tuple(f"schritt_{number}" for number in range(1, 11))
_FIND = "SELECT id, revision FROM user_task WHERE case_id = %s AND element = %s AND state = %s"
_ROUNDS = 25
_CLIENTS = (1, 8)
_STORED_ROUNDS = 5
_CASES = 8  # per way and round, shared among the clients


@dataclass(frozen=True, slots=True)
class Subject:
    """One process in both languages, and the tasks completed from its start to its end."""

    key: str
    title: str
    ours: bytes
    theirs: bytes
    tasks: tuple[str, ...]


def subjects() -> tuple[Subject, ...]:
    """The two processes."""
    return (
        Subject("linear", "10 user tasks in a row", place.linear(), place.linear(), _LINEAR),
        Subject("gemischt", f"mixed, {mixed.NODES} nodes", mixed.for_us(), mixed.for_spiff(), mixed.tasks()),
    )


def run() -> str:
    """The pure step first, then with the state stored in the same PostgreSQL."""
    return f"{_pure()}\n\n{_stored()}"


def _pure() -> str:
    return "\n\n".join(
        table(
            f"A whole case, {title}: CPU per completed task, its start and our facts included",
            ("process", "ours µs", "SpiffWorkflow µs", "ratio", "bytes of our waiting instance", "of theirs"),
            [_compared(subject, is_stored=is_stored) for subject in subjects()],
        )
        for title, is_stored in (("in memory", False), ("stored and loaded after each task, in memory", True))
    )


def _compared(subject: Subject, *, is_stored: bool) -> tuple[str, ...]:
    """One case in both languages; `is_stored` takes the state to bytes and back after each task."""
    waiting = Run.of(subject.ours).start(aktenzeichen="KIM-2026-000001")
    model = spiff.Model(subject.theirs, subject.key)
    store = spiff.Store(model)
    graph, tasks, last = waiting.graph, subject.tasks, mixed.tasks()[-1]

    def ours() -> None:
        one = Run(graph).start(aktenzeichen="KIM-2026-000001")
        for element in tasks:
            if element == last:
                one.deliver(mixed.MESSAGE)
            one.complete(element)
            if is_stored:
                one.instance = codec.load(codec.dump(one.instance))
        assert one.instance.ended

    def theirs() -> None:
        one = model.start()
        for element in tasks:
            spiff.complete(one, element)
            if is_stored:
                one = store.load(store.dump(one))
        assert one.completed

    found = compare({"ours": ours, "theirs": theirs}, _ROUNDS, 3)
    return (
        subject.title,
        us(found["ours"].seconds / len(tasks)),
        us(found["theirs"].seconds / len(tasks)),
        f"{found['theirs'].ratio:.0f}",
        str(len(codec.dump(waiting.instance))),
        str(len(store.dump(model.start()))),
    )


def our_case(url: str, key: str, tasks: Sequence[str]) -> dict[str, Turn]:
    """A client that opens a case through the command and completes its tasks, each in a transaction of its own."""
    engine = Engine(url, pool_size=1)
    inbox = psycopg.connect(conninfo(url), autocommit=True)
    opening = CaseOpening(key, "Muster", "Maryam", date(1990, 5, 17), AGS)

    def whole(_: object) -> None:
        with engine.begin(SYSTEM) as tx:
            opened = case.open(tx, opening, {})
        for element in tasks:
            if element == mixed.tasks()[-1]:
                with engine.begin(SYSTEM) as tx:
                    case.send_message(tx, opened.reference, mixed.MESSAGE)
            found = inbox.execute(_FIND, (opened.case_id, element, TaskState.ACTIVE)).fetchone()
            assert found is not None
            with engine.begin(SYSTEM) as tx:
                task.complete(tx, *found, {})

    return {"ours": whole}


def their_case(url: str, key: str, source: bytes, tasks: Sequence[str]) -> dict[str, Turn]:
    """A client that does the same with SpiffWorkflow and its serializer."""
    connection = psycopg.connect(conninfo(url))
    store = spiff.Store(spiff.Model(source, key))

    def whole(_: object) -> None:
        number = store.create(connection)
        for element in tasks:
            store.complete(connection, number, element)

    return {"theirs": whole}


def both(url: str, subject: Subject) -> dict[str, Turn]:
    """A client that can do either."""
    return our_case(url, subject.key, subject.tasks) | their_case(
        url, subject.key, subject.theirs, subject.tasks
    )


def _stored() -> str:
    rows = []
    with place.world() as world:
        with psycopg.connect(conninfo(world.engine.url)) as connection:
            connection.execute(spiff.CREATE_TABLE)
        for subject in subjects():
            world.deploy({f"{subject.key}.bpmn": subject.ours})
            for count in _CLIENTS:
                ways: Callable[[], dict[str, Turn]] = partial(both, world.engine.url, subject)
                rows.append(_row(subject, count, ways))
    return table(
        "A whole case through the database: open, then complete each task in a transaction of its own",
        ("process", "clients", "ours ms per transaction", "SpiffWorkflow ms", "ratio of throughput"),
        rows,
    )


def _row(subject: Subject, count: int, ways: Callable[[], dict[str, Turn]]) -> tuple[str, ...]:
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    with clients(count, ways) as running:
        for number in range(_STORED_ROUNDS + 1):
            for way, taken in seconds.items():
                took, _ = running.run(way, range(_CASES))
                if number:  # the first round warms the caches
                    taken.append(took)
    steps = len(subject.tasks) + 1
    ratio = statistics.median(b / a for a, b in zip(seconds["ours"], seconds["theirs"], strict=True))
    medians = [statistics.median(taken) * count / _CASES / steps for taken in seconds.values()]
    return (subject.title, str(count), ms(medians[0]), ms(medians[1]), f"{ratio:.1f}")
