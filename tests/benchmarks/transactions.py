"""Opening a case and completing a task through the commands, against bare transactions that write the same rows."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, text, update

from engine import Engine
from engine.actor import Actor
from engine.commands import case
from engine.commands.case import CaseOpening
from engine.state.task import TASK
from engine.testing import AGS, World
from engine.testing.statements import statements
from tests.benchmarks import place
from tests.benchmarks.clients import (
    Clients,
    Completion,
    Opening,
    Setting,
    Work,
    bare_and_command,
    clients,
)
from tests.benchmarks.report import ms, p95, table
from tests.benchmarks.rows import Target, Written, written_by

_CLIENTS = (1, 8)
_ROUNDS = 5
_TURNS = 32  # per way and round, shared among the clients
_WAYS = ("command", "core", "psycopg")


@dataclass(slots=True)
class Subject:
    """One thing to measure: `works` makes fresh work, each on a case of its own; `target` says which case that is."""

    title: str
    works: Callable[[int], list[Work]]
    target: Callable[[Work], Target]


def run() -> str:
    """Three subjects in one database: open a real case, complete its first task, complete one of ten tasks in a row."""
    with place.world() as world:
        database = create_engine(world.engine.url)
        for name, files in (("linear", {"linear.bpmn": place.linear()}), ("bleiberecht_25b", place.real())):
            assert world.deploy(files), name
        subjects = [
            _opening(world, "bleiberecht_25b", place.example("antrag_alleinstehend")),
            _completion(world, database, "bleiberecht_25b", "antrag_alleinstehend", "alles_nachgewiesen"),
            _completion(world, database, "linear"),
        ]
        sections = [_measure(world, database, subject) for subject in subjects]
        database.dispose()
    return "\n\n".join(sections)


def _opening(world: World, key: str, values: object) -> Subject:
    work = Opening(_person(key), values)  # type: ignore[arg-type]  # a mapping, as `example` gives it
    numbers = iter(range(1, 10**9))
    return Subject(
        f"Open a case of {key}", lambda count: [work] * count, lambda _: Target(number=next(numbers))
    )


def _person(key: str) -> CaseOpening:
    return CaseOpening(key, "Muster", "Maryam", date(1990, 5, 17), AGS)


def _completion(
    world: World, database: Database, key: str, opened_with: str = "", values: str = ""
) -> Subject:
    """Completing the first task of a case that was opened and claimed beforehand."""
    start = place.example(opened_with) if opened_with else {}
    given = place.example(values) if values else {}
    targets: dict[int, Target] = {}

    def works(count: int) -> list[Work]:
        ada = world.people["ada"]
        opened = []
        for _ in range(count):
            with world.engine.begin(ada) as tx:
                opened.append(case.open(tx, _person(key), start).case_id)
        with database.begin() as connection:
            rows = connection.execute(
                update(TASK)
                .where(TASK.c.case_id.in_(opened))
                .values(assignee_id=ada.account)
                .returning(TASK.c.id, TASK.c.case_id, TASK.c.instance_id, TASK.c.revision)
            ).all()
        targets.update({row.id: Target(row.case_id, row.instance_id) for row in rows})
        return [Completion(row.id, row.revision, given) for row in rows]

    return Subject(
        f"Complete {'„Vollständigkeit prüfen“' if values else 'one of ten tasks'} of {key}",
        works,
        lambda work: targets[work.task],  # type: ignore[union-attr]  # its own completions
    )


def _measure(world: World, database: Database, subject: Subject) -> str:
    """Statements once, then every number of clients round-robin over the three ways."""
    ada = world.people["ada"]
    written, sent = _observe(world.engine, database, ada, subject)
    rows = []
    for count in _CLIENTS:
        setting = Setting(world.engine.url, ada, written)
        with clients(count, partial(bare_and_command, setting)) as running:
            rows.extend(_rows(running, subject, count))
    note = f"Rows: {written.describe()}.\nStatements of the command: {len(sent)} – {', '.join(sent)}."
    head = ("clients", "way", "median ms", "p95 ms", "per second", "command's throughput ÷ this")
    return table(subject.title, head, rows) + f"\n\n{note}"


def _observe(engine: Engine, database: Database, actor: Actor, subject: Subject) -> tuple[Written, list[str]]:
    """Do it twice (the first fills the caches) and read what the second wrote and executed."""
    first, second = subject.works(2)
    with engine.begin(actor) as tx:
        first.act(tx)
    sent: list[str] = []

    def act() -> str:
        with engine.begin(actor) as tx:
            with statements() as noted:
                second.act(tx)
                tx.flush()
            sent.extend(map(_short, noted))
            return str(tx.connection.execute(text("SELECT pg_current_xact_id()")).scalar_one())

    return written_by(database, act), sent


def _short(statement: str) -> str:
    """`INSERT history`: the verb and the table of a statement."""
    words = statement.replace('"', "").split()
    verb = words[0]
    after = {"INSERT": "INTO", "UPDATE": "UPDATE", "SELECT": "FROM", "WITH": "INTO"}.get(verb, "")
    name = words[words.index(after) + 1] if after in words else words[1].partition("(")[0]
    return f"{verb} {name}"


def _rows(running: Clients, subject: Subject, count: int) -> list[tuple[str, ...]]:
    seconds: dict[str, list[float]] = {way: [] for way in _WAYS}
    turns: dict[str, list[float]] = {way: [] for way in _WAYS}
    for number in range(_ROUNDS + 1):
        for way in _WAYS:
            works = subject.works(_TURNS)
            work = works if way == "command" else [subject.target(one) for one in works]
            took, each = running.run(way, work)
            if number:  # the first round warms the caches
                seconds[way].append(took)
                turns[way].extend(each)
    rows = []
    for way in _WAYS:
        ratio = statistics.median(
            one / command for one, command in zip(seconds[way], seconds["command"], strict=True)
        )
        rows.append(
            (
                str(count),
                way,
                ms(statistics.median(turns[way])),
                ms(p95(turns[way])),
                f"{_TURNS / statistics.median(seconds[way]):.0f}",
                f"{ratio:.0%}",
            )
        )
    return rows
