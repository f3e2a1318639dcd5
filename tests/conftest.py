"""A real PostgreSQL for every test that needs one; each test gets a database of its own, copied from a template."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from engine import AdjustableClock, Engine, demo
from engine.database import Embedded, migrate
from engine.database.embedded import NAME as ROLE
from engine.database.embedded import SUPERUSER
from engine.testing import World
from web.app import create_app
from web.settings import Settings

_numbers = itertools.count(1)

# a process of tests holds many models for long: to look through all of them all the time takes a tenth of its time
gc.set_threshold(50_000, 20, 50)

#: nothing in this server outlives the session; the tests that kill servers start their own, with our settings
_HASTY = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET synchronous_commit = off",
)
#: a folder in memory, and how much must be free in it: copying a database is ten times as fast there as on a disk
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  a folder is made in it
_BYTES = 3 << 30


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords with little memory: what they cost is the library's matter, and every test logs in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.commands.account._hasher", PasswordHasher(time_cost=1, memory_cost=64))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_statements() -> Iterator[None]:
    """Compile each statement once for all databases: there is one a test, and each would compile all it uses anew."""
    first: list[Database] = []

    def create(address: str, **options: object) -> Database:
        made = create_engine(address, **options)
        if not first:
            try:
                with made.connect():  # what a dialect knows of its server it asks now
                    first.append(made)
            except OperationalError:
                return made
        made.dialect = made.pool._dialect = first[0].dialect
        made._compiled_cache = first[0]._compiled_cache
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.engine.create_engine", create)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(shelf: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile each template once for all applications of all the processes that share the tests."""
    known = FileSystemBytecodeCache(str(shelf or tmp_path_factory.mktemp("templates")), "%s.template")
    create = Flask.create_jinja_environment

    def with_known(app: Flask) -> Environment:
        made = create(app)
        made.bytecode_cache = known
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", with_known)
        yield


@pytest.fixture(scope="session")
def memory() -> Path | None:
    """A folder in memory when there is one with room for servers, else none: containers often have 64 MB of it."""
    try:
        free = shutil.disk_usage(_SHARED_MEMORY).free
    except OSError:
        return None
    return _SHARED_MEMORY if min(free, psutil.virtual_memory().available) >= _BYTES else None


@pytest.fixture(scope="session")
def server(memory: Path | None) -> Iterator[str]:
    """The address of a PostgreSQL server: `LAUFWEG_TEST_DATABASE_URL`, or an embedded one for this session."""
    given = os.environ.get("LAUFWEG_TEST_DATABASE_URL")
    if given:
        yield given
        return
    # not below pytest's own folder: every pytest run closes that to other users, and PostgreSQL is one when we are root
    with tempfile.TemporaryDirectory(prefix="laufweg-test-", dir=memory) as home:
        embedded = Embedded(Path(home))
        address = make_url(embedded.acquire()).set(username="postgres")  # tests create databases
        found = address.render_as_string(hide_password=False)
        _administer(found, *_HASTY, "SELECT pg_reload_conf()")
        yield found
        embedded.release()


@pytest.fixture(scope="session")
def template(server: str) -> str:
    """The name of a database with the current schema, to be copied."""
    name = f"laufweg_template_{os.getpid()}"
    _administer(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} OWNER {_role(server)}")
    migrate(_address(server, name))
    return name


@pytest.fixture(scope="session")
def populated(server: str, template: str) -> tuple[str, World]:
    """The name of a database with the test world in it, to be copied, and the world that was built."""
    name = f"{template}_world"
    _administer(
        server,
        f"DROP DATABASE IF EXISTS {name}",
        f"CREATE DATABASE {name} TEMPLATE {template} OWNER {_role(server)}",
    )
    engine = Engine(_address(server, name), AdjustableClock())
    built = World.build(engine, AdjustableClock())
    engine.dispose()
    return name, built


@pytest.fixture
def database(server: str, template: str) -> Iterator[str]:
    """The address of an empty database with the current schema, dropped afterwards."""
    yield from _copy(server, template)


@pytest.fixture
def clock() -> AdjustableClock:
    """Monday, 23 November 2026, 9 o'clock in Germany; moved by the test."""
    return AdjustableClock()


@pytest.fixture
def world(server: str, populated: tuple[str, World], clock: AdjustableClock) -> Iterator[World]:
    """Two authorities and their people in a database of the test's own."""
    name, built = populated
    for address in _copy(server, name):
        engine = Engine(address, clock)
        yield replace(built, engine=engine, clock=clock)
        engine.dispose()


@pytest.fixture(scope="session")
def shown(server: str, template: str) -> Iterator[Flask]:
    """The application with the demo data, for tests that only look: it is loaded once for all of them."""
    for address in _copy(server, template):
        engine = Engine(address)
        demo.load(engine)
        settings = Settings("shown", demo=True, demo_password=demo.PASSWORD, login_limit="1000 per minute")
        yield create_app(engine, settings)
        engine.dispose()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A folder of all the processes that share the tests of a run; None where one does them all."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    folder = tmp_path_factory.getbasetemp().parent / "shelf"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def resources() -> Path:
    """The small models of the tests."""
    return Path(__file__).parent / "resources"


def _copy(server: str, source: str) -> Iterator[str]:
    name = f"laufweg_{os.getpid()}_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY OWNER {_role(server)}")
    yield _address(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: str, name: str) -> str:
    """The address of a database for the role that owns it: nobody's rows are hidden from a superuser."""
    return make_url(server).set(username=_role(server), database=name).render_as_string(hide_password=False)


def _role(server: str) -> str:
    """Who owns the databases: the application's role of an embedded server, on a given one whoever it names."""
    url = make_url(server)
    return ROLE if url.username == SUPERUSER else str(url.username)


def _administer(server: str, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
