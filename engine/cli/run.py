"""`laufweg run`: database, web and worker in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.cli.supervisor import Supervisor
    from engine.engine import Engine


@click.command()
@click.option(
    "--host", envvar="LAUFWEG_HOST", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option("--port", envvar="LAUFWEG_PORT", default=8000, show_default=True, help="Port to listen on.")
@click.option("--demo", is_flag=True, help="Load invented authorities, people and cases on the first start.")
def command(host: str, port: int, *, demo: bool) -> None:
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
    from engine.database.locks import FileLock
    from engine.errors import Conflict

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
    watched = supervisor.Supervisor(used, used.acquire(), environment, listening)
    try:
        watched.listen_to_signals()
        _prepare(watched, demo=demo)
        if watched.wait_until_ready():
            _greet(watched.address, shown, demo=demo)
            say("laufweg", f"Ready after {time.monotonic() - began:.1f} s; Ctrl-C stops it")
            watched.watch()
        say("laufweg", "Stopping")
    finally:
        watched.stop()
        used.release()
        listening.close()
        lock.release()
    if watched.killed:
        raise SystemExit(130)


def _prepare(watched: Supervisor, *, demo: bool) -> None:
    """Bring schema, demo data and process library up to date and start web and worker as early as can be.

    The worker must not see the demo data being made: it would fire timers of the past by the clock of today.
    """
    from engine import database
    from engine import demo as demonstration
    from engine.cli.child import say
    from engine.engine import Engine
    from engine.errors import Conflict

    engine = Engine(watched.address, pool_size=2)
    try:
        try:
            engine.ready()
        except Conflict:
            say("laufweg", "Bringing the database to the newest schema")
            database.migrate(watched.address)
        if demo and not demonstration.loaded(engine):
            say("laufweg", "Loading demo data")
            say("laufweg", demonstration.load(engine))
        if not watched.stopping:
            watched.start()
            _fill(engine)
    finally:
        engine.dispose()


def _fill(engine: Engine) -> None:
    import os

    from engine import library, reference
    from engine.actor import SYSTEM
    from engine.cli.child import say

    with engine.begin(SYSTEM) as tx:
        reference.load(tx)
        for stored in library.deploy(tx, library.place(os.environ)):
            if stored.created:
                say("laufweg", f"Deployed {stored.name} ({stored.key}) as version {stored.number}")


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
        (one.login if first else "", one.name if first else "", demonstration.ROLE_NAMES[role], place)
        for one in logins
        for first, (place, role) in zip((True, *[False] * len(one.roles)), one.roles, strict=False)
    ]
    click.echo(draw(("login", "name", "role", "authority"), rows))
    click.echo(f"\nThe password of all of them is: {demonstration.PASSWORD}\n")
