"""`laufweg run`: database, web and worker in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.engine import Engine


@click.command()
@click.option(
    "--host", envvar="LAUFWEG_HOST", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option("--port", envvar="LAUFWEG_PORT", default=8000, show_default=True, help="Port to listen on.")
@click.option("--demo", is_flag=True, help="Load invented authorities, people and cases on the first start.")
@click.option(
    "--demo-for-all", "for_all", is_flag=True, help="With --demo: also on an address that others can reach."
)
def command(host: str, port: int, *, demo: bool, for_all: bool) -> None:
    """Start everything and keep it running: database, web and worker.

    The first start creates the database, deploys the process library and, with --demo, loads demo data. The
    address appears when the first page can be opened. Ctrl-C or SIGTERM lets requests and jobs under way end and
    stops everything within ten seconds; a second Ctrl-C stops at once. What ends by itself is started again.

    \b
    Settings:
      LAUFWEG_HOME           where everything lies that must survive (default: var/ here)
      LAUFWEG_DATABASE_URL   a PostgreSQL server of your own instead of the embedded one
      LAUFWEG_PROCESSES      a process library of your own instead of processes/
      LAUFWEG_HOST, LAUFWEG_PORT, LAUFWEG_WEB_PROCESSES

    \b
    Example:
      LAUFWEG_PORT=8080 laufweg run --demo
    """
    import os
    import time

    from engine import database
    from engine.cli import supervisor
    from engine.cli.child import say
    from engine.cli.exposure import refuse_open_demo
    from engine.database.locks import FileLock
    from engine.errors import Conflict

    if demo and not for_all:
        refuse_open_demo(host)
    began = time.monotonic()
    home = database.home(os.environ)
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "run.lock")
    if not lock.try_exclude():
        raise Conflict(
            f"Expected to start at {home}, but Laufweg already runs there ({lock.read_note()});"
            " stop it, or choose another LAUFWEG_HOME"
        )
    listening = supervisor.listen(host, port)
    shown = f"http://{host}:{listening.getsockname()[1]}"
    lock.note(f"process {os.getpid()}, {shown}")
    used = database.resolve(os.environ)
    environment = {**os.environ, database.HOME: str(home), **({"LAUFWEG_DEMO": "1"} if demo else {})}
    watched = supervisor.Supervisor(used, environment, listening)
    try:
        with watched.interruptible():
            address = used.acquire()
            stored = _prepare(address, demo=demo)
        watched.start(address)
        if watched.wait_until_ready():
            _greet(address, shown, demo=demo)
            say("laufweg", f"Ready after {time.monotonic() - began:.1f} s; Ctrl-C stops it")
            if stored:
                _store_library(address)
            watched.watch()
    finally:
        say("laufweg", "Stopping")
        watched.stop()
        used.release()
        listening.close()
        lock.release()
    if watched.killed:
        raise SystemExit(130)


def _prepare(address: str, *, demo: bool) -> bool:
    """Bring schema and demo data up to date; returns whether there was a process library already.

    Where there was none it is stored now, before the first page; else what changed in it can wait until web and
    worker run. The worker must not see the demo data being made: it would fire timers of the past today.
    """
    from engine import database
    from engine import demo as demonstration
    from engine.cli.child import say
    from engine.engine import Engine
    from engine.errors import Conflict

    engine = Engine(address, pool_size=2)
    try:
        try:
            engine.ready()
        except Conflict:
            say("laufweg", "Bringing the database to the newest schema")
            engine.dispose()  # its connection would count as somebody who works on the database
            database.migrate(address)
        if demo and not demonstration.loaded(engine):
            say("laufweg", "Loading demo data")
            say("laufweg", demonstration.load(engine))
        stored = _has_versions(engine)
    finally:
        engine.dispose()
    if not stored:
        _store_library(address)
    return stored


def _has_versions(engine: Engine) -> bool:
    from sqlalchemy import select

    from engine.actor import SYSTEM
    from engine.state.definition import VERSION

    with engine.begin(SYSTEM) as tx:
        return tx.execute(select(VERSION.c.id).limit(1)).first() is not None


def _store_library(address: str) -> None:
    """Store what changed in the registers and the process library; ModelError when the library has an error."""
    import os

    from engine import library, reference
    from engine.actor import SYSTEM
    from engine.cli.child import say
    from engine.engine import Engine

    engine = Engine(address, pool_size=1)
    try:
        with engine.begin(SYSTEM) as tx:
            reference.load(tx)
            loaded = reference.load_authorities(tx, library.place(os.environ))
            if loaded is not None:
                told = f"{loaded.created} new, {loaded.changed} changed, {loaded.kept} kept as changed here"
                say("laufweg", f"Loaded the register of authorities: {told}")
            for stored in library.deploy(tx, library.place(os.environ)):
                if stored.created:
                    say("laufweg", f"Deployed {stored.name} ({stored.key}) as version {stored.number}")
    finally:
        engine.dispose()


def _greet(address: str, shown: str, *, demo: bool) -> None:
    from engine import demo as demonstration
    from engine.actor import SYSTEM
    from engine.cli.table import draw
    from engine.engine import Engine
    from engine.queries import account

    click.echo(f"\nLaufweg answers at {shown}\n")
    if not demo:
        return
    engine = Engine(address, pool_size=1)
    try:
        with engine.begin(SYSTEM) as tx:
            logins = account.demo_logins(tx)
    finally:
        engine.dispose()
    rows = [
        (
            _marked(one.login) if first else "",
            one.name if first else "",
            demonstration.ROLE_NAMES[role],
            place,
        )
        for one in logins
        for first, (place, role) in zip((True, *[False] * len(one.roles)), one.roles, strict=False)
    ]
    click.echo(draw(("login", "name", "role", "authority"), rows))
    click.echo("* README.md shows around as these people.")
    click.echo(f"\nThe password of all of them is: {demonstration.PASSWORD}\n")


def _marked(login: str) -> str:
    from engine.demo import IN_README

    return f"{login} *" if login in IN_README else login
