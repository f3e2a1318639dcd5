"""Clients in processes of their own that do one kind of transaction each, at the same time."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import psycopg
from sqlalchemy import create_engine

from engine import Engine
from engine.actor import Actor
from engine.commands import case, task
from engine.commands.case import CaseOpening
from engine.jobs import conninfo
from engine.transaction import Transaction
from tests.benchmarks.rows import CoreWriter, PsycopgWriter, Target, Written

Turn = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Completion:
    """Complete an open task of a case."""

    task: int
    revision: int
    values: Mapping[str, Any]

    def act(self, tx: Transaction) -> None:
        """Through the command."""
        task.complete(tx, self.task, self.revision, self.values)


@dataclass(frozen=True, slots=True)
class Opening:
    """Open a case."""

    opening: CaseOpening
    values: Mapping[str, Any]

    def act(self, tx: Transaction) -> None:
        """Through the command."""
        case.open(tx, self.opening, self.values)


Work = Completion | Opening


@dataclass(frozen=True, slots=True)
class Setting:
    """What every client is given at its start: where, as whom, and the rows to write for the bare ways."""

    url: str
    actor: Actor
    written: Written


def _serve(make: Callable[[], Mapping[str, Turn]], pipe: Connection) -> None:
    """A client: takes (way, turns) and gives back the seconds each turn took."""
    ways = make()
    while (job := pipe.recv()) is not None:
        name, turns = job
        way, taken = ways[name], []
        for turn in turns:
            begun = time.perf_counter()
            way(turn)
            taken.append(time.perf_counter() - begun)
        pipe.send(taken)


def bare_and_command(setting: Setting) -> dict[str, Turn]:
    """The three ways to write the same rows."""
    engine = Engine(setting.url, pool_size=1)
    database = create_engine(setting.url, pool_size=1)
    connection = psycopg.connect(conninfo(setting.url))
    core, plain = CoreWriter(setting.written), PsycopgWriter(setting.written)

    def command(work: Work) -> None:
        with engine.begin(setting.actor) as tx:
            work.act(tx)

    def bare(target: Target) -> None:
        core.write(database, target)

    def plainest(target: Target) -> None:
        plain.write(connection, target)

    return {"command": command, "core": bare, "psycopg": plainest}


@dataclass(frozen=True, slots=True)
class Clients:
    """Running clients, asked over their pipes."""

    pipes: tuple[Connection, ...]

    def run(self, way: str, turns: Sequence[Any]) -> tuple[float, list[float]]:
        """Share the turns among the clients; the seconds from the first start to the last end, and each turn's own."""
        begun = time.perf_counter()
        for number, pipe in enumerate(self.pipes):
            pipe.send((way, turns[number :: len(self.pipes)]))
        taken = [seconds for pipe in self.pipes for seconds in pipe.recv()]
        return time.perf_counter() - begun, taken


@contextmanager
def clients(count: int, make: Callable[[], Mapping[str, Turn]]) -> Iterator[Clients]:
    """Start so many clients, each with the ways that `make` gives it there, and end them."""
    context = multiprocessing.get_context("spawn")
    pipes, processes = [], []
    for _ in range(count):
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(make, there), daemon=True)
        process.start()
        there.close()  # so that a client that dies ends the wait for it
        pipes.append(here)
        processes.append(process)
    try:
        yield Clients(tuple(pipes))
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join(timeout=10)
