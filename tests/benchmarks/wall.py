"""What the second wall costs a page: the same requests, in turn, behind row-level security and past it.

    python -m tests.benchmarks.wall HOME

measures through the WSGI application in the database under HOME, that of a demo (see `tests.benchmarks.pages`, which
copies its cases). Past the wall is a superuser's connection, which PostgreSQL asks no policy for; nothing of the schema
is changed, so both keep their plans.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import make_url, text

from engine import SYSTEM, Engine
from engine.database import Embedded
from engine.testing.statements import statements
from tests.benchmarks.pages import log_in, pages, people
from tests.benchmarks.report import machine, ms, p95, table
from web.app import create_app
from web.settings import Settings

_ROUNDS = 31
#: the pages that are weighed, by their beginning
_WEIGHED = ("inbox: group", "task: one", "case: ueberblick", "case: verlauf", "cases")


def report(held: Engine, free: Engine) -> str:
    """A table for each person; nothing for a page that does not answer with 200."""
    apps = [create_app(one, Settings("benchmark")) for one in (held, free)]
    parts = []
    for person in people(held):
        clients = [app.test_client() for app in apps]
        for client in clients:
            log_in(client, person)
        found = [one for one in pages(held, apps[0], person) if one[0].startswith(_WEIGHED)]
        rows = [row for title, address in found for row in _weighed(title, address, clients)]
        head = ("page", "statements", "p50 ms", "past the wall", "p95 ms", "past the wall", "more, median")
        parts.append(table(f"Pages of a {person.title}", head, rows))
    return "\n\n".join(parts)


def _weighed(title: str, address: str, clients: list[FlaskClient]) -> Iterator[tuple[str, ...]]:
    if any(client.get(address).status_code != 200 for client in clients):
        return
    with statements() as sent:
        clients[0].get(address)
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(_ROUNDS):
        # each goes first in every other round
        for which in (0, 1) if number % 2 else (1, 0):
            begun = time.perf_counter()
            clients[which].get(address)
            taken[which].append(time.perf_counter() - begun)
    held, free = taken
    more = statistics.median(one - other for one, other in zip(held, free, strict=True))
    figures = (ms(statistics.median(held)), ms(statistics.median(free)), ms(p95(held)), ms(p95(free)))
    yield (title, str(len(sent)), *figures, ms(more))


def main() -> None:
    """Measure; a database of another schema is refused."""
    address = make_url(Embedded(Path(sys.argv[1])).acquire())
    held = Engine(address.render_as_string(hide_password=False))
    held.ready()
    free = Engine(address.set(username="postgres").render_as_string(hide_password=False))
    with held.begin(SYSTEM) as tx:
        cases = tx.execute(text('SELECT count(*) FROM "case"')).scalar_one()
    sys.stdout.write(f"{machine()}, {cases:,} cases\n\n{report(held, free)}\n")
    for engine in (held, free):
        engine.dispose()


if __name__ == "__main__":
    main()
