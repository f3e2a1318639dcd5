"""A database of the benchmark's own, filled with the test world, and the processes that are measured in it."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from engine import AdjustableClock, Engine
from engine.database import Embedded, migrate
from engine.library import FOLDER, read
from engine.scenario import read_templates
from engine.testing import World, models

_NUMBERS = itertools.count(1)
PROCESS = FOLDER / "bleiberecht_25b"


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database with the schema; on `LAUFWEG_TEST_DATABASE_URL`, else on an embedded server."""
    with _server() as address:
        name = f"laufweg_benchmark_{os.getpid()}_{next(_NUMBERS)}"
        _administer(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        own = make_url(address).set(database=name).render_as_string(hide_password=False)
        migrate(own)
        try:
            yield own
        finally:
            _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def world() -> Iterator[World]:
    """The test world in a database of its own, on the clock of the database."""
    with database() as address:
        engine = Engine(address)
        yield World.build(engine, AdjustableClock())
        engine.dispose()


@contextmanager
def _server() -> Iterator[str]:
    given = os.environ.get("LAUFWEG_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="laufweg-benchmark-") as home:
        embedded = Embedded(Path(home))
        address = make_url(embedded.acquire()).set(username="postgres")
        try:
            yield address.render_as_string(hide_password=False)
        finally:
            embedded.release()


def _administer(address: str, *statements: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def linear(tasks: int = 10) -> bytes:
    """A process of user tasks one after the other."""
    names = [f"schritt_{number}" for number in range(1, tasks + 1)]
    places = ["start", *names, "end"]
    flows = (models.flow(source, target) for source, target in itertools.pairwise(places))
    return models.process("linear", models.start(), *map(models.user_task, names), models.end(), *flows)


def loop() -> bytes:
    """A user task that is asked for again for ever."""
    return models.process(
        "runde",
        models.start(),
        models.user_task("pruefen"),
        models.exclusive("fertig", default="weiter"),
        models.end(),
        models.flow("start", "pruefen"),
        models.flow("pruefen", "fertig"),
        models.flow("fertig", "end", '=aktenzeichen = "fertig"'),
        models.flow("fertig", "pruefen", id_="weiter"),
    )


def real() -> Mapping[str, bytes]:
    """The files of the process Bleiberecht § 25b."""
    (folder,) = read(PROCESS)
    return folder.files


def example(name: str) -> Mapping[str, object]:
    """Values of a form as the scenarios of that process give them, with dates as JSON has them."""
    values = read_templates(PROCESS / "scenarios")[name]
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
